//! Requests.

use alloc::string::String;
use core::fmt;
use core::mem;
use std::sync::OnceLock;

use http::header::CONTENT_LENGTH;
use http::{Extensions, HeaderMap, Method, Uri};

use super::body::{Body, Outgoing, Writing};
use super::timeouts::Timeouts;
use super::{ErrorCode, convert, fields, head};
use crate::complaint::complain;
use crate::wasi::http::types;

/// An HTTP request: one that has arrived, or one to send.
///
/// It offers what [`http::Request`] does and converts from and to it. Of a request that has arrived, the host is asked
/// for a part when it is looked at; one that is passed on unchanged goes on as it is.
///
/// ```
/// use wharf::http::{Method, Request};
///
/// let request = Request::from(http::Request::post("http://example.com/docks?free").body("crane")?);
/// assert_eq!(request.method(), Method::POST);
/// assert_eq!(request.path(), "/docks");
/// assert_eq!(request.query(), Some("free"));
/// # Ok::<(), http::Error>(())
/// ```
///
/// Source: `wasi:http/types.request`.
#[derive(Default)]
pub struct Request {
    /// What the host has, until the request is taken apart.
    host: Option<types::Request>,
    /// Whether something here differs from what the host has.
    changed: bool,
    method: OnceLock<Method>,
    /// The path and query that the host has, for those who need no more of the URI.
    target: OnceLock<String>,
    uri: OnceLock<Located>,
    headers: OnceLock<HeaderMap>,
    timeouts: OnceLock<Option<Timeouts>>,
    extensions: Extensions,
    body: Body,
}

impl Request {
    /// A request with the method `GET` for the URI `/`, without headers.
    #[must_use]
    pub fn new(body: impl Into<Body>) -> Self {
        Request { body: body.into(), ..Request::default() }
    }

    /// Starts a request as the `http` crate builds them; what its `body` gives is one to [`send`](super::send).
    #[must_use]
    pub fn builder() -> http::request::Builder {
        http::Request::builder()
    }

    /// The method.
    pub fn method(&self) -> &Method {
        self.method.get_or_init(|| match &self.host {
            Some(host) => Option::from(host.get_method()).unwrap_or_else(|| {
                complain!("Warning: the host passed a method that is none; it reads as GET");
                Method::GET
            }),
            None => Method::GET,
        })
    }

    /// The method, to change it.
    pub fn method_mut(&mut self) -> &mut Method {
        self.method();
        self.changed = true;
        initialised(&mut self.method)
    }

    /// The URI. In a service it often has a path and a query only, and there are [`path`](Self::path) and
    /// [`query`](Self::query) for these, which take 16 KB less of a small guest than what reads every URI.
    pub fn uri(&self) -> &Uri {
        let located = self.uri.get_or_init(|| {
            Located::from(match &self.host {
                Some(host) => convert::uri_from_host(host).unwrap_or_else(|| {
                    complain!("Warning: the host passed a URI that is none; it reads as `/`");
                    Uri::default()
                }),
                None => Uri::default(),
            })
        });
        &located.uri
    }

    /// The URI, to change it.
    pub fn uri_mut(&mut self) -> &mut Uri {
        self.uri();
        self.changed = true;
        &mut initialised(&mut self.uri).uri
    }

    /// The path of the URI, such as `/docks/7`. It is as the client wrote it: nothing is decoded.
    pub fn path(&self) -> &str {
        match self.uri.get() {
            Some(located) => (located.path)(&located.uri),
            None => split(self.target()).0,
        }
    }

    /// The query of the URI, if there is one: what follows the `?`, not decoded.
    pub fn query(&self) -> Option<&str> {
        match self.uri.get() {
            Some(located) => (located.query)(&located.uri),
            None => split(self.target()).1,
        }
    }

    /// The path and query that the host has, or `/`.
    fn target(&self) -> &str {
        let target =
            self.target.get_or_init(|| self.host.as_ref().and_then(convert::target_from_host).unwrap_or_default());
        if target.is_empty() { "/" } else { target }
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        self.headers.get_or_init(|| match &self.host {
            Some(host) => fields::to_map(&host.get_headers()),
            None => HeaderMap::new(),
        })
    }

    /// The headers, to change them.
    pub fn headers_mut(&mut self) -> &mut HeaderMap {
        self.headers();
        self.changed = true;
        initialised(&mut self.headers)
    }

    /// The time limits, if any were set.
    pub fn timeouts(&self) -> Option<Timeouts> {
        *self
            .timeouts
            .get_or_init(|| self.host.as_ref().and_then(types::Request::get_options).as_ref().map(Timeouts::from_host))
    }

    /// The request with time limits.
    #[must_use]
    pub fn with_timeouts(mut self, timeouts: Timeouts) -> Self {
        self.timeouts = OnceLock::from(Some(timeouts));
        self.changed = true;
        self
    }

    /// What the guest has attached to the request; it stays in the component.
    pub fn extensions(&self) -> &Extensions {
        &self.extensions
    }

    /// What the guest has attached to the request, to attach more.
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

    /// The request with another body. A content length that was set before is dropped: it was that of the old body.
    #[must_use]
    pub fn with_body(self, body: impl Into<Body>) -> Self {
        self.map_body(|_| body.into())
    }

    /// The request with what `change` makes of its body, and without the content length of the old one.
    #[must_use]
    pub fn map_body<B: Into<Body>>(mut self, change: impl FnOnce(Body) -> B) -> Self {
        self.take_apart();
        self.headers_mut().remove(CONTENT_LENGTH);
        self.body = change(mem::take(&mut self.body)).into();
        self
    }

    /// A request that the host has.
    pub(super) fn from_host(host: types::Request) -> Self {
        Request { host: Some(host), ..Request::default() }
    }

    /// Takes the body, whose bytes stay with the host until somebody reads them.
    fn take_body(&mut self) -> Body {
        match self.host.take() {
            Some(host) => Body::unopened(host),
            None => mem::take(&mut self.body),
        }
    }

    /// Asks the host for everything and takes the body from it.
    fn take_apart(&mut self) {
        if self.host.is_some() {
            self.method();
            self.uri();
            self.headers();
            self.timeouts();
            self.body = self.take_body();
        }
    }

    /// The request as the host takes it, and what writes its body.
    pub(super) fn into_host(mut self) -> Result<(types::Request, Option<Writing>), ErrorCode> {
        if let Some(host) = self.host.take_if(|_| !self.changed) {
            return Ok((host, None));
        }
        self.take_apart();
        let method = self.method();
        // Methods that usually come without a body need not say that there is none.
        let says_empty = *method == Method::POST || *method == Method::PUT || *method == Method::PATCH;
        let length = self.body.len();
        let map = self.headers.take().unwrap_or_default();
        if length == Some(0) && map.get(CONTENT_LENGTH).is_some_and(|declared| *declared != "0") {
            return Err(refused("content-length is not 0, but the body is empty".into()));
        }
        let length = length.filter(|length| *length > 0 || says_empty);
        let (headers, length) = head::from_map(map, length).map_err(refused)?;
        let options = self.timeouts().map(Timeouts::to_host).transpose()?;
        let Outgoing { bytes, trailers, writing } = mem::take(&mut self.body).into_host(length);
        let (request, _sent) = types::Request::new(headers, bytes, trailers, options);
        let method = self.method();
        if *method != Method::GET {
            request.set_method(&method.into()).map_err(|()| ErrorCode::HttpRequestMethodInvalid)?;
        }
        convert::uri_to_host(self.uri(), &request)?;
        Ok((request, writing))
    }
}

/// A URI, and the functions that read it: a component that makes none does not get their code.
struct Located {
    uri: Uri,
    path: fn(&Uri) -> &str,
    query: fn(&Uri) -> Option<&str>,
}

impl From<Uri> for Located {
    fn from(uri: Uri) -> Self {
        Located { uri, path: Uri::path, query: Uri::query }
    }
}

/// The path and the query of a URI without authority.
fn split(target: &str) -> (&str, Option<&str>) {
    let target = target.split_once('#').map_or(target, |(before, _)| before);
    target.split_once('?').map_or((target, None), |(path, query)| (path, Some(query)))
}

/// An error of a request that cannot be sent as it is.
pub(super) fn refused(why: String) -> ErrorCode {
    ErrorCode::InternalError(Some(why))
}

/// What a cell holds that has been filled just before.
pub(super) fn initialised<T>(cell: &mut OnceLock<T>) -> &mut T {
    match cell.get_mut() {
        Some(value) => value,
        None => unreachable!("the cell has been filled"),
    }
}

/// The request as the bindings have it, such as one that was made with `wharf::wasi`.
impl From<types::Request> for Request {
    fn from(request: types::Request) -> Self {
        Request::from_host(request)
    }
}

impl<B: Into<Body>> From<http::Request<B>> for Request {
    fn from(request: http::Request<B>) -> Self {
        let (mut head, body) = request.into_parts();
        Request {
            host: None,
            changed: true,
            method: head.method.into(),
            target: OnceLock::new(),
            uri: Located::from(head.uri).into(),
            headers: head.headers.into(),
            timeouts: head.extensions.remove::<Timeouts>().into(),
            extensions: head.extensions,
            body: body.into(),
        }
    }
}

impl From<Request> for http::Request<Body> {
    fn from(mut request: Request) -> Self {
        request.take_apart();
        let timeouts = request.timeouts();
        let mut converted = http::Request::new(request.body);
        *converted.method_mut() = request.method.take().unwrap_or_default();
        *converted.uri_mut() = request.uri.take().map(|located| located.uri).unwrap_or_default();
        *converted.headers_mut() = request.headers.take().unwrap_or_default();
        *converted.extensions_mut() = request.extensions;
        timeouts.and_then(|timeouts| converted.extensions_mut().insert(timeouts));
        converted
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Request")
            .field("method", self.method())
            .field("uri", self.uri())
            .field("headers", self.headers())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_and_queries() {
        for target in ["/", "/a/b", "/a?b", "/a?b?c/d", "/?", "/?#", "/a#b?c", "*", "/%20?%20"] {
            let uri: Uri = target.parse().unwrap();
            assert_eq!(split(target), (uri.path(), uri.query()), "{target}");
            let request = Request::from(http::Request::get(target).body(()).unwrap());
            assert_eq!((request.path(), request.query()), (uri.path(), uri.query()));
        }
        let mut request = Request::new(());
        assert_eq!((request.path(), request.query()), ("/", None));
        *request.uri_mut() = "http://example.com/a?b".parse().unwrap();
        assert_eq!((request.path(), request.query()), ("/a", Some("b")));
    }
}
