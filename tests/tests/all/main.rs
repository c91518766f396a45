//! The integration tests: guests, their bindings and the embedded host together.

mod bench;
mod bindings;
mod carrying;
mod components;
mod composed;
mod dependencies;
mod examples;
mod extensions;
mod failures;
mod gibibyte;
mod gone;
mod host;
mod http;
mod neighbours;
mod newest;
mod random_types;
mod resources;
mod runner;
mod scenario_world;
mod scenarios;
mod system;
mod targets;
mod tasks;
mod traces;
mod types;
mod wit;
