//! The interfaces of WASI 0.3 as they are: `wharf::wasi::http::types` is `wasi:http/types@0.3.0`.
//!
//! Generated from `wit/` by `cargo x bindings`. The modules of the SDK stand on them; they are here for what the SDK
//! does not cover, and so that every crate of a component shares one set of types.

#[allow(clippy::undocumented_unsafe_blocks, reason = "generated: each call has the types of the WIT function")]
#[rustfmt::skip]
mod imports;

#[doc(hidden)]
#[allow(clippy::undocumented_unsafe_blocks, reason = "generated")]
#[rustfmt::skip]
pub mod command;
#[doc(hidden)]
#[allow(clippy::undocumented_unsafe_blocks, reason = "generated")]
#[cfg(feature = "http")]
#[rustfmt::skip]
pub mod next;
#[doc(hidden)]
#[allow(clippy::undocumented_unsafe_blocks, reason = "generated")]
#[cfg(feature = "http")]
#[rustfmt::skip]
pub mod service;

pub use imports::wasi::{cli, clocks, filesystem, random, sockets};

/// `wasi:http`.
pub mod http {
    pub use super::imports::wasi::http::*;
}

/// The crate as `next` sees it. A component that exports `wasi:http/handler` and whose sections import it too imports its
/// types in any case; so the section of `next` is not linked with this crate, but put into the user's by
/// `#[wharf::http::middleware]`.
#[cfg(feature = "http")]
mod unlinked {
    pub(crate) use crate::*;

    pub(crate) mod abi {
        pub(crate) use crate::abi::*;
        pub(crate) use crate::{__link_no_section as link_section, __section_of as section};
    }
}

#[doc(hidden)]
pub use imports::{__World, wit_future, wit_stream};
