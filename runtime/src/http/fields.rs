//! Header maps to and from `wasi:http` fields.

use alloc::string::ToString;
use alloc::vec::Vec;

use http::{HeaderMap, HeaderName, HeaderValue};

use super::ErrorCode;
use crate::wasi::http::types::{Fields, HeaderError};

/// The fields of a header map.
pub(super) fn from_map(headers: &HeaderMap) -> Result<Fields, ErrorCode> {
    if headers.is_empty() {
        return Ok(Fields::new());
    }
    let entries: Vec<_> =
        headers.iter().map(|(name, value)| (name.as_str().to_string(), value.as_bytes().to_vec())).collect();
    Fields::from_list(&entries).map_err(|error| {
        let reason = match error {
            HeaderError::Forbidden => "a header is forbidden by the host",
            HeaderError::InvalidSyntax => "a header has a name or value that the host refuses",
            HeaderError::SizeExceeded => "the headers are too large for the host",
            HeaderError::Immutable | HeaderError::Other(_) => "the host refuses the headers",
        };
        ErrorCode::InternalError(Some(reason.to_string()))
    })
}

/// The header map of fields.
pub(super) fn to_map(fields: &Fields) -> Result<HeaderMap, ErrorCode> {
    let entries = fields.copy_all();
    let mut headers = HeaderMap::with_capacity(entries.len());
    for (name, value) in entries {
        let (Ok(name), Ok(value)) = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_maybe_shared(value))
        else {
            return Err(ErrorCode::HttpProtocolError);
        };
        headers.append(name, value);
    }
    Ok(headers)
}
