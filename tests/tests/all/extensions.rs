//! The host with all of the component model, that which `wasmtime run` wants flags for included.

use std::sync::OnceLock;

use wharf_tests::{Host, HostConfig};

/// One for all tests, so that each guest is compiled once.
pub(crate) fn host() -> Host {
    static HOST: OnceLock<Host> = OnceLock::new();
    HOST.get_or_init(|| HostConfig::new().extensions(true).build().unwrap()).clone()
}
