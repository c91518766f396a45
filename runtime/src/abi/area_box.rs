//! Memory for one value that the host writes, which must stay until the host is done with it.
//!
//! Most values are small, and then the memory is a block that is used again and again: allocating costs more than the
//! rest of awaiting a future does.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::mem::{ManuallyDrop, MaybeUninit};
use core::ptr::{self, NonNull};
use core::sync::atomic::{AtomicPtr, Ordering};

use crate::local::local;

type Block = MaybeUninit<[u64; 4]>;

/// How many unused blocks are kept.
const KEPT: usize = 32;

local! {
    static UNUSED: Vec<Box<Block>> = Vec::new();
}

/// An uninitialised area on the heap.
pub(crate) struct AreaBox<A> {
    area: NonNull<A>,
}

impl<A> AreaBox<A> {
    const IN_BLOCK: bool = size_of::<A>() <= size_of::<Block>() && align_of::<A>() <= align_of::<Block>();

    #[inline]
    pub(crate) fn new() -> Self {
        let area = if Self::IN_BLOCK {
            NonNull::from(Box::leak(UNUSED.with(Vec::pop).unwrap_or_else(Box::new_uninit))).cast()
        } else {
            NonNull::from(Box::leak(Box::<A>::new_uninit())).cast()
        };
        AreaBox { area }
    }

    #[inline]
    pub(crate) fn as_ptr(&self) -> *mut A {
        self.area.as_ptr()
    }
}

impl<A> Drop for AreaBox<A> {
    #[inline]
    fn drop(&mut self) {
        if !Self::IN_BLOCK {
            // SAFETY: leaked by `new`.
            return drop(unsafe { Box::<MaybeUninit<A>>::from_raw(self.area.as_ptr().cast()) });
        }
        // SAFETY: leaked by `new`.
        let mut block = ManuallyDrop::new(unsafe { Box::<Block>::from_raw(self.area.as_ptr().cast()) });
        let kept = UNUSED.is_there()
            && UNUSED.with(|unused| {
                let keep = unused.len() < KEPT;
                if keep {
                    // SAFETY: not used afterwards.
                    unused.push(unsafe { ManuallyDrop::take(&mut block) });
                }
                keep
            });
        if !kept {
            // SAFETY: it was not taken.
            unsafe { ManuallyDrop::drop(&mut block) }
        }
    }
}

/// An area, or none, that can be taken out through a shared reference, when the end that has it is handed over.
pub(crate) struct AreaCell<A>(AtomicPtr<A>);

impl<A> AreaCell<A> {
    pub(crate) const fn empty() -> Self {
        AreaCell(AtomicPtr::new(ptr::null_mut()))
    }

    /// The area, which is made if there is none.
    #[inline]
    pub(crate) fn get(&mut self) -> *mut A {
        let area = self.0.get_mut();
        if area.is_null() {
            *area = ManuallyDrop::new(AreaBox::new()).as_ptr();
        }
        *area
    }

    #[inline]
    pub(crate) fn take(&self) -> Option<AreaBox<A>> {
        NonNull::new(self.0.swap(ptr::null_mut(), Ordering::Relaxed)).map(|area| AreaBox { area })
    }
}

impl<A> Drop for AreaCell<A> {
    #[inline]
    fn drop(&mut self) {
        drop(self.take());
    }
}

// SAFETY: raw memory, owned.
unsafe impl<A> Send for AreaBox<A> {}
// SAFETY: nothing can be done with a shared one but to know its address.
unsafe impl<A> Sync for AreaBox<A> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_areas_are_used_again() {
        let (one, two) = (AreaBox::<u64>::new(), AreaBox::<[u8; 3]>::new());
        let address = one.as_ptr().addr();
        assert_ne!(address, two.as_ptr().addr());
        drop(one);
        assert_eq!(AreaBox::<[u32; 8]>::new().as_ptr().addr(), address);
        let large = AreaBox::<[u64; 5]>::new();
        // SAFETY: it is ours, and has the size.
        unsafe { large.as_ptr().write([1; 5]) };
    }

    #[test]
    fn no_more_than_some_are_kept() {
        drop((0..100).map(|_| AreaBox::<u8>::new()).collect::<Vec<_>>());
        assert_eq!(UNUSED.with(|unused| unused.len()), KEPT);
    }
}
