//! The headers of messages on their way out.

use alloc::format;
use alloc::string::String;

use http::{HeaderMap, HeaderName, HeaderValue, header};

use super::fields;
use crate::wasi::http::types::Fields;

/// Headers of a message made here: a few that are known to be well-formed, until somebody wants a map.
pub(super) type Few = &'static [(&'static str, &'static str)];

/// The fields of a message, and how long its body has to be.
pub(super) type Head = (Fields, Option<u64>);

/// A header map, and the function that makes fields of it: a component that never makes a map does not get its code.
pub(super) struct Mapped {
    pub(super) map: HeaderMap,
    pub(super) to_host: fn(HeaderMap, Option<u64>) -> Result<Head, String>,
}

impl From<HeaderMap> for Mapped {
    fn from(map: HeaderMap) -> Self {
        Mapped { map, to_host: from_map }
    }
}

impl From<Few> for Mapped {
    fn from(few: Few) -> Self {
        let headers = few.iter();
        let headers = headers.map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
        headers.collect::<HeaderMap>().into()
    }
}

/// The fields of a few headers, with the length of the body if that is known.
pub(super) fn from_few(few: Few, length: Option<u64>) -> Result<Head, String> {
    let length_text = length.map(|length| format!("{length}"));
    let headers = few.iter().copied().chain(length_text.as_deref().map(|length| ("content-length", length)));
    Ok((fields::from_few(headers)?, length))
}

/// The fields of a header map, with the length of the body if that is known.
///
/// A content length that the guest has set must be that of the body, if there is one: the answer to `HEAD` has none.
pub(super) fn from_map(mut map: HeaderMap, length: Option<u64>) -> Result<Head, String> {
    let declared = declared_length(&map)?;
    match (declared, length) {
        (Some(declared), Some(length)) if length > 0 && declared != length => {
            return Err(format!("content-length says {declared}, but the body has {length} bytes"));
        }
        (None, Some(length)) => {
            map.insert(header::CONTENT_LENGTH, length.into());
        }
        _ => {}
    }
    Ok((fields::from_map(&map)?, declared.or(length)))
}

fn declared_length(map: &HeaderMap) -> Result<Option<u64>, String> {
    let Some(value) = map.get(header::CONTENT_LENGTH) else { return Ok(None) };
    let number = value.to_str().ok().and_then(|text| text.parse().ok());
    number.map(Some).ok_or_else(|| format!("content-length is no number: {value:?}"))
}
