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
#[cfg(feature = "middleware")]
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
    #[cfg(feature = "middleware")]
    pub use super::next::wasi::http::handler;
}

#[doc(hidden)]
pub use imports::{World, wit_future, wit_stream};
