//! Services of the `tower` crates, such as a router of axum: what `#[wharf::http::service(tower)]` calls.

use alloc::boxed::Box;
use core::any::Any;
use core::cell::OnceCell;
use core::future::poll_fn;
use std::thread::LocalKey;

use tower_service::Service;

use super::serve::{Answer, answer};
use super::{Body, Request, Response};
use crate::Error;
use crate::wasi::http::types;

type BoxError = Box<dyn core::error::Error + Send + Sync>;

/// Where a component keeps its service: it is made by the first request.
pub type Slot = OnceCell<Box<dyn Any>>;

/// A slot without a service.
pub const fn empty() -> Slot {
    OnceCell::new()
}

/// Has a clone of the service answer a request.
pub async fn serve<S, B>(request: types::Request, slot: &'static LocalKey<Slot>, make: fn() -> S) -> Answer
where
    S: Service<http::Request<Body>, Response = http::Response<B>> + Clone + 'static,
    S::Error: Into<BoxError>,
    B: http_body::Body + Send + 'static,
    B::Error: Into<BoxError>,
{
    let mut service = slot.with(|slot| match slot.get_or_init(|| Box::new(make())).downcast_ref::<S>() {
        Some(service) => service.clone(),
        None => unreachable!("a slot belongs to one service"),
    });
    let response = async {
        poll_fn(|context| service.poll_ready(context)).await?;
        service.call(Request::from_host(request).into()).await
    };
    let response: Result<_, S::Error> = response.await;
    let response = response.map(|response| Response::from(response.map(Body::from_http_body)));
    answer(response.map_err(|error| Error::from_boxed(error.into())))
}
