//! The benchmark's rows by hand as in `raw`, but with a task: a future that can wait, spawn and be cancelled, on the
//! least executor. What the host may touch belongs to whoever outlives the future that waits for it.

#[path = "../../../allocations.rs"]
mod allocations;
mod block;
mod call;
#[allow(dead_code, reason = "shared with the guest without tasks")]
#[path = "../../raw/src/canon.rs"]
mod canon;
mod copy;
mod future;
mod host;
mod left;
mod never;
mod reader;
mod rows;
mod task;
mod writer;

const MEMORY: std::alloc::System = std::alloc::System;

#[unsafe(link_section = "component-type:bench")]
#[used]
static TYPE: [u8; include_bytes!(concat!(env!("OUT_DIR"), "/component-type")).len()] =
    *include_bytes!(concat!(env!("OUT_DIR"), "/component-type"));
