//! Items in a vector's memory, taken from the front without moving the rest.

use alloc::vec::Vec;
use core::mem::{self, ManuallyDrop};
use core::ptr::{self, NonNull};
use core::slice;

/// A run of items, of which those at the front may have been taken. It owns them, or only lends what is `Copy`.
pub(super) struct Items<T> {
    /// The items. Those from `taken` up to `end` are there.
    first: NonNull<T>,
    taken: usize,
    end: usize,
    /// The capacity of the vector whose memory this is. Lent items have none here.
    capacity: usize,
    owner: Owner,
}

/// Whose the items are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Owner {
    This,
    Another,
    /// Nobody's, and there forever.
    Program,
}

impl<T> Default for Items<T> {
    #[inline]
    fn default() -> Self {
        Items { first: NonNull::dangling(), taken: 0, end: 0, capacity: 0, owner: Owner::This }
    }
}

impl<T> From<Vec<T>> for Items<T> {
    #[inline]
    fn from(items: Vec<T>) -> Self {
        let mut items = ManuallyDrop::new(items);
        // SAFETY: a vector's pointer is not null.
        let first = unsafe { NonNull::new_unchecked(items.as_mut_ptr()) };
        Items { first, taken: 0, end: items.len(), capacity: items.capacity(), owner: Owner::This }
    }
}

impl<T> Items<T> {
    /// Items that belong to another.
    ///
    /// # Safety
    ///
    /// They must stay where they are as long as this lives, or forever if that is what `forever` says, and `T` must be
    /// `Copy`.
    #[inline]
    pub(super) unsafe fn lend(items: &[T], forever: bool) -> Self {
        let owner = if forever { Owner::Program } else { Owner::Another };
        Items { first: NonNull::from(items).cast(), taken: 0, end: items.len(), capacity: 0, owner }
    }

    #[inline]
    pub(super) fn len(&self) -> usize {
        self.end - self.taken
    }

    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.end == self.taken
    }

    #[inline]
    pub(super) fn as_ptr(&self) -> *mut T {
        // SAFETY: inside the items, or behind the last.
        unsafe { self.first.as_ptr().add(self.taken) }
    }

    /// The items that are there.
    #[inline]
    pub(super) fn as_slice(&self) -> &[T] {
        // SAFETY: these are there.
        unsafe { slice::from_raw_parts(self.as_ptr(), self.len()) }
    }

    /// Takes the first item.
    #[inline]
    pub(super) fn pop(&mut self) -> Option<T> {
        if self.is_empty() {
            return None;
        }
        let item = self.as_ptr();
        self.taken += 1;
        // SAFETY: it is there, and `taken` says that it is not any more.
        Some(unsafe { item.read() })
    }

    /// Forgets the first `count` items: the result points to them.
    #[inline]
    pub(super) fn advance(&mut self, count: usize) -> *mut [T] {
        assert!(count <= self.len(), "more items were taken than there are");
        let taken = ptr::slice_from_raw_parts_mut(self.as_ptr(), count);
        self.taken += count;
        taken
    }

    /// Drops the first `count` items.
    #[inline]
    pub(super) fn drop_first(&mut self, count: usize) {
        let dropped = self.advance(count);
        if mem::needs_drop::<T>() {
            // SAFETY: they were there, and are not any more. Items that need to be dropped are never lent.
            unsafe { ptr::drop_in_place(dropped) }
        }
    }

    /// Whether the items may be given away together with their memory.
    #[inline]
    pub(super) fn is_whole(&self) -> bool {
        self.taken == 0 && self.owner == Owner::This
    }

    /// Takes up to `count` items out without moving them, if that can be.
    pub(super) fn split(&mut self, count: usize) -> Option<Self> {
        match self.owner {
            Owner::This if self.len() <= count => Some(mem::take(self)),
            Owner::Program => {
                let (first, count) = (self.as_ptr(), count.min(self.len()));
                self.taken += count;
                // SAFETY: so many items are there, and they stay.
                Some(unsafe { Items::lend(slice::from_raw_parts(first, count), true) })
            }
            Owner::This | Owner::Another => None,
        }
    }

    /// The items as a vector, which takes the memory along.
    #[inline]
    pub(super) fn take_vec(&mut self) -> Vec<T> {
        if self.owner != Owner::This {
            let mut items = Vec::new();
            self.move_into(&mut items, usize::MAX);
            return items;
        }
        let (first, count) = (self.taken, self.len());
        let mut items = self.take_memory();
        // SAFETY: so many items are there, at `first` and behind, and they belong to the vector from here on.
        unsafe {
            if first > 0 {
                ptr::copy(items.as_ptr().add(first), items.as_mut_ptr(), count);
            }
            items.set_len(count);
        }
        items
    }

    /// The memory, once all items have been taken.
    #[inline]
    pub(super) fn recycle(&mut self) -> Vec<T> {
        debug_assert!(self.is_empty());
        self.owner = Owner::This;
        self.take_memory()
    }

    /// The memory, as a vector without items; what items there are is the caller's.
    #[inline]
    fn take_memory(&mut self) -> Vec<T> {
        (self.taken, self.end) = (0, 0);
        let first = mem::replace(&mut self.first, NonNull::dangling());
        // SAFETY: the memory of a vector of this capacity, which is not ours any more.
        unsafe { Vec::from_raw_parts(first.as_ptr(), 0, mem::take(&mut self.capacity)) }
    }

    /// Moves up to `count` items behind those of `into`, which has room for them or gets it; how many.
    #[inline]
    pub(super) fn move_into(&mut self, into: &mut Vec<T>, count: usize) -> usize {
        let count = count.min(self.len());
        into.reserve(count);
        // SAFETY: so many items are there, and `taken` says then that they are not any more.
        unsafe {
            ptr::copy_nonoverlapping(self.as_ptr(), into.as_mut_ptr().add(into.len()), count);
            self.taken += count;
            into.set_len(into.len() + count);
        }
        count
    }

    /// Moves items into the spare capacity of `into`; how many. Where that is as good, the vectors change places.
    pub(super) fn fill(&mut self, into: &mut Vec<T>) -> usize {
        let fits = into.is_empty() && self.end <= into.capacity() && into.capacity() <= self.capacity;
        if fits && self.is_whole() {
            let memory = mem::take(into);
            *into = self.take_vec();
            *self = Items::from(memory);
            return into.len();
        }
        self.move_into(into, into.capacity() - into.len())
    }
}

#[cfg(feature = "std")]
impl<T: Copy> Items<T> {
    /// Copies items to `into`, as many as fit; how many.
    #[inline]
    pub(super) fn copy_to(&mut self, into: &mut [T]) -> usize {
        let count = self.len().min(into.len());
        into[..count].copy_from_slice(&self.as_slice()[..count]);
        self.taken += count;
        count
    }
}

impl<T> Drop for Items<T> {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: the memory of a vector of this capacity, which is freed also when one of the items panics.
        let _memory = unsafe { Vec::from_raw_parts(self.first.as_ptr(), 0, self.capacity) };
        if mem::needs_drop::<T>() {
            // SAFETY: these are there. Items that need to be dropped are never lent.
            unsafe { ptr::drop_in_place(ptr::slice_from_raw_parts_mut(self.as_ptr(), self.len())) }
        }
    }
}

// SAFETY: the items belong to this, or are lent by an owner that may be sent.
unsafe impl<T: Send> Send for Items<T> {}
// SAFETY: nothing is changed through a shared reference.
unsafe impl<T: Sync> Sync for Items<T> {}

#[cfg(test)]
mod tests {
    use alloc::string::{String, ToString};
    use alloc::vec;

    use super::*;

    fn texts(count: usize) -> Vec<String> {
        (0..count).map(|number| number.to_string()).collect()
    }

    #[test]
    fn items_are_taken_from_the_front() {
        let mut items = Items::from(texts(5));
        assert_eq!(items.pop().as_deref(), Some("0"));
        items.drop_first(1);
        assert_eq!(items.as_slice(), ["2", "3", "4"]);
        let mut into = vec![String::from("x")];
        assert_eq!(items.move_into(&mut into, 1), 1);
        assert_eq!(into, ["x", "2"]);
        assert_eq!((items.len(), items.take_vec()), (2, vec!["3".to_string(), "4".to_string()]));
        assert!(items.is_empty() && items.pop().is_none());
        assert_eq!(items.recycle().capacity(), 0);
    }

    #[test]
    fn what_is_left_is_dropped() {
        let mut items = Items::from(texts(9));
        drop(items.pop());
        drop(items);
        let _ = Items::<String>::default();
    }

    #[test]
    fn memory_is_reused() {
        let mut items = Items::from(vec![1, 2, 3]);
        while items.pop().is_some() {}
        assert_eq!((items.recycle().capacity(), items.recycle().capacity()), (3, 0));
    }

    #[test]
    fn types_without_size() {
        let mut items = Items::from(vec![(); 3]);
        assert_eq!((items.pop(), items.len()), (Some(()), 2));
        let mut into = Vec::new();
        assert_eq!(items.fill(&mut into), 2);
    }

    #[test]
    fn lent_items_are_copied() {
        let owner = [1, 2, 3];
        // SAFETY: the owner outlives them.
        let mut items = unsafe { Items::lend(&owner, false) };
        let mut into = Vec::with_capacity(2);
        assert_eq!(items.fill(&mut into), 2);
        let mut rest = [0; 4];
        assert_eq!((items.copy_to(&mut rest), rest, into), (1, [3, 0, 0, 0], vec![1, 2]));
    }

    #[test]
    #[should_panic(expected = "more items were taken than there are")]
    fn no_more_than_there_are() {
        Items::from(vec![1]).drop_first(2);
    }
}
