//! What comes from the body of a request.

use alloc::string::String;
use alloc::vec::Vec;
use core::convert::Infallible;

use bytes::Bytes;
use http::StatusCode;

use super::FromRequest;
use crate::Error;
use crate::http::{Body, Rejection, Request};

impl FromRequest for Request {
    type Rejection = Infallible;

    async fn from_request(request: Request) -> Result<Self, Infallible> {
        Ok(request)
    }
}

impl FromRequest for http::Request<Body> {
    type Rejection = Infallible;

    async fn from_request(request: Request) -> Result<Self, Infallible> {
        Ok(request.into())
    }
}

impl FromRequest for Body {
    type Rejection = Infallible;

    async fn from_request(request: Request) -> Result<Self, Infallible> {
        Ok(request.into_body())
    }
}

/// The whole body.
impl FromRequest for Bytes {
    type Rejection = Rejection;

    async fn from_request(request: Request) -> Result<Self, Rejection> {
        request.into_body().into_bytes().await.map_err(|error| broken(&error))
    }
}

/// The whole body.
impl FromRequest for Vec<u8> {
    type Rejection = Rejection;

    async fn from_request(request: Request) -> Result<Self, Rejection> {
        Bytes::from_request(request).await.map(Vec::from)
    }
}

/// The whole body, which must be UTF-8.
impl FromRequest for String {
    type Rejection = Rejection;

    async fn from_request(request: Request) -> Result<Self, Rejection> {
        let bytes = Vec::from_request(request).await?;
        String::from_utf8(bytes).map_err(|_| Rejection::new(StatusCode::BAD_REQUEST, "the body is not UTF-8"))
    }
}

/// A body that did not arrive whole.
fn broken(error: &Error) -> Rejection {
    Rejection::new(StatusCode::BAD_REQUEST, alloc::format!("the body did not arrive whole: {error}"))
}
