//! HTTP: requests, responses and services.
//!
//! A [`Request`] is that of the [`http`] crate with a [`Body`]; a [`Response`] holds one of that crate too and adds
//! short ways to make it. A service is an async function under `#[wharf::http::service]`.

mod body;
mod convert;
mod fields;
mod response;
pub(crate) mod serve;

pub use body::Body;
pub use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
pub use response::{IntoResponse, Response};

pub use wharf_macros::service;

pub use crate::wasi::http::types::ErrorCode;

/// An HTTP request.
pub type Request = http::Request<Body>;
