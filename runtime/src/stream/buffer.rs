//! The items of a write, on their way.

use alloc::vec::Vec;
use core::fmt;
use core::mem;

use crate::abi::{Arena, Lower};

/// Items that are being written to a stream: those that the reader has taken, and those that remain.
///
/// A write gives it back, so that the rest can be written later or taken out with
/// [`into_vec`](AbiBuffer::into_vec).
pub struct AbiBuffer<T: Lower> {
    items: Vec<T>,
    /// How many items at the start have been taken.
    taken: usize,
    /// The items in their canonical layout, unless they are plain; made when the first of them is written.
    areas: Vec<mem::MaybeUninit<T::Area>>,
    arena: Arena,
}

impl<T: Lower> AbiBuffer<T> {
    pub(crate) fn new(items: Vec<T>) -> Self {
        AbiBuffer { items, taken: 0, areas: Vec::new(), arena: Arena::new() }
    }

    /// How many items have not been taken.
    #[must_use]
    pub fn remaining(&self) -> usize {
        self.items.len() - self.taken
    }

    /// The items that have not been taken.
    #[must_use]
    pub fn into_vec(mut self) -> Vec<T> {
        self.items.drain(..self.taken);
        self.taken = 0;
        mem::take(&mut self.items)
    }

    /// The empty vector, for its memory, once everything has been taken.
    pub(crate) fn recycle(&mut self) -> Vec<T> {
        debug_assert_eq!(self.remaining(), 0);
        self.taken = 0;
        self.areas.clear();
        self.arena = Arena::new();
        let mut items = mem::take(&mut self.items);
        items.clear();
        items
    }

    /// Where the host reads the remaining items. It stays valid until the buffer is changed, also when it is moved.
    pub(crate) fn as_ptr(&mut self) -> *const u8 {
        if T::PLAIN {
            return self.items[self.taken..].as_ptr().cast();
        }
        if self.areas.is_empty() {
            self.areas.resize_with(self.items.len(), mem::MaybeUninit::uninit);
            for (item, area) in self.items.iter().zip(&mut self.areas) {
                // SAFETY: the items lie in a vector that is not changed while they are being written.
                unsafe { item.store(area.as_mut_ptr(), &mut self.arena) }
            }
        }
        self.areas[self.taken..].as_ptr().cast()
    }

    /// Records that the reader has taken `count` more items.
    pub(crate) fn advance(&mut self, count: usize) {
        let taken = &self.items[self.taken..self.taken + count];
        self.taken += count;
        if T::HANDLES {
            for item in taken {
                // SAFETY: the reader has taken them.
                unsafe { item.relinquish() }
            }
        }
    }
}

// SAFETY: the canonical forms are raw bytes that belong to the items.
unsafe impl<T: Lower + Send> Send for AbiBuffer<T> {}
// SAFETY: nothing is changed through a shared reference.
unsafe impl<T: Lower + Sync> Sync for AbiBuffer<T> {}

impl<T: Lower> fmt::Debug for AbiBuffer<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("AbiBuffer").field("remaining", &self.remaining()).finish()
    }
}
