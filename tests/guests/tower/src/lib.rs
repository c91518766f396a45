//! A service of the `tower` crates without any framework: slow to be ready, and failing as its path says.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use tower_service::Service;
use wharf::http::{Body, ErrorCode, Rejection, StatusCode};

/// Counts what it has served. Clones have a count of their own.
#[derive(Clone)]
struct Crane {
    ready: bool,
    served: u32,
}

#[wharf::http::service(tower)]
fn crane() -> Crane {
    Crane { ready: false, served: 0 }
}

impl Service<http::Request<Body>> for Crane {
    type Response = http::Response<Full<Bytes>>;
    type Error = wharf::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>>>>;

    /// Ready when it is asked for the second time.
    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        if self.ready {
            return Poll::Ready(Ok(()));
        }
        self.ready = true;
        context.waker().wake_by_ref();
        Poll::Pending
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        assert!(self.ready, "it is not called before it is ready");
        self.served += 1;
        let served = self.served;
        Box::pin(async move {
            match request.uri().path() {
                "/rejects" => Err(Rejection::new(StatusCode::CONFLICT, "the dock is taken").into()),
                "/code" => Err(ErrorCode::ConnectionTimeout.into()),
                "/fails" => Err(wharf::Error::msg("the crane is stuck")),
                _ => {
                    let (head, body) = request.into_parts();
                    let text = body.collect().await?.to_bytes();
                    let told = format!("{served} {} {}", head.method, String::from_utf8_lossy(&text));
                    Ok(http::Response::builder().status(201).body(told.into())?)
                }
            }
        })
    }
}
