//! Methods and URIs to and from `wasi:http`.

use alloc::string::{String, ToString};

use http::{Method, Uri, uri};

use super::ErrorCode;
use crate::wasi::http::types;

impl From<types::Method> for Option<Method> {
    /// The method, if its name is one.
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

impl From<&Method> for types::Method {
    fn from(method: &Method) -> Self {
        match *method {
            Method::GET => types::Method::Get,
            Method::HEAD => types::Method::Head,
            Method::POST => types::Method::Post,
            Method::PUT => types::Method::Put,
            Method::DELETE => types::Method::Delete,
            Method::CONNECT => types::Method::Connect,
            Method::OPTIONS => types::Method::Options,
            Method::TRACE => types::Method::Trace,
            Method::PATCH => types::Method::Patch,
            _ => types::Method::Other(method.as_str().to_string()),
        }
    }
}

fn scheme_from_host(scheme: types::Scheme) -> Option<uri::Scheme> {
    match scheme {
        types::Scheme::Http => Some(uri::Scheme::HTTP),
        types::Scheme::Https => Some(uri::Scheme::HTTPS),
        types::Scheme::Other(name) => uri::Scheme::try_from(name.as_str()).ok(),
    }
}

fn scheme_to_host(scheme: &uri::Scheme) -> types::Scheme {
    match scheme.as_str() {
        "http" => types::Scheme::Http,
        "https" => types::Scheme::Https,
        other => types::Scheme::Other(other.to_string()),
    }
}

/// The URI of a request, from the parts that the host knows, if it is one.
pub(super) fn uri_from_host(request: &types::Request) -> Option<Uri> {
    let path = match target_from_host(request) {
        Some(path) => from_string(path)?,
        None => uri::PathAndQuery::from_static("/"),
    };
    let Some(authority) = request.get_authority() else { return Some(path.into()) };
    let mut parts = uri::Parts::default();
    parts.path_and_query = Some(path);
    parts.authority = Some(authority.try_into().ok()?);
    parts.scheme = Some(request.get_scheme().map_or(Some(uri::Scheme::HTTP), scheme_from_host)?);
    Uri::from_parts(parts).ok()
}

/// The path and query of a request that are not empty.
pub(super) fn target_from_host(request: &types::Request) -> Option<String> {
    request.get_path_with_query().filter(|target| !target.is_empty())
}

/// A path and query, without copying the string.
fn from_string(path: String) -> Option<uri::PathAndQuery> {
    uri::PathAndQuery::from_maybe_shared(bytes::Bytes::from(path)).ok()
}

/// Tells the host the URI of a request.
pub(super) fn uri_to_host(uri: &Uri, request: &types::Request) -> Result<(), ErrorCode> {
    let invalid = |()| ErrorCode::HttpRequestUriInvalid;
    if let Some(path) = uri.path_and_query() {
        request.set_path_with_query(Some(path.as_str())).map_err(invalid)?;
    }
    if let Some(scheme) = uri.scheme() {
        request.set_scheme(Some(&scheme_to_host(scheme))).map_err(invalid)?;
    }
    if let Some(authority) = uri.authority() {
        request.set_authority(Some(authority.as_str())).map_err(invalid)?;
    }
    Ok(())
}
