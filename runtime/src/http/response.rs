//! Responses.

use alloc::string::String;
use core::fmt;
use core::mem;
use std::sync::OnceLock;

use http::{Extensions, HeaderMap, StatusCode};

use super::body::{Body, Outgoing, Writing};
use super::fields;
use super::head::{self, Few, Mapped};
use super::request::initialised;
use crate::wasi::http::types;

/// An HTTP response: one to give, or one that has arrived.
///
/// It offers what [`http::Response`] does and converts from and to it. Of a response that has arrived, the host is
/// asked for a part when it is looked at; one that is passed on unchanged goes on as it is.
///
/// ```
/// use wharf::http::{Response, StatusCode};
///
/// let response = Response::text("tea only").with_status(StatusCode::IM_A_TEAPOT);
/// assert_eq!(response.status(), 418);
/// assert_eq!(response.headers()["content-type"], "text/plain; charset=utf-8");
/// ```
///
/// Source: `wasi:http/types.response`.
#[derive(Default)]
pub struct Response {
    /// What the host has, until the response is taken apart.
    host: Option<Host>,
    /// Whether something here differs from what the host has.
    changed: bool,
    status: OnceLock<StatusCode>,
    /// The headers of a response made here, until somebody wants the map.
    few: Few,
    headers: OnceLock<Mapped>,
    extensions: Extensions,
    body: Body,
}

/// A response that the host has, and the function that takes it apart: a component that gets no responses does not get
/// its code.
struct Host {
    response: types::Response,
    take_apart: fn(&mut Response),
}

impl Response {
    /// A response with status 200 and a body.
    #[must_use]
    pub fn new(body: impl Into<Body>) -> Self {
        Response::with_few(&[], body.into())
    }

    /// A response with a status and no body.
    #[must_use]
    pub fn empty(status: StatusCode) -> Self {
        Response::new(Body::empty()).with_status(status)
    }

    /// Plain text.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Response::with_few(&[("content-type", "text/plain; charset=utf-8")], text.into().into())
    }

    /// An HTML page.
    #[must_use]
    pub fn html(html: impl Into<String>) -> Self {
        Response::with_few(&[("content-type", "text/html; charset=utf-8")], html.into().into())
    }

    /// A value as JSON.
    ///
    /// # Errors
    ///
    /// When the value cannot be written as JSON, such as a map whose keys are not text.
    #[cfg(feature = "json")]
    pub fn json(value: &impl serde::Serialize) -> crate::Result<Self> {
        Ok(Response::with_few(&[("content-type", "application/json")], Body::from_json(value)?))
    }

    /// A response whose headers are known to be well-formed.
    pub(super) fn with_few(few: Few, body: Body) -> Self {
        Response { few, body, ..Response::default() }
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        *self.status.get_or_init(|| match &self.host {
            // A host passes only numbers of three digits.
            Some(host) => StatusCode::from_u16(host.response.get_status_code()).unwrap_or(StatusCode::BAD_GATEWAY),
            None => StatusCode::OK,
        })
    }

    /// The status, to change it.
    pub fn status_mut(&mut self) -> &mut StatusCode {
        self.status();
        self.changed = true;
        initialised(&mut self.status)
    }

    /// The response with another status.
    #[must_use]
    pub fn with_status(mut self, status: StatusCode) -> Self {
        self.status = status.into();
        self.changed = true;
        self
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        let mapped = self.headers.get_or_init(|| match &self.host {
            Some(host) => fields::to_map(&host.response.get_headers()).into(),
            None => self.few.into(),
        });
        &mapped.map
    }

    /// The headers, to change them.
    pub fn headers_mut(&mut self) -> &mut HeaderMap {
        self.headers();
        self.changed = true;
        &mut initialised(&mut self.headers).map
    }

    /// What the guest has attached to the response; it stays in the component.
    pub fn extensions(&self) -> &Extensions {
        &self.extensions
    }

    /// What the guest has attached to the response, to attach more.
    pub fn extensions_mut(&mut self) -> &mut Extensions {
        &mut self.extensions
    }

    /// The body, to read or replace it. Prefer [`into_body`](Self::into_body) when nothing else is wanted: this one
    /// asks the host for the head first.
    pub fn body_mut(&mut self) -> &mut Body {
        self.take_apart();
        &mut self.body
    }

    /// The body.
    #[must_use]
    pub fn into_body(mut self) -> Body {
        self.take_body()
    }

    /// The response with another body. A content length that was set before is dropped: it was that of the old body.
    #[must_use]
    pub fn with_body(self, body: impl Into<Body>) -> Self {
        self.map_body(|_| body.into())
    }

    /// The response with what `change` makes of its body, and without the content length of the old one.
    #[must_use]
    pub fn map_body<B: Into<Body>>(mut self, change: impl FnOnce(Body) -> B) -> Self {
        self.take_apart();
        self.headers_mut().remove(http::header::CONTENT_LENGTH);
        self.body = change(mem::take(&mut self.body)).into();
        self
    }

    /// A response that the host has.
    pub(super) fn from_host(host: types::Response) -> Self {
        let host = Host { response: host, take_apart: Response::take_apart };
        Response { host: Some(host), ..Response::default() }
    }

    /// Takes the body, whose bytes stay with the host until somebody reads them.
    fn take_body(&mut self) -> Body {
        match self.host.take() {
            Some(host) => Body::unopened(host.response),
            None => mem::take(&mut self.body),
        }
    }

    /// Asks the host for everything and takes the body from it.
    fn take_apart(&mut self) {
        if self.host.is_some() {
            self.status();
            self.headers();
            self.body = self.take_body();
        }
    }

    /// The response as the host takes it, and what writes its body; or why it cannot be sent.
    pub(super) fn into_host(mut self) -> Result<(types::Response, Option<Writing>), String> {
        if let Some(host) = &self.host {
            if self.changed {
                (host.take_apart)(&mut self);
            } else if let Some(host) = self.host {
                return Ok((host.response, None));
            }
        }
        let status = self.status();
        let length = self.body.len().filter(|_| may_have_body(status));
        let (headers, length) = match self.headers.take() {
            Some(Mapped { map, to_host }) => to_host(map, length)?,
            None => head::from_few(self.few, length)?,
        };
        let Outgoing { bytes, trailers, writing } = self.body.into_host(length);
        let (response, _sent) = types::Response::new(headers, bytes, trailers);
        if status != StatusCode::OK && response.set_status_code(status.as_u16()).is_err() {
            return Err("the host refuses the status code".into());
        }
        Ok((response, writing))
    }
}

/// Whether responses with this status may say how long their body is.
fn may_have_body(status: StatusCode) -> bool {
    !status.is_informational() && status != StatusCode::NO_CONTENT && status != StatusCode::NOT_MODIFIED
}

/// The response as the bindings have it, such as one that was made with `wharf::wasi`.
impl From<types::Response> for Response {
    fn from(response: types::Response) -> Self {
        Response::from_host(response)
    }
}

impl<B: Into<Body>> From<http::Response<B>> for Response {
    fn from(response: http::Response<B>) -> Self {
        let (head, body) = response.into_parts();
        Response {
            host: None,
            changed: true,
            status: head.status.into(),
            few: &[],
            headers: Mapped::from(head.headers).into(),
            extensions: head.extensions,
            body: body.into(),
        }
    }
}

impl From<Response> for http::Response<Body> {
    fn from(mut response: Response) -> Self {
        response.take_apart();
        let mut converted = http::Response::new(mem::take(&mut response.body));
        *converted.status_mut() = response.status();
        response.headers();
        *converted.headers_mut() = response.headers.take().map(|mapped| mapped.map).unwrap_or_default();
        *converted.extensions_mut() = response.extensions;
        converted
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Response")
            .field("status", &self.status())
            .field("headers", self.headers())
            .finish_non_exhaustive()
    }
}
