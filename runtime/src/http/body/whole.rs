//! Bytes that are there as a whole.

use alloc::string::String;
use alloc::vec::Vec;

use bytes::Bytes;

/// Bytes of one owner or another. They become [`Bytes`] only where somebody reads them: a service that answers with text
/// is without that code.
pub(crate) enum Whole {
    Static(&'static [u8]),
    Vec(Vec<u8>),
    Bytes(Bytes),
}

impl Whole {
    /// What is there.
    pub(crate) fn as_slice(&self) -> &[u8] {
        match self {
            Whole::Static(bytes) => bytes,
            Whole::Vec(bytes) => bytes,
            Whole::Bytes(bytes) => bytes,
        }
    }

    pub(super) fn into_bytes(self) -> Bytes {
        match self {
            Whole::Static(bytes) => Bytes::from_static(bytes),
            Whole::Vec(bytes) => bytes.into(),
            Whole::Bytes(bytes) => bytes,
        }
    }
}

impl From<&'static [u8]> for Whole {
    fn from(bytes: &'static [u8]) -> Self {
        Whole::Static(bytes)
    }
}

impl From<&'static str> for Whole {
    fn from(text: &'static str) -> Self {
        Whole::Static(text.as_bytes())
    }
}

impl From<Vec<u8>> for Whole {
    fn from(bytes: Vec<u8>) -> Self {
        Whole::Vec(bytes)
    }
}

impl From<String> for Whole {
    fn from(text: String) -> Self {
        Whole::Vec(text.into())
    }
}

impl From<Bytes> for Whole {
    fn from(bytes: Bytes) -> Self {
        Whole::Bytes(bytes)
    }
}
