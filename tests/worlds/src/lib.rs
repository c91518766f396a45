//! The bindings of random worlds, under every lint that people turn on.

#![deny(warnings, missing_docs, rust_2018_idioms, future_incompatible, unreachable_pub)]
#![deny(clippy::all, clippy::pedantic)]

include!(concat!(env!("OUT_DIR"), "/worlds.rs"));
