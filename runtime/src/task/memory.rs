//! Memory for nodes.
//!
//! Off wasm they are allocated one by one, so that tools which find leaks and misuse see each.

#[cfg(not(target_arch = "wasm32"))]
pub(super) use alloc::alloc::{alloc, dealloc};

#[cfg(target_arch = "wasm32")]
pub(super) use slab::{alloc, dealloc};

#[cfg(target_arch = "wasm32")]
mod slab {
    use core::alloc::Layout;

    use super::super::slab::Slab;
    use crate::local::local;

    local! {
        static SLAB: Slab = Slab::new();
    }

    /// Memory for a value of this layout.
    ///
    /// # Safety
    ///
    /// The layout must have a size.
    #[inline(always)]
    pub(in super::super) unsafe fn alloc(layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promise.
        SLAB.with(|slab| unsafe { slab.alloc(layout) })
    }

    /// Gives back what [`alloc`] returned for this layout.
    ///
    /// # Safety
    ///
    /// Nothing may use it afterwards.
    #[inline(always)]
    pub(in super::super) unsafe fn dealloc(pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise.
        SLAB.with(|slab| unsafe { slab.dealloc(pointer, layout) });
    }
}
