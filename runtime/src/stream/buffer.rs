//! The items of a write, on their way.

use alloc::collections::VecDeque;
use alloc::vec::Vec;
use core::fmt;
use core::mem::{self, MaybeUninit};
use core::ptr;

use crate::abi::{Abi, Arena, Lower};

/// Items that are being written to a stream: those that the reader has taken, and those that remain.
///
/// A write gives it back, so that the rest can be written later or taken out with
/// [`into_vec`](AbiBuffer::into_vec).
pub struct AbiBuffer<T: Abi> {
    /// The memory of the items, without length. Lent items have none here.
    memory: Vec<T>,
    /// The items. Those from `taken` up to `end` are there; those before are the reader's.
    items: *mut T,
    taken: usize,
    end: usize,
    /// Whether the items are only lent, and are `Copy`.
    lent: bool,
    /// The items in their canonical layout, unless they are plain; made when the first of them is written.
    areas: Vec<MaybeUninit<T::Area>>,
    arena: Arena,
}

impl<T: Abi> Default for AbiBuffer<T> {
    #[inline]
    fn default() -> Self {
        AbiBuffer::new(Vec::new())
    }
}

impl<T: Abi> AbiBuffer<T> {
    #[inline]
    pub(crate) fn new(mut items: Vec<T>) -> Self {
        let end = items.len();
        // SAFETY: shorter; the items are dropped by `drop` or go elsewhere.
        unsafe { items.set_len(0) }
        let first = items.as_mut_ptr();
        AbiBuffer { memory: items, items: first, taken: 0, end, lent: false, areas: Vec::new(), arena: Arena::new() }
    }

    /// A buffer of items that belong to another.
    ///
    /// # Safety
    ///
    /// The items must stay where they are as long as the buffer lives, and `T` must be `Copy`.
    #[inline]
    pub(super) unsafe fn lend(items: *const [T]) -> Self {
        let mut buffer = AbiBuffer::default();
        (buffer.items, buffer.end, buffer.lent) = (items.cast_mut().cast(), items.len(), true);
        buffer
    }

    /// How many items have not been taken.
    #[inline]
    #[must_use]
    pub fn remaining(&self) -> usize {
        self.end - self.taken
    }

    /// The items that have not been taken.
    #[must_use]
    pub fn into_vec(mut self) -> Vec<T> {
        self.take_vec()
    }

    fn take_vec(&mut self) -> Vec<T> {
        debug_assert!(!self.lent, "lent items are not given away");
        let (first, count) = (self.taken, self.remaining());
        (self.taken, self.end) = (0, 0);
        let mut items = mem::take(&mut self.memory);
        self.items = self.memory.as_mut_ptr();
        // SAFETY: so many items are there, at `first` and behind, and they belong to the vector from here on.
        unsafe {
            if first > 0 {
                ptr::copy(items.as_ptr().add(first), items.as_mut_ptr(), count);
            }
            items.set_len(count);
        }
        items
    }

    /// The empty vector, for its memory, once everything has been taken.
    pub(crate) fn recycle(&mut self) -> Vec<T> {
        debug_assert_eq!(self.remaining(), 0);
        (self.taken, self.end, self.lent) = (0, 0, false);
        self.areas.clear();
        self.arena = Arena::new();
        mem::take(&mut self.memory)
    }

    /// Moves up to `count` items behind those of `into`, which has room for them or gets it.
    pub(super) fn move_into(&mut self, into: &mut Vec<T>, count: usize) -> usize {
        let count = count.min(self.remaining());
        into.reserve(count);
        // SAFETY: so many items are there, and `taken` says then that they are not any more.
        unsafe {
            ptr::copy_nonoverlapping(self.items.add(self.taken), into.as_mut_ptr().add(into.len()), count);
            self.taken += count;
            into.set_len(into.len() + count);
        }
        count
    }

    /// Moves items into the spare capacity of `into`; how many. Where that is as good, the vectors change places.
    pub(super) fn fill(&mut self, into: &mut Vec<T>) -> usize {
        let fits = into.is_empty() && self.end <= into.capacity() && into.capacity() <= self.memory.capacity();
        if fits && self.taken == 0 && !self.lent {
            let memory = mem::take(into);
            *into = self.take_vec();
            self.refill_memory(memory);
            return into.len();
        }
        self.move_into(into, into.capacity() - into.len())
    }

    /// Moves all items, or the first `limit` if they are lent, to a queue that is empty.
    pub(super) fn drain_into(&mut self, queue: &mut VecDeque<T>, limit: usize) {
        debug_assert!(queue.is_empty());
        if self.lent {
            let mut items = Vec::from(mem::take(queue));
            self.move_into(&mut items, limit);
            *queue = items.into();
        } else {
            let memory = mem::replace(queue, self.take_vec().into());
            self.refill_memory(memory.into());
        }
    }

    /// Takes an empty vector, for its memory.
    fn refill_memory(&mut self, mut memory: Vec<T>) {
        debug_assert!(self.remaining() == 0 && memory.is_empty());
        self.areas.clear();
        self.arena = Arena::new();
        self.items = memory.as_mut_ptr();
        self.memory = memory;
    }

    /// Whether the items may be given away together with their memory.
    pub(super) fn is_whole(&self) -> bool {
        self.taken == 0 && !self.lent
    }
}

impl<T: Lower> AbiBuffer<T> {
    /// Where the host reads the remaining items. It stays valid until the buffer is changed, also when it is moved.
    #[inline]
    pub(crate) fn as_ptr(&mut self) -> *const u8 {
        if T::PLAIN {
            // SAFETY: inside the items, or behind the last.
            return unsafe { self.items.add(self.taken) }.cast_const().cast();
        }
        if self.areas.is_empty() {
            self.lower();
        }
        self.areas[self.taken..].as_ptr().cast()
    }

    fn lower(&mut self) {
        self.areas.resize_with(self.end, MaybeUninit::uninit);
        for index in self.taken..self.end {
            // SAFETY: the item is there, and stays where it is while it is being written.
            unsafe { (*self.items.add(index)).store(self.areas[index].as_mut_ptr(), &mut self.arena) }
        }
    }

    /// Records that the host's reader has taken `count` more items, which are dropped here but for their handles.
    #[inline]
    pub(crate) fn advance(&mut self, count: usize) {
        assert!(count <= self.remaining(), "the host has taken items that were not there");
        // SAFETY: these items are there.
        let taken = unsafe { ptr::slice_from_raw_parts_mut(self.items.add(self.taken), count) };
        // First, in case that dropping one panics.
        self.taken += count;
        if T::HANDLES {
            // SAFETY: as above.
            for item in unsafe { &*taken } {
                // SAFETY: the reader has taken it.
                unsafe { item.relinquish() }
            }
        }
        if mem::needs_drop::<T>() {
            // SAFETY: `taken` says that they are not there any more. Items that need to be dropped are never lent.
            unsafe { ptr::drop_in_place(taken) }
        }
    }
}

impl<T: Abi> Drop for AbiBuffer<T> {
    fn drop(&mut self) {
        if mem::needs_drop::<T>() && self.remaining() > 0 {
            // SAFETY: these items are there, and are dropped once. Those that need it are never lent.
            unsafe {
                let rest = ptr::slice_from_raw_parts_mut(self.items.add(self.taken), self.remaining());
                ptr::drop_in_place(rest);
            }
        }
    }
}

// SAFETY: the items belong to the buffer, or are lent by an owner that may be sent; the canonical forms are raw bytes.
unsafe impl<T: Abi + Send> Send for AbiBuffer<T> {}
// SAFETY: nothing is changed through a shared reference.
unsafe impl<T: Abi + Sync> Sync for AbiBuffer<T> {}

impl<T: Abi> Unpin for AbiBuffer<T> {}

impl<T: Abi> fmt::Debug for AbiBuffer<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("AbiBuffer").field("remaining", &self.remaining()).finish()
    }
}
