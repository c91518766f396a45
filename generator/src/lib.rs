//! Rust bindings for WebAssembly components of WASI 0.3, generated from WIT.
//!
//! A build script calls [`generate`], or configures a [`Config`]:
//!
//! ```no_run
//! // build.rs
//! fn main() -> Result<(), wharf_generator::Error> {
//!     wharf_generator::generate("greeter")
//! }
//! ```
//!
//! The crate then has the bindings with `wharf::include_bindings!("greeter")`. The same generator is behind the macro
//! `wharf::generate!` and the command `wharf generate`.
//!
//! The packages of WASI 0.3 are part of the generator: WIT that refers to `wasi:http@0.3.0` needs no copy of it.

mod config;
mod contradictions;
mod emit;
mod error;
mod generated;
mod options;
mod parse;
mod plan;
mod slots;

#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;

pub use config::Config;
#[doc(hidden)]
pub use error::did_you_mean;
pub use error::{Error, Fault};
pub use generated::Generated;
pub use options::{Options, Ownership, With};
pub use slots::Slot;

/// Generates bindings of a world of the folder `wit`, for a build script.
///
/// The same as `Config::new().world(world).generate()`.
///
/// # Errors
///
/// When the WIT is at fault or a file cannot be read or written; see [`Config::generate`].
pub fn generate(world: &str) -> Result<(), Error> {
    Config::new().world(world).generate()
}

/// Generates what the options say.
///
/// # Errors
///
/// When the WIT or an option is at fault, or a file cannot be read.
pub fn run(options: &Options) -> Result<Generated, Error> {
    contradictions::check(options)?;
    let parsed = parse::parse(options)?;
    let inputs = parsed.inputs.clone();
    let plan = plan::plan(parsed, options)?;
    let source = emit::emit(&plan)?;
    Ok(Generated::new(&plan.world.name, source, inputs))
}
