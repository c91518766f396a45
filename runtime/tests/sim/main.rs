//! The runtime over the simulated host. Also under Miri, which takes some minutes: `cargo x miri`.

mod background;
mod buffers;
mod calls;
mod chance;
mod executor;
mod exports;
mod futures;
mod host;
mod interleaving;
mod locals;
mod memory;
mod moving;
mod pairs;
mod passing;
mod regressions;
mod scopes;
mod stream_host;
mod stream_io;
mod stream_items;
mod streams;
mod support;
mod testing;
mod traps;
mod unwinding;
mod wakers;
