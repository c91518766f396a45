//! The Rust SDK for WASI 0.3 guests: WebAssembly components whose functions, streams and futures are async natively.
//!
//! A command is an async `main` under [`#[wharf::main]`](main); an HTTP service is an async function under
//! [`#[wharf::http::service]`](http::service); a component of a world of your own implements the traits of generated
//! bindings under [`#[wharf::export]`](export). Unit tests of any of them run natively: see `testing`.

#![cfg_attr(all(target_family = "wasm", not(feature = "std")), no_std)]

#[doc(hidden)]
pub extern crate alloc;
#[cfg(any(not(target_family = "wasm"), feature = "std"))]
extern crate std;

pub mod abi;
mod channel;
#[cfg(feature = "std")]
mod complaint;
#[cfg(feature = "std")]
pub mod env;
mod error;
mod error_context;
#[cfg(feature = "std")]
pub mod fs;
pub mod future;
#[cfg(feature = "http")]
pub mod http;
#[cfg(feature = "std")]
pub mod io;
mod local;
#[cfg(feature = "std")]
#[doc(hidden)]
pub mod macro_support;
#[cfg(feature = "std")]
pub mod net;
#[cfg(feature = "std")]
pub mod process;
pub mod random;
#[doc(hidden)]
pub mod rt;
pub mod stream;
pub mod task;
#[cfg(not(target_arch = "wasm32"))]
pub mod testing;
pub mod time;
pub mod wasi;

pub use abi::memory::Allocator;
#[doc(hidden)]
pub use bitflags;
pub use error::{Error, Result};
pub use error_context::ErrorContext;
pub use future::{FutureRead, FutureReader, FutureWrite, FutureWriteCancel, FutureWriteError, FutureWriter};
pub use stream::{AbiBuffer, StreamRead, StreamReader, StreamResult, StreamWrite, StreamWriter};
pub use task::{JoinHandle, backpressure_dec, backpressure_inc, block_on, spawn_local, yield_async, yield_blocking};
#[cfg(feature = "generate")]
pub use wharf_macros::generate;
pub use wharf_macros::{export, main};

/// Brings in the bindings that `build.rs` generated for a world: `wharf::include_bindings!("greeter");`.
///
/// The name is that of the file, which is the world's in snake case.
#[macro_export]
macro_rules! include_bindings {
    ($world:literal) => {
        ::core::include!(::core::concat!(::core::env!("OUT_DIR"), "/", $world, ".rs"));
    };
}
