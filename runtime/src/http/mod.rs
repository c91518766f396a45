//! HTTP: services, clients and middleware.
//!
//! A service is an async function under [`#[wharf::http::service]`](service). It takes what it needs, by
//! [`FromRequest`], and returns what can become a [`Response`], by [`IntoResponse`]. [`get`] and [`send`] make requests.
//! A function under [`#[wharf::http::middleware]`](middleware) stands in front of another service.
//!
//! [`Request`] and [`Response`] speak the types of the [`http`](https://docs.rs/http) crate and convert from and to its
//! own. What the host knows is asked for when somebody looks at it: a handler pays for what it uses, and a message that
//! is passed on unread goes from host to host.
//!
//! ```no_run
//! # fn main() {}
//! use wharf::http::{self, Method, Request, Response};
//!
//! #[wharf::http::service]
//! async fn mirror(method: Method, request: Request) -> wharf::Result<Response> {
//!     match method {
//!         Method::POST => Ok(Response::new(request.into_body())),
//!         _ => Ok(http::get("http://example.com/").await?),
//!     }
//! }
//! ```
//!
//! # Errors
//!
//! The error of a handler becomes a response by a rule: that of its type ([`IntoResponse`]), or the one that
//! `#[wharf::http::service(error = function)]` names. [`wharf::Error`](crate::Error), to which `?` turns every error,
//! answers as a [`Rejection`] in it says, with 502 or 504 for an [`ErrorCode`] of a request that the handler made, and
//! else with 500; what went wrong is printed to stderr and not told to the client.

mod answer;
mod body;
mod client;
mod convert;
mod error_code;
mod exchange;
mod extract;
mod fields;
mod head;
mod next;
pub(crate) mod param;
mod rejection;
mod request;
mod response;
pub(crate) mod serve;
mod sse;
mod timeouts;
#[cfg(feature = "tower")]
pub(crate) mod tower;

pub use answer::IntoResponse;
pub(crate) use body::Whole;
pub use body::{Body, BodyReader};
pub use client::{get, send};
#[cfg(feature = "json")]
pub use extract::Json;
#[cfg(feature = "query")]
pub use extract::Query;
pub use extract::{FromParts, FromRequest};
pub use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
pub use next::Next;
pub use rejection::Rejection;
pub use request::Request;
pub use response::Response;
pub use sse::{Event, Events};
pub use timeouts::Timeouts;

pub use wharf_macros::{middleware, service};

pub use crate::wasi::http::types::ErrorCode;
