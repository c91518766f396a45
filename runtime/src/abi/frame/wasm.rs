//! Frames are small blocks of memory, of a size that the compiler knows.

use alloc::alloc::handle_alloc_error;
use core::alloc::Layout;
use core::ptr::NonNull;

use super::ALIGN;
use crate::abi::memory;

/// Memory for a call.
pub(in crate::abi) struct Frame(NonNull<u8>);

impl Frame {
    /// No memory.
    pub(in crate::abi) const NONE: Self = Frame(NonNull::<u64>::dangling().cast());

    /// So much memory.
    #[inline(always)]
    pub(in crate::abi) fn new(size: usize) -> Self {
        if size == 0 {
            return Frame::NONE;
        }
        let layout = layout(size);
        // SAFETY: the layout has a size.
        let Some(start) = NonNull::new(unsafe { memory::alloc(layout) }) else { handle_alloc_error(layout) };
        Frame(start)
    }

    /// Where it begins.
    #[inline(always)]
    pub(in crate::abi) fn start(&self) -> *mut u8 {
        self.0.as_ptr()
    }

    /// Frees the memory, of so many bytes.
    ///
    /// # Safety
    ///
    /// The size must be that of [`new`](Frame::new), which is freed once, and nothing may use the memory afterwards.
    #[inline(always)]
    pub(in crate::abi) unsafe fn free(&mut self, size: usize) {
        if size > 0 {
            // SAFETY: allocated with this layout, says the caller.
            unsafe { memory::dealloc(self.0.as_ptr(), layout(size)) }
        }
    }
}

#[inline(always)]
fn layout(size: usize) -> Layout {
    // SAFETY: the size is that of areas that the compiler has laid out, and on wasm it can be rounded up.
    unsafe { Layout::from_size_align_unchecked(size, ALIGN) }
}

// SAFETY: raw memory, owned.
unsafe impl Send for Frame {}
// SAFETY: nothing can be done with a shared one but to know its address.
unsafe impl Sync for Frame {}
