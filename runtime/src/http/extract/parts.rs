//! What comes from the head of a request.

use core::convert::Infallible;

use http::request::Parts;
use http::{HeaderMap, Method, Uri};

use super::FromParts;
use crate::http::{Request, Timeouts};

macro_rules! from_parts {
    ($($(#[$doc:meta])* $Type:ty: $request:ident => $value:expr;)*) => {$(
        $(#[$doc])*
        impl FromParts for $Type {
            type Rejection = Infallible;

            async fn from_parts($request: &Request) -> Result<Self, Infallible> {
                Ok($value)
            }
        }
    )*};
}

from_parts! {
    Method: request => request.method().clone();
    Uri: request => request.uri().clone();
    HeaderMap: request => request.headers().clone();
    /// The time limits that the caller has set for the request.
    Timeouts: request => request.timeouts().unwrap_or_default();
    /// The whole head, with a copy of what is attached to the request.
    Parts: request => {
        let mut parts = http::Request::new(()).into_parts().0;
        parts.method = request.method().clone();
        parts.uri = request.uri().clone();
        parts.headers = request.headers().clone();
        parts.extensions = request.extensions().clone();
        parts
    };
}

/// None if the request does not fit.
impl<T: FromParts> FromParts for Option<T> {
    type Rejection = Infallible;

    async fn from_parts(request: &Request) -> Result<Self, Infallible> {
        Ok(T::from_parts(request).await.ok())
    }
}

/// The rejection is the service's to answer.
impl<T: FromParts> FromParts for Result<T, T::Rejection> {
    type Rejection = Infallible;

    async fn from_parts(request: &Request) -> Result<Self, Infallible> {
        Ok(T::from_parts(request).await)
    }
}
