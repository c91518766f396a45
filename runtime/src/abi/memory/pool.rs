//! The small blocks of an instance.

use core::alloc::Layout;

use super::blocks::{Blocks, Class};

crate::local::local! {
    static BLOCKS: Blocks = Blocks::new();
}

/// A block of this class; null when there is no memory. `more` allocates that.
#[inline(always)]
pub(super) fn take(class: Class, more: impl FnOnce(Layout) -> *mut u8) -> *mut u8 {
    BLOCKS.with(|blocks| blocks.take(class, more))
}

/// Takes back a block.
///
/// # Safety
///
/// It must be one of this class that [`take`] returned, and nothing may use it afterwards.
#[inline(always)]
pub(super) unsafe fn give_back(class: Class, block: *mut u8) {
    // SAFETY: the caller's promise.
    BLOCKS.with(|blocks| unsafe { blocks.give_back(class, block) });
}
