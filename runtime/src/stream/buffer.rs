//! The items of a write, on their way.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;
use core::mem::{self, MaybeUninit};

use super::items::Items;
use crate::abi::{Abi, Arena, Lower};

/// Items that are being written to a stream: those that the reader has taken, and those that remain.
///
/// A write gives it back, so that the rest can be written later or taken out with
/// [`into_vec`](AbiBuffer::into_vec).
pub struct AbiBuffer<T: Abi> {
    items: Items<T>,
    /// Made when the first of them is written, unless they are plain.
    lowered: Option<Box<Lowered<T>>>,
}

/// Items in their canonical layout. Those that have been taken are missing at the front.
struct Lowered<T: Abi> {
    areas: Items<MaybeUninit<T::Area>>,
    arena: Arena,
}

impl<T: Abi> Default for AbiBuffer<T> {
    #[inline]
    fn default() -> Self {
        AbiBuffer::from(Items::default())
    }
}

impl<T: Abi> From<Items<T>> for AbiBuffer<T> {
    #[inline]
    fn from(items: Items<T>) -> Self {
        AbiBuffer { items, lowered: None }
    }
}

impl<T: Abi> AbiBuffer<T> {
    #[inline]
    pub(crate) fn new(items: Vec<T>) -> Self {
        AbiBuffer::from(Items::from(items))
    }

    /// How many items have not been taken.
    #[inline]
    #[must_use]
    pub fn remaining(&self) -> usize {
        self.items.len()
    }

    /// The items that have not been taken.
    #[must_use]
    pub fn into_vec(mut self) -> Vec<T> {
        self.items.take_vec()
    }

    /// Puts items in the place of those that have been taken, which must be all. The empty vector, for its memory.
    pub(super) fn refill(&mut self, items: Vec<T>) -> Vec<T> {
        let memory = self.items.recycle();
        self.items = Items::from(items);
        if let Some(lowered) = &mut self.lowered {
            lowered.areas.drop_first(lowered.areas.len());
        }
        memory
    }

    /// The items that have not been taken.
    #[inline]
    pub(super) fn as_slice(&self) -> &[T] {
        self.items.as_slice()
    }

    /// The items, to be taken by a reader in this component.
    pub(super) fn items(&mut self) -> &mut Items<T> {
        &mut self.items
    }
}

impl<T: Lower> AbiBuffer<T> {
    /// Where the host reads the remaining items. It stays valid until the buffer is changed, also when it is moved.
    #[inline]
    pub(crate) fn as_ptr(&mut self) -> *const u8 {
        if T::PLAIN {
            return self.items.as_ptr().cast_const().cast();
        }
        let lowered =
            self.lowered.get_or_insert_with(|| Box::new(Lowered { areas: Items::default(), arena: Arena::new() }));
        // A reader in this component takes items without their areas.
        if lowered.areas.len() != self.items.len() {
            lowered.lower(self.items.as_slice());
        }
        lowered.areas.as_ptr().cast_const().cast()
    }

    /// Records that the host's reader has taken `count` more items, which are dropped here but for their handles.
    #[inline]
    pub(crate) fn advance(&mut self, count: usize) {
        if let Some(lowered) = &mut self.lowered {
            lowered.areas.drop_first(count);
        }
        // First, in case that dropping one panics.
        let taken = self.items.advance(count);
        if T::HANDLES {
            // SAFETY: they were there, and are until they are dropped here.
            for item in unsafe { &*taken } {
                // SAFETY: the reader has taken it.
                unsafe { item.relinquish() }
            }
        }
        if mem::needs_drop::<T>() {
            // SAFETY: they are not among the items any more.
            unsafe { core::ptr::drop_in_place(taken) }
        }
    }
}

impl<T: Lower> Lowered<T> {
    fn lower(&mut self, items: &[T]) {
        self.arena = Arena::new();
        self.areas.drop_first(self.areas.len());
        let mut areas = self.areas.recycle();
        areas.reserve(items.len());
        // Not by way of the stack: an area may be large.
        let first = areas.as_mut_ptr().cast::<T::Area>();
        for (index, item) in items.iter().enumerate() {
            // SAFETY: there is room for an area each, and the item stays where it is while it is being written.
            unsafe { item.store(first.add(index), &mut self.arena) }
        }
        // SAFETY: an area is written for each item, and may be anything besides.
        unsafe { areas.set_len(items.len()) }
        self.areas = Items::from(areas);
    }
}

impl<T: Abi> Unpin for AbiBuffer<T> {}

// SAFETY: the canonical forms are raw bytes that belong to the items.
unsafe impl<T: Abi + Send> Send for AbiBuffer<T> {}
// SAFETY: nothing is changed through a shared reference.
unsafe impl<T: Abi + Sync> Sync for AbiBuffer<T> {}

impl<T: Abi> fmt::Debug for AbiBuffer<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("AbiBuffer").field("remaining", &self.remaining()).finish()
    }
}
