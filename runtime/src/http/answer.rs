//! What a service may return, and what becomes of its errors.

use alloc::string::String;
use alloc::vec::Vec;
use core::convert::Infallible;
use std::io;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, StatusCode};

use super::{Body, ErrorCode, Rejection, Response};
use crate::Error;
use crate::complaint::complain;

/// What a service may return.
///
/// It is implemented for [`Response`] and that of the `http` crate, for text and bytes, for a [`Body`], for a
/// [`StatusCode`], for pairs of a status or headers and one of these, for `Json<T>`, for server-sent
/// [`Events`](super::Events), and for a `Result` of two of them. Implement it for error types of yours to say how they
/// are answered.
///
/// Of a `Result`'s error, a response that says 200 becomes one that says 500: an error is never a success by default.
///
/// ```
/// use wharf::http::{IntoResponse, Response, StatusCode};
///
/// struct Busy;
///
/// impl IntoResponse for Busy {
///     fn into_response(self) -> Response {
///         Response::text("come back later").with_status(StatusCode::SERVICE_UNAVAILABLE)
///     }
/// }
///
/// assert_eq!(Err::<(), _>(Busy).into_response().status(), 503);
/// ```
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
        complain!("Error: {self}");
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
        complain!("Error: {self:#}");
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

#[cfg(test)]
mod tests {
    use http::header;

    use super::super::Events;
    use super::*;
    use crate::task::block_on;

    /// Status, content type and text of an answer.
    fn shown(answer: impl IntoResponse) -> (u16, String, String) {
        let response = answer.into_answer().expect("a response");
        let content_type = response.headers().get(header::CONTENT_TYPE);
        let content_type = content_type.map_or("", |value| value.to_str().unwrap()).into();
        (response.status().as_u16(), content_type, block_on(response.into_body().into_text()).unwrap())
    }

    fn is(answer: impl IntoResponse, status: u16, content_type: &str, text: &str) {
        assert_eq!(shown(answer), (status, content_type.into(), text.into()));
    }

    const TEXT: &str = "text/plain; charset=utf-8";

    #[test]
    fn what_a_service_may_return() {
        is(Response::html("<p>"), 200, "text/html; charset=utf-8", "<p>");
        is(http::Response::builder().status(201).body("made").unwrap(), 201, "", "made");
        is(StatusCode::NOT_FOUND, 404, "", "");
        is((), 200, "", "");
        is(String::from("owned"), 200, TEXT, "owned");
        is("lent", 200, TEXT, "lent");
        is(Body::from("body"), 200, "", "body");
        is(Bytes::from("bytes"), 200, "application/octet-stream", "bytes");
        is(Vec::from(*b"vec"), 200, "application/octet-stream", "vec");
        is(&b"slice"[..], 200, "application/octet-stream", "slice");
        is((StatusCode::CREATED, "made"), 201, TEXT, "made");
        is(([(header::CONTENT_TYPE, HeaderValue::from_static("text/css"))], "a {}"), 200, "text/css", "a {}");
        is(Rejection::new(StatusCode::GONE, "gone"), 410, TEXT, "gone\n");
        let events = futures::stream::iter([Ok::<_, Error>(super::super::Event::new("tick"))]);
        is(Events::new(events), 200, "text/event-stream", "data: tick\n\n");
        #[cfg(feature = "json")]
        is(super::super::Json([1, 2]), 200, "application/json", "[1,2]");
    }

    #[test]
    fn what_becomes_of_errors() {
        let internal = "Internal Server Error\n";
        is(Ok::<_, Error>("fine"), 200, TEXT, "fine");
        is(Err::<(), _>(Error::msg("the crane is stuck")), 500, TEXT, internal);
        is(Err::<(), _>(io::Error::other("the winch is rusty")), 500, TEXT, internal);
        is(Err::<(), Error>(Rejection::new(StatusCode::CONFLICT, "taken").into()), 409, TEXT, "taken\n");
        is(Err::<(), _>(Rejection::new(StatusCode::CONFLICT, "taken")), 409, TEXT, "taken\n");
        is(Err::<(), Error>(ErrorCode::ConnectionRefused.into()), 502, TEXT, "Bad Gateway\n");
        is(Err::<(), Error>(ErrorCode::HttpResponseTimeout.into()), 504, TEXT, "Gateway Timeout\n");
        is(Err::<(), _>(io::Error::from(ErrorCode::DnsTimeout)), 504, TEXT, "Gateway Timeout\n");
        // An error is no success unless it says so itself.
        is(Err::<(), _>("only text"), 500, TEXT, "only text");
        is(Err::<(), _>((StatusCode::ACCEPTED, "later")), 202, TEXT, "later");
        // A code on its own is for the host to answer, unless a response is asked for.
        let code = Err::<Response, _>(ErrorCode::LoopDetected).into_answer().unwrap_err();
        assert!(matches!(code, ErrorCode::LoopDetected));
        assert_eq!(ErrorCode::LoopDetected.into_response().status(), 502);
    }
}
