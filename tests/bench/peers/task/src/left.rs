//! What was dropped while the host was at it. Ending it may block, which is not allowed everywhere, so the next task does.

use std::cell::UnsafeCell;
use std::mem;

use crate::canon::waitable_join;
use crate::task::Static;

static LEFT: Static<Vec<Box<dyn FnOnce()>>> = Static(UnsafeCell::new(Vec::new()));

/// Leaves a waitable to the next task, which calls `end`.
#[cold]
pub fn leave(waitable: u32, end: impl FnOnce() + 'static) {
    waitable_join(waitable, 0);
    LEFT.with(|left| left.push(Box::new(end)));
}

/// Ends what was left.
pub fn end_all() {
    for end in LEFT.with(mem::take) {
        end();
    }
}
