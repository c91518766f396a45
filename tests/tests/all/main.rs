//! The integration tests: guests, their bindings and the embedded host together.

mod bindings;
mod components;
mod examples;
mod extensions;
mod failures;
mod host;
mod http;
mod random_types;
mod resources;
mod runner;
mod scenarios;
mod traces;
mod types;
mod wit;
