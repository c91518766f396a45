//! The integration tests: guests, their bindings and the embedded host together.

mod components;
mod host;
mod runner;
mod wit;
