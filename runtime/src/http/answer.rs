//! What a service may return, and what becomes of its errors.

use alloc::string::String;
use alloc::vec::Vec;
use core::convert::Infallible;
use std::io;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, StatusCode};

use super::{Body, ErrorCode, Rejection, Response};
use crate::Error;

/// What a service may return.
///
/// It is implemented for [`Response`] and that of the `http` crate, for text and bytes, for a [`Body`], for a
/// [`StatusCode`], for pairs of a status or headers and one of these, for `Json<T>`, for server-sent
/// [`Events`](super::Events), and for a `Result` of two of them. Implement it for error types of yours to say how they
/// are answered.
///
/// Of a `Result`'s error, a response that says 200 becomes one that says 500: an error is never a success by default.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not something a service can answer with",
    note = "return `wharf::http::Response`, an `http::Response`, text, bytes, a status code, or a `Result` of two of \
            these",
    note = "for errors of other types return `wharf::Result`, to which `?` turns every error, implement `IntoResponse`, \
            or name a function with `error = …` in the attribute"
)]
pub trait IntoResponse {
    /// The response.
    fn into_response(self) -> Response;

    /// The response, or the code with which the request fails without one: the host decides then what the client sees.
    ///
    /// # Errors
    ///
    /// Only an [`ErrorCode`] answers with one.
    fn into_answer(self) -> Result<Response, ErrorCode>
    where
        Self: Sized,
    {
        Ok(self.into_response())
    }
}

impl IntoResponse for Response {
    fn into_response(self) -> Response {
        self
    }
}

impl<B: Into<Body>> IntoResponse for http::Response<B> {
    fn into_response(self) -> Response {
        self.into()
    }
}

impl IntoResponse for StatusCode {
    fn into_response(self) -> Response {
        Response::empty(self)
    }
}

impl IntoResponse for () {
    fn into_response(self) -> Response {
        Response::default()
    }
}

impl IntoResponse for String {
    fn into_response(self) -> Response {
        Response::text(self)
    }
}

impl IntoResponse for &'static str {
    fn into_response(self) -> Response {
        Response::text(self)
    }
}

impl IntoResponse for Body {
    fn into_response(self) -> Response {
        Response::new(self)
    }
}

macro_rules! bytes_into_response {
    ($($Type:ty)*) => {$(
        impl IntoResponse for $Type {
            fn into_response(self) -> Response {
                Response::with_few(&[("content-type", "application/octet-stream")], self.into())
            }
        }
    )*};
}
bytes_into_response!(Bytes Vec<u8> &'static [u8]);

/// The response with this status.
impl<T: IntoResponse> IntoResponse for (StatusCode, T) {
    fn into_response(self) -> Response {
        self.1.into_response().with_status(self.0)
    }
}

/// The response with these headers, in place of any of the same names.
impl<T: IntoResponse, const COUNT: usize> IntoResponse for ([(HeaderName, HeaderValue); COUNT], T) {
    fn into_response(self) -> Response {
        let mut response = self.1.into_response();
        for (name, value) in self.0 {
            response.headers_mut().insert(name, value);
        }
        response
    }
}

impl IntoResponse for Infallible {
    fn into_response(self) -> Response {
        match self {}
    }
}

impl<T: IntoResponse, E: IntoResponse> IntoResponse for Result<T, E> {
    fn into_response(self) -> Response {
        match self {
            Ok(response) => response.into_response(),
            Err(error) => failed(error.into_response()),
        }
    }

    fn into_answer(self) -> Result<Response, ErrorCode> {
        match self {
            Ok(response) => response.into_answer(),
            Err(error) => error.into_answer().map(failed),
        }
    }
}

/// An error's response, which does not say that all is well.
fn failed(response: Response) -> Response {
    match response.status() {
        StatusCode::OK => response.with_status(StatusCode::INTERNAL_SERVER_ERROR),
        _ => response,
    }
}

/// As a response, 504 for a timeout and 502 for all else; as an answer, the code itself.
impl IntoResponse for ErrorCode {
    fn into_response(self) -> Response {
        std::eprintln!("Error: {self}");
        gateway(&self)
    }

    fn into_answer(self) -> Result<Response, ErrorCode> {
        Err(self)
    }
}

fn gateway(code: &ErrorCode) -> Response {
    let status = code.gateway_status();
    Response::text(alloc::format!("{}\n", status.canonical_reason().unwrap_or_default())).with_status(status)
}

/// As the [`Rejection`] or [`ErrorCode`] in it says, else 500; what is no rejection is printed to stderr.
impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let error = self.get();
        if let Some(rejection) = error.downcast_ref::<Rejection>() {
            return rejection.clone().into_response();
        }
        std::eprintln!("Error: {self:#}");
        let inner = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        let code = error.downcast_ref::<ErrorCode>().or_else(|| inner?.downcast_ref());
        code.map_or_else(internal, gateway)
    }
}

impl IntoResponse for io::Error {
    fn into_response(self) -> Response {
        Error::from(self).into_response()
    }
}

/// The response to a failure that is the service's own.
pub(super) fn internal() -> Response {
    Response::text("Internal Server Error\n").with_status(StatusCode::INTERNAL_SERVER_ERROR)
}
