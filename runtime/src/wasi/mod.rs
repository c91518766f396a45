//! The interfaces of WASI 0.3 as they are: `wharf::wasi::http::types` is `wasi:http/types@0.3.0`.
//!
//! Generated from `wit/` by `cargo x bindings`. The modules of the SDK stand on them; they are here for what the SDK
//! does not cover, and so that every crate of a component shares one set of types.

mod imports;

#[doc(hidden)]
pub mod command;
#[doc(hidden)]
#[cfg(feature = "http")]
pub mod service;

pub use imports::wasi::*;
#[doc(hidden)]
pub use imports::{World, wit_future, wit_stream};
