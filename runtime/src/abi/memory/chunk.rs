//! One piece of memory.
//!
//! A chunk begins with a header: its size, whether it is used and whether the one before it is. Behind the header lies what
//! is given out; in a free chunk the links of its list, and at its very end the size once more, by which the chunk behind
//! finds it. Memory ends with the header of a used chunk of no size.

use core::ptr;

/// What the sizes of chunks are multiples of, and what the memory in them is aligned to: enough for every type of C.
pub(super) const UNIT: usize = 16;
/// How much lies in front of what is given out.
pub(super) const HEADER: usize = size_of::<usize>();
/// The smallest chunk: header, two links and the size.
pub(super) const LEAST: usize = 4 * HEADER;
/// Nothing larger is given out, as of every allocator.
pub(super) const MOST: usize = i32::MAX as usize / UNIT * UNIT;

const USED: usize = 1;
const USED_BEFORE: usize = 2;
const FLAGS: usize = USED | USED_BEFORE;

/// A pointer to a header, or null.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Chunk(*mut usize);

impl Chunk {
    pub(super) const NULL: Self = Chunk(ptr::null_mut());

    /// The chunk whose memory this is.
    ///
    /// # Safety
    ///
    /// A header must lie before the pointer.
    pub(super) unsafe fn of(memory: *mut u8) -> Self {
        // SAFETY: the caller's promise.
        Chunk(unsafe { memory.sub(HEADER) }.cast())
    }

    /// What can be given out.
    pub(super) fn memory(self) -> *mut u8 {
        self.0.wrapping_add(1).cast()
    }

    /// # Safety
    ///
    /// The chunk must be one.
    pub(super) unsafe fn size(self) -> usize {
        // SAFETY: the caller's promise.
        unsafe { *self.0 & !FLAGS }
    }

    /// # Safety
    ///
    /// The chunk must be one.
    pub(super) unsafe fn is_used(self) -> bool {
        // SAFETY: the caller's promise.
        unsafe { *self.0 & USED != 0 }
    }

    /// The chunk behind this one.
    ///
    /// # Safety
    ///
    /// The chunk must be one, and have a size.
    pub(super) unsafe fn next(self) -> Self {
        // SAFETY: the caller's promise.
        Chunk(unsafe { self.0.byte_add(self.size()) })
    }

    /// Where a free chunk has its links: the next one in its list is the first, the one before it the second.
    ///
    /// # Safety
    ///
    /// The chunk must be one that is free.
    pub(super) unsafe fn link(self, number: usize) -> *mut Chunk {
        // SAFETY: the caller's promise.
        unsafe { self.0.add(number).cast() }
    }

    /// Whether the chunk before this one is used.
    ///
    /// # Safety
    ///
    /// The chunk must be one.
    pub(super) unsafe fn is_before_used(self) -> bool {
        // SAFETY: the caller's promise.
        unsafe { *self.0 & USED_BEFORE != 0 }
    }

    /// The chunk before this one, which is free.
    ///
    /// # Safety
    ///
    /// The chunk must be one, and [the one before it](Self::is_before_used) not used.
    pub(super) unsafe fn before(self) -> Self {
        // SAFETY: the caller's promise; a free chunk ends with its size.
        Chunk(unsafe { self.0.byte_sub(*self.0.sub(1)) })
    }

    /// Writes the header of a used chunk.
    ///
    /// # Safety
    ///
    /// So much memory must belong to it, or to what ends there if it has no size.
    pub(super) unsafe fn set_used(self, size: usize, is_before_used: bool) {
        // SAFETY: the caller's promise.
        unsafe { *self.0 = size | USED | if is_before_used { USED_BEFORE } else { 0 } }
    }

    /// Writes what a free chunk has at both of its ends, and tells the one behind it, which must be used as the one before
    /// it is.
    ///
    /// # Safety
    ///
    /// So much memory must belong to it, and the chunk behind that must be one.
    pub(super) unsafe fn set_free(self, size: usize) {
        // SAFETY: the caller's promise.
        unsafe {
            *self.0 = size | USED_BEFORE;
            let next = self.next();
            *next.0 &= !USED_BEFORE;
            *next.0.sub(1) = size;
        }
    }

    /// Tells the chunk behind this one that this one is used.
    ///
    /// # Safety
    ///
    /// Both must be chunks.
    pub(super) unsafe fn tell_used(self) {
        // SAFETY: the caller's promise.
        unsafe { *self.next().0 |= USED_BEFORE }
    }

    /// The size that a free chunk has at its end.
    ///
    /// # Safety
    ///
    /// The chunk must be one that is free.
    #[cfg(test)]
    pub(super) unsafe fn size_at_end(self) -> usize {
        // SAFETY: the caller's promise.
        unsafe { *self.next().0.sub(1) }
    }

    /// Where it is.
    #[cfg(test)]
    pub(super) fn addr(self) -> usize {
        self.0.addr()
    }
}

/// The size of a chunk for so many bytes, if there are such chunks.
pub(super) fn chunk_size(size: usize) -> Option<usize> {
    // No less than a free chunk needs.
    (size <= MOST - LEAST).then(|| (size + HEADER).next_multiple_of(UNIT).max(LEAST))
}
