//! Waitable sets. Making one is a call of the host, so those that no task uses at the moment are kept.

use alloc::vec::Vec;

use super::state::TaskCore;
use super::{notify, waitable};
use crate::abi::canon;
use crate::local::local;

/// How many unused sets are kept.
const KEPT: usize = 64;

local! {
    static UNUSED: Vec<WaitableSet> = Vec::new();
}

/// A waitable set, and the stream by which its task is called back (see [`notify`]), zeros until that is needed.
#[derive(Clone, Copy)]
pub(super) struct WaitableSet {
    pub(super) handle: u32,
    pub(super) reader: u32,
    pub(super) writer: u32,
}

impl WaitableSet {
    pub(super) const NONE: Self = WaitableSet { handle: 0, reader: 0, writer: 0 };
}

/// A set for `task`, with nothing in it to wait for.
pub(super) fn acquire(task: &TaskCore) -> WaitableSet {
    match UNUSED.with(Vec::pop) {
        Some(set) => {
            if set.reader != 0 {
                waitable::assign(set.reader, task);
            }
            set
        }
        None => WaitableSet { handle: canon::waitable_set_new(), ..WaitableSet::NONE },
    }
}

/// Gives back a set, which must hold nothing but its own stream, which must be idle.
pub(super) fn release(set: WaitableSet) {
    let kept = UNUSED.with(|unused| {
        let keep = unused.len() < KEPT;
        if keep {
            unused.push(set);
        }
        keep
    });
    if !kept {
        drop_set(set);
    }
}

fn drop_set(set: WaitableSet) {
    if set.reader != 0 {
        notify::close(set);
    }
    canon::waitable_set_drop(set.handle);
}

/// Drops the sets that no task uses, so that what is left is in use.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn drop_unused_sets() {
    UNUSED.with(core::mem::take).into_iter().for_each(drop_set);
}
