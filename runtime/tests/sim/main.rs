//! The runtime over the simulated host.

mod calls;
mod executor;
mod exports;
mod futures;
mod host;
mod interleaving;
mod passing;
mod streams;
mod support;
mod traps;
