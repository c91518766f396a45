//! Responses, and what can become one.

use alloc::string::String;
use core::fmt;
use core::ops::{Deref, DerefMut};

use http::{HeaderValue, StatusCode, header};

use super::Body;

/// An HTTP response: an [`http::Response`] with a [`Body`], to which it dereferences.
///
/// ```
/// use wharf::http::{Response, StatusCode};
///
/// let response = Response::text("tea only").with_status(StatusCode::IM_A_TEAPOT);
/// assert_eq!(response.status(), 418);
/// assert_eq!(response.headers()["content-type"], "text/plain; charset=utf-8");
/// ```
pub struct Response(http::Response<Body>);

impl Response {
    /// A response with status 200 and a body.
    pub fn new(body: impl Into<Body>) -> Self {
        Response(http::Response::new(body.into()))
    }

    /// A response with a status and no body.
    #[must_use]
    pub fn empty(status: StatusCode) -> Self {
        Response::new(Body::empty()).with_status(status)
    }

    /// Plain text.
    pub fn text(text: impl Into<String>) -> Self {
        Response::typed("text/plain; charset=utf-8", text.into())
    }

    /// An HTML page.
    pub fn html(html: impl Into<String>) -> Self {
        Response::typed("text/html; charset=utf-8", html.into())
    }

    fn typed(content_type: &'static str, body: String) -> Self {
        let mut response = Response::new(body);
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
        response
    }

    /// The response with another status.
    #[must_use]
    pub fn with_status(mut self, status: StatusCode) -> Self {
        *self.status_mut() = status;
        self
    }

    /// The response of the `http` crate.
    #[must_use]
    pub fn into_inner(self) -> http::Response<Body> {
        self.0
    }
}

impl Deref for Response {
    type Target = http::Response<Body>;
    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl DerefMut for Response {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

impl<B: Into<Body>> From<http::Response<B>> for Response {
    fn from(response: http::Response<B>) -> Self {
        Response(response.map(Into::into))
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// What a service may return.
///
/// The error of a `Result` is printed to stderr and answered with status 500; what it says stays inside.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not something a service can answer with",
    note = "return `wharf::http::Response`, an `http::Response`, text, a status code, or a `Result` of one of these"
)]
pub trait IntoResponse {
    /// The response.
    fn into_response(self) -> Response;
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
        Response::new(Body::empty())
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

impl<T: IntoResponse, E: fmt::Display> IntoResponse for Result<T, E> {
    fn into_response(self) -> Response {
        match self {
            Ok(response) => response.into_response(),
            Err(error) => {
                std::eprintln!("Error: {error:#}");
                Response::text("internal server error\n").with_status(StatusCode::INTERNAL_SERVER_ERROR)
            }
        }
    }
}
