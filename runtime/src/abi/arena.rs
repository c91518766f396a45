//! Memory for the temporary arrays of one call, freed at once.

use alloc::alloc::{alloc, dealloc, handle_alloc_error};
use core::alloc::Layout;
use core::cell::Cell;
use core::ptr::NonNull;

/// The first chunk that is allocated, unless more is asked for.
const FIRST_CHUNK: usize = 512;

/// Holds the arrays that lists of values that are not [plain](super::Abi::PLAIN) are written to while they are sent.
///
/// Nothing is allocated until it is needed; everything is freed on drop.
#[derive(Default)]
pub struct Arena {
    /// The latest chunk. It knows what is free in it, so that an arena which is not used costs one pointer to make.
    chunk: Option<NonNull<Chunk>>,
}

/// Header at the start of each chunk.
struct Chunk {
    previous: Option<NonNull<Chunk>>,
    layout: Layout,
    /// From here on the chunk is free, in bytes from its start.
    next: usize,
}

// SAFETY: an arena owns its chunks, which hold raw bytes.
unsafe impl Send for Arena {}
// SAFETY: nothing can be done with a shared arena.
unsafe impl Sync for Arena {}

impl Arena {
    /// An arena that holds nothing.
    #[inline(always)]
    #[must_use]
    pub const fn new() -> Self {
        Arena { chunk: None }
    }

    /// Room for `count` values of type `A`, uninitialised. A dangling, aligned pointer when they have no size.
    ///
    /// # Panics
    ///
    /// When the size overflows the address space.
    #[inline]
    pub fn array<A>(&mut self, count: usize) -> *mut A {
        let Ok(layout) = Layout::array::<A>(count) else { panic!("a list does not fit in memory") };
        if layout.size() == 0 {
            return core::ptr::dangling_mut();
        }
        if let Some(chunk) = self.chunk {
            // SAFETY: the arena's chunks are there until it frees them, and nobody else has their headers.
            let header = unsafe { &mut *chunk.as_ptr() };
            let start = header.next.next_multiple_of(layout.align());
            if let Some(end) = start.checked_add(layout.size())
                && end <= header.layout.size()
            {
                header.next = end;
                // SAFETY: `start` and `end` are offsets inside the chunk.
                return unsafe { chunk.as_ptr().cast::<u8>().add(start).cast() };
            }
        }
        self.grow(layout).cast()
    }

    #[cold]
    fn grow(&mut self, array: Layout) -> *mut u8 {
        // SAFETY: as above.
        let before = self.chunk.map_or(0, |chunk| unsafe { chunk.as_ref() }.layout.size());
        let size = array.size().max(before * 2).max(FIRST_CHUNK);
        let chunk = Layout::from_size_align(size, array.align());
        let Ok((layout, start)) = chunk.and_then(|chunk| Layout::new::<Cell<Chunk>>().extend(chunk)) else {
            panic!("what a call has to hold does not fit in memory")
        };
        // SAFETY: the layout has a size: it holds a header.
        let Some(chunk) = NonNull::new(unsafe { alloc(layout) }.cast::<Chunk>()) else { handle_alloc_error(layout) };
        // SAFETY: freshly allocated with room and alignment for a header.
        unsafe { chunk.write(Chunk { previous: self.chunk, layout, next: start + array.size() }) };
        self.chunk = Some(chunk);
        // SAFETY: `start` is inside the chunk.
        unsafe { chunk.as_ptr().cast::<u8>().add(start) }
    }
}

impl Drop for Arena {
    #[inline(always)]
    fn drop(&mut self) {
        if let Some(chunk) = self.chunk {
            free(chunk);
        }
    }
}

#[cold]
#[inline(never)]
fn free(last: NonNull<Chunk>) {
    let mut chunk = Some(last);
    while let Some(current) = chunk {
        // SAFETY: every chunk was allocated by `grow` with the layout in its header and is freed once.
        unsafe {
            let Chunk { previous, layout, .. } = current.read();
            dealloc(current.as_ptr().cast(), layout);
            chunk = previous;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrays_are_aligned_and_do_not_overlap() {
        let mut arena = Arena::new();
        let mut arrays = alloc::vec::Vec::new();
        for count in [1, 3, 100, 1000, 7, 20_000, 2] {
            let bytes = arena.array::<u8>(count);
            let words = arena.array::<u64>(count);
            assert!(words.is_aligned());
            // SAFETY: both have room for `count` values.
            unsafe {
                bytes.write_bytes(1, count);
                words.write_bytes(2, count);
            }
            arrays.push((bytes, words, count));
        }
        for (bytes, words, count) in arrays {
            // SAFETY: written above; the arena still lives.
            unsafe {
                assert!(core::slice::from_raw_parts(bytes, count).iter().all(|byte| *byte == 1));
                assert!(core::slice::from_raw_parts(words, count).iter().all(|word| *word == 0x0202_0202_0202_0202));
            }
        }
    }

    #[test]
    fn nothing_is_allocated_for_nothing() {
        let mut arena = Arena::new();
        assert!(!arena.array::<u64>(0).is_null());
        assert!(!arena.array::<()>(10).is_null());
        assert!(arena.chunk.is_none());
    }
}
