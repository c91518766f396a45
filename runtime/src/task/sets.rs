//! Waitable sets that no task uses at the moment: making one is a call of the host.

use alloc::vec::Vec;

use crate::abi::canon;
use crate::local::local;

/// How many unused sets are kept.
const KEPT: usize = 64;

local! {
    static UNUSED: Vec<u32> = Vec::new();
}

/// An empty waitable set.
pub(super) fn acquire() -> u32 {
    match UNUSED.with(Vec::pop) {
        Some(set) => set,
        None => canon::waitable_set_new(),
    }
}

/// Gives back a set, which must be empty.
pub(super) fn release(set: u32) {
    let kept = UNUSED.with(|unused| {
        let keep = unused.len() < KEPT;
        if keep {
            unused.push(set);
        }
        keep
    });
    if !kept {
        canon::waitable_set_drop(set);
    }
}
