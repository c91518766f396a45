//! Arguments, environment variables and the initial directory.

use alloc::string::String;
use alloc::vec::Vec;

use crate::wasi::cli::environment;

/// The arguments of the program; the first is its name, by convention. Source: `wasi:cli/environment.get-arguments`.
#[must_use]
pub fn args() -> Vec<String> {
    environment::get_arguments()
}

/// The environment variables, by name. Source: `wasi:cli/environment.get-environment`.
#[must_use]
pub fn vars() -> Vec<(String, String)> {
    environment::get_environment()
}

/// The value of an environment variable, if it is set.
#[must_use]
pub fn var(name: &str) -> Option<String> {
    vars().into_iter().find(|(key, _)| key == name).map(|(_, value)| value)
}

/// The directory that relative paths start from, if the host says one. Source:
/// `wasi:cli/environment.get-initial-cwd`.
#[must_use]
pub fn initial_dir() -> Option<String> {
    environment::get_initial_cwd()
}
