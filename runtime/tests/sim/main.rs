//! The runtime over the simulated host. Also under Miri, which takes some minutes:
//!
//! `MIRIFLAGS=-Zmiri-permissive-provenance cargo +nightly miri test -p wharf --lib --test sim`

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
mod moving;
mod pairs;
mod passing;
mod peer_bugs;
mod scopes;
mod send;
mod stream_host;
mod stream_io;
mod stream_items;
mod streams;
mod support;
mod testing;
mod traps;
mod wakers;
