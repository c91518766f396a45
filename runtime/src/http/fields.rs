//! Header maps to and from `wasi:http` fields.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use http::{HeaderMap, HeaderName, HeaderValue};

use crate::complaint::complain;
use crate::wasi::http::types::{Fields, HeaderError};

/// The fields of a header map, or why the host does not take them.
pub(super) fn from_map(headers: &HeaderMap) -> Result<Fields, String> {
    if headers.is_empty() {
        return Ok(Fields::new());
    }
    let entries: Vec<_> =
        headers.iter().map(|(name, value)| (name.as_str().to_string(), value.as_bytes().to_vec())).collect();
    Fields::from_list(&entries).map_err(|error| refused(culprit(&entries, &error), &error))
}

/// The fields of a few headers, or why the host does not take them.
pub(super) fn from_few<'a>(mut headers: impl Iterator<Item = (&'a str, &'a str)>) -> Result<Fields, String> {
    let fields = Fields::new();
    headers.try_for_each(|(name, value)| {
        fields.append(name, value.as_bytes()).map_err(|error| refused(Some(name), &error))
    })?;
    Ok(fields)
}

#[cold]
fn refused(name: Option<&str>, error: &HeaderError) -> String {
    let reason = reason(error);
    match name {
        Some(name) => format!("the host refuses the header `{name}`: {reason}"),
        None => format!("the host refuses the headers: {reason}"),
    }
}

/// The name of the first header that the host refuses on its own.
fn culprit<'a>(entries: &'a [(String, Vec<u8>)], error: &HeaderError) -> Option<&'a str> {
    if !matches!(error, HeaderError::Forbidden | HeaderError::InvalidSyntax) {
        return None;
    }
    let fields = Fields::new();
    let mut entries = entries.iter();
    entries.find(|(name, value)| fields.append(name, value).is_err()).map(|(name, _)| &**name)
}

fn reason(error: &HeaderError) -> &'static str {
    match error {
        HeaderError::Forbidden => "it keeps this name to itself",
        HeaderError::InvalidSyntax => "the name or the value is not well-formed",
        HeaderError::SizeExceeded => "they are too large",
        HeaderError::Immutable | HeaderError::Other(_) => "it does not say why",
    }
}

/// The header map of fields. What is no header by the rules of HTTP is left out, and reported.
pub(super) fn to_map(fields: &Fields) -> HeaderMap {
    let entries = fields.copy_all();
    let mut headers = HeaderMap::with_capacity(entries.len());
    for (name, value) in entries {
        match (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_maybe_shared(bytes::Bytes::from(value))) {
            (Ok(name), Ok(value)) => {
                headers.append(name, value);
            }
            _ => complain!("Warning: the host passed a header {name:?} that is not well-formed; it is left out"),
        }
    }
    headers
}
