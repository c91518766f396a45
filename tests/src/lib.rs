//! The embedded host that wharf's guests are run in by the integration tests, the benchmarks, `cargo x` and
//! the cargo runner `wharf-host`.
//!
//! [`Host`] is wasmtime with the component model's async features. What a guest may see of the world is a
//! [`Sandbox`]. There are three ways to run a component in it:
//!
//! - [`Command`]: a component that exports `wasi:cli/run`, run to its [`Exit`];
//! - [`Service`]: a component that exports `wasi:http/handler`, serving HTTP on a loopback port;
//! - [`Instance`]: any component, its exported functions called by name.
//!
//! [`guest`] builds the workspace's own guests with cargo, and [`interface`] says what a component imports and
//! exports.

pub mod bench;
pub mod bindings;
pub mod client;
pub mod guest;
pub mod interface;

mod command;
mod compose;
mod explain;
mod host;
mod instance;
mod sandbox;
mod service;
mod state;
mod stdio;

pub use command::{Command, Exit, TRAPPED};
pub use compose::compose;
pub use explain::explain;
pub use host::{Host, HostConfig, Wasm};
pub use instance::{Call, Instance};
pub use sandbox::Sandbox;
pub use service::{Report, Reuse, Service, ServiceBuilder};
pub use state::State;
pub use stdio::{Input, Output};

use std::path::Path;
use std::time::Duration;

/// How long a guest may take before the host calls it hung, unless a test says otherwise.
///
/// Generous on purpose: machines that run tests are slow and shared, and nothing here measures speed.
pub const PATIENCE: Duration = Duration::from_secs(120);

/// The root of this workspace.
#[must_use]
pub fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests package sits in the workspace")
}
