//! Memory that the host writes to, or reads from, until it says that it is done: for a call, or for one value.
//!
//! It does not lie in the future that waits for the host, because it may have to outlive that: where cancelling might
//! block and must not.

use alloc::alloc::handle_alloc_error;
use core::alloc::Layout;
use core::mem::ManuallyDrop;
use core::ptr::{self, NonNull};
use core::sync::atomic::{AtomicPtr, Ordering};

use super::memory;

/// An uninitialised area on the heap.
pub(crate) struct AreaBox<A> {
    area: NonNull<A>,
}

impl<A> AreaBox<A> {
    const LAYOUT: Layout = Layout::new::<A>();

    #[inline(always)]
    pub(crate) fn new() -> Self {
        if Self::LAYOUT.size() == 0 {
            return AreaBox { area: NonNull::dangling() };
        }
        // SAFETY: the layout has a size.
        match NonNull::new(unsafe { memory::alloc(Self::LAYOUT) }) {
            Some(area) => AreaBox { area: area.cast() },
            None => handle_alloc_error(Self::LAYOUT),
        }
    }

    #[inline(always)]
    pub(crate) fn as_ptr(&self) -> *mut A {
        self.area.as_ptr()
    }
}

impl<A> Drop for AreaBox<A> {
    #[inline(always)]
    fn drop(&mut self) {
        if Self::LAYOUT.size() > 0 {
            // SAFETY: allocated with this layout.
            unsafe { memory::dealloc(self.area.as_ptr().cast(), Self::LAYOUT) }
        }
    }
}

/// An area that can be taken out through a shared reference, when the end that has it is handed over. Whoever has the cell
/// knows whether one is in it, and takes it out: the cell does not drop it.
pub(crate) struct AreaCell<A>(AtomicPtr<A>);

impl<A> AreaCell<A> {
    #[inline(always)]
    pub(crate) const fn empty() -> Self {
        AreaCell(AtomicPtr::new(ptr::null_mut()))
    }

    /// Puts an area into an empty cell.
    pub(crate) fn put(&mut self, area: AreaBox<A>) {
        *self.0.get_mut() = ManuallyDrop::new(area).as_ptr();
    }

    /// Takes the area out.
    ///
    /// # Panics
    ///
    /// When there is none.
    pub(crate) fn take(&self) -> AreaBox<A> {
        let area = self.0.swap(ptr::null_mut(), Ordering::Relaxed);
        let Some(area) = NonNull::new(area) else { unreachable!("a read is under way") };
        AreaBox { area }
    }
}

// SAFETY: raw memory, owned.
unsafe impl<A> Send for AreaBox<A> {}
// SAFETY: nothing can be done with a shared one but to know its address.
unsafe impl<A> Sync for AreaBox<A> {}
