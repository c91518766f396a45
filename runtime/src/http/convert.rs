//! Methods, schemes and URIs to and from `wasi:http`.

use alloc::string::ToString;

use http::{Method, Uri, uri};

use super::{Body, ErrorCode, Request, fields};
use crate::wasi::http::types;

impl From<types::Method> for Option<Method> {
    fn from(method: types::Method) -> Self {
        Some(match method {
            types::Method::Get => Method::GET,
            types::Method::Head => Method::HEAD,
            types::Method::Post => Method::POST,
            types::Method::Put => Method::PUT,
            types::Method::Delete => Method::DELETE,
            types::Method::Connect => Method::CONNECT,
            types::Method::Options => Method::OPTIONS,
            types::Method::Trace => Method::TRACE,
            types::Method::Patch => Method::PATCH,
            types::Method::Other(name) => return Method::from_bytes(name.as_bytes()).ok(),
        })
    }
}

/// The scheme as URIs write it.
fn scheme(scheme: types::Scheme) -> Option<uri::Scheme> {
    match scheme {
        types::Scheme::Http => Some(uri::Scheme::HTTP),
        types::Scheme::Https => Some(uri::Scheme::HTTPS),
        types::Scheme::Other(name) => uri::Scheme::try_from(name.as_str()).ok(),
    }
}

/// The URI of a request, from the parts that the host knows.
fn uri(request: &types::Request) -> Option<Uri> {
    let mut parts = uri::Parts::default();
    let path = request.get_path_with_query().unwrap_or_else(|| "/".to_string());
    parts.path_and_query = Some(path.try_into().ok()?);
    if let Some(authority) = request.get_authority() {
        parts.authority = Some(authority.try_into().ok()?);
        parts.scheme = Some(request.get_scheme().map_or(Some(uri::Scheme::HTTP), scheme)?);
    }
    Uri::from_parts(parts).ok()
}

/// The request of the `http` crate; its body stays with the host until somebody asks for it.
pub(super) fn request(request: types::Request) -> Result<Request, ErrorCode> {
    let method = Option::from(request.get_method()).ok_or(ErrorCode::HttpRequestMethodInvalid)?;
    let uri = uri(&request).ok_or(ErrorCode::HttpRequestUriInvalid)?;
    let headers = fields::to_map(&request.get_headers())?;
    let mut converted = Request::new(Body::unopened(request));
    *converted.method_mut() = method;
    *converted.uri_mut() = uri;
    *converted.headers_mut() = headers;
    Ok(converted)
}
