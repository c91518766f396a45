//! Memory of any size, taken and given back without the size: what C's `malloc` and `free` do.
//!
//! In front of what the caller gets lies one word, which says where it is from: the class of a small block, the alignment
//! where more than the usual was asked for, or the header of a chunk.

use core::alloc::Layout;
use core::ptr;

use super::blocks::{Blocks, Class};
use super::chunk::{HEADER, UNIT};
use super::chunks::{self, Chunks, Source};

/// The memory of an instance.
pub(super) struct Heap<S> {
    small: Blocks,
    large: Chunks<S>,
}

impl<S: Source> Heap<S> {
    pub(super) const fn new(source: S) -> Self {
        Heap { small: Blocks::new(), large: Chunks::new(source) }
    }

    /// So many bytes, aligned for every type of C; null when there is no memory.
    #[inline]
    pub(super) fn allocate(&mut self, size: usize) -> *mut u8 {
        let Some(class) = class_for(size) else { return self.large.allocate(size) };
        let block = self.take_block(class);
        if block.is_null() {
            return block;
        }
        // SAFETY: there is room for a word in front.
        unsafe { with_word(block, class.number()) }
    }

    /// So many bytes with an alignment, a power of two that is larger than the usual one.
    pub(super) fn allocate_aligned(&mut self, size: usize, align: usize) -> *mut u8 {
        let memory = self.large.allocate(size.saturating_add(align));
        if memory.is_null() {
            return memory;
        }
        let padding = memory.addr().wrapping_neg() & (align - 1);
        if padding == 0 {
            return memory;
        }
        // SAFETY: so much more was allocated. What lies in front is as long as the usual alignment at least.
        unsafe { with_word(memory.add(padding), ALIGNED + padding) }
    }

    /// Takes back memory.
    ///
    /// # Safety
    ///
    /// It must be of this heap, and nothing may use it afterwards.
    #[inline]
    pub(super) unsafe fn free(&mut self, pointer: *mut u8) {
        // SAFETY: the caller's promise.
        unsafe {
            match origin(pointer) {
                Origin::Block(class) => self.give_back_block(class, pointer),
                Origin::Chunk { padding } => self.large.free(pointer.sub(padding)),
            }
        }
    }

    /// Whether the memory could be given another size where it lies.
    ///
    /// # Safety
    ///
    /// It must be of this heap.
    #[inline]
    pub(super) unsafe fn resize(&mut self, pointer: *mut u8, size: usize) -> bool {
        // SAFETY: the caller's promise.
        unsafe {
            match (origin(pointer), class_for(size)) {
                (Origin::Block(class), new) => new == Some(class),
                (Origin::Chunk { padding }, None) => {
                    self.large.resize(pointer.sub(padding), size.saturating_add(padding))
                }
                // It would keep what a chunk has for what a block can hold.
                (Origin::Chunk { .. }, Some(_)) => false,
            }
        }
    }

    /// A block of a class, aligned and with room for a word in front; null when there is no memory.
    #[inline(always)]
    pub(super) fn take_block(&mut self, class: Class) -> *mut u8 {
        let large = &mut self.large;
        let block = self.small.take(class, |chunk| more(large, chunk));
        // SAFETY: blocks begin where a word is aligned, and have room for it.
        if block.is_null() { block } else { unsafe { block.add(HEADER) } }
    }

    /// Takes back a block.
    ///
    /// # Safety
    ///
    /// It must be one of this class, and nothing may use it afterwards.
    #[inline(always)]
    pub(super) unsafe fn give_back_block(&mut self, class: Class, block: *mut u8) {
        // SAFETY: the caller's promise.
        unsafe { self.small.give_back(class, block.sub(HEADER)) }
    }
}

/// How many bytes may be used, which is at least what was asked for.
///
/// # Safety
///
/// The memory must be of a heap.
pub(super) unsafe fn usable(pointer: *mut u8) -> usize {
    // SAFETY: the caller's promise.
    unsafe {
        match origin(pointer) {
            Origin::Block(class) => class.size() - HEADER,
            Origin::Chunk { padding } => chunks::usable(pointer.sub(padding)) - padding,
        }
    }
}

/// The class of a block for so many bytes and a word, if there is one.
#[inline(always)]
fn class_for(size: usize) -> Option<Class> {
    // Nothing is as large as to come out small again.
    Class::of_size(size.saturating_add(HEADER))
}

/// The class of a block for a value of this layout, if there is one.
#[inline(always)]
pub(super) fn class_of(layout: Layout) -> Option<Class> {
    if layout.align() <= UNIT { class_for(layout.size()) } else { None }
}

/// Memory that blocks are cut from, such that what lies behind their words is aligned.
fn more<S: Source>(large: &mut Chunks<S>, chunk: Layout) -> *mut u8 {
    let memory = large.allocate(chunk.size() + UNIT);
    // SAFETY: so much more was allocated.
    if memory.is_null() { ptr::null_mut() } else { unsafe { memory.add(UNIT - HEADER) } }
}

/// Where memory is from.
enum Origin {
    Block(Class),
    /// A chunk whose memory begins so many bytes before.
    Chunk {
        padding: usize,
    },
}

/// What is added to a padding, so that the word is no number of a class. It is even, as paddings are; headers of used chunks
/// are odd.
const ALIGNED: usize = 2 * UNIT;
const _: () = assert!(Class::from_number(ALIGNED).is_none());

/// # Safety
///
/// The memory must be of a heap.
#[inline(always)]
unsafe fn origin(pointer: *mut u8) -> Origin {
    // SAFETY: a word was written when the memory was given out.
    let word = unsafe { pointer.cast::<usize>().sub(1).read() };
    match Class::from_number(word) {
        Some(class) => Origin::Block(class),
        None if word % 2 == 0 => Origin::Chunk { padding: word - ALIGNED },
        None => Origin::Chunk { padding: 0 },
    }
}

/// The pointer, with a word in front of what it points to.
///
/// # Safety
///
/// There must be room for it.
#[inline(always)]
unsafe fn with_word(pointer: *mut u8, word: usize) -> *mut u8 {
    // SAFETY: the caller's promise.
    unsafe { pointer.cast::<usize>().sub(1).write(word) }
    pointer
}

#[cfg(test)]
mod tests {
    use alloc::vec;
    use alloc::vec::Vec;

    use super::super::chunks::tests::{Pieces, chance};
    use super::*;

    /// A heap with so much memory.
    fn heap(size: usize) -> Heap<Pieces> {
        Heap::new(Pieces::new(size, 1 << 16))
    }

    /// What C's `realloc` does.
    ///
    /// # Safety
    ///
    /// The memory must be of this heap, and nothing may use it afterwards.
    unsafe fn reallocate(heap: &mut Heap<Pieces>, pointer: *mut u8, size: usize) -> *mut u8 {
        // SAFETY: the caller's promise; both have as many bytes as are copied, and are not the same.
        unsafe {
            if heap.resize(pointer, size) {
                return pointer;
            }
            let moved = heap.allocate(size);
            moved.copy_from_nonoverlapping(pointer, usable(pointer).min(size));
            heap.free(pointer);
            moved
        }
    }

    #[test]
    fn everything_is_aligned_and_has_its_size() {
        let mut heap = heap(1 << 20);
        for size in (0..700).chain([4095, 4096, 65_536]) {
            let pointer = heap.allocate(size);
            assert!(pointer.addr().is_multiple_of(UNIT), "{size}");
            // SAFETY: just allocated.
            unsafe {
                assert!(usable(pointer) >= size, "{size}");
                pointer.write_bytes(0xff, usable(pointer));
                heap.free(pointer);
            }
        }
    }

    /// Those that C's functions do not have to do with.
    #[test]
    fn blocks_are_aligned() {
        let mut heap = heap(1 << 20);
        for size in 1..500 {
            let class = class_of(Layout::from_size_align(size, UNIT).expect("small")).expect("small");
            let block = heap.take_block(class);
            assert!(block.addr().is_multiple_of(UNIT), "{size}");
            // SAFETY: just taken.
            unsafe {
                block.write_bytes(0xff, size);
                if size % 2 == 0 {
                    heap.give_back_block(class, block);
                }
            }
        }
    }

    #[test]
    fn alignments() {
        let mut heap = heap(1 << 20);
        for shift in 5..13 {
            for size in [0, 1, 100, 5000] {
                let pointer = heap.allocate_aligned(size, 1 << shift);
                assert!(pointer.addr().is_multiple_of(1 << shift));
                // SAFETY: just allocated; the larger one has its contents.
                unsafe {
                    pointer.write_bytes(7, size);
                    let larger = reallocate(&mut heap, pointer, size + 3000);
                    assert!(core::slice::from_raw_parts(larger, size).iter().all(|byte| *byte == 7));
                    heap.free(larger);
                }
            }
        }
    }

    /// Memory of all sizes, taken, changed and given back in an order that goes by chance, never overlaps.
    #[test]
    fn contents_stay() {
        let mut heap = heap(if cfg!(miri) { 1 << 20 } else { 64 << 20 });
        let mut taken: Vec<(*mut u8, usize, u8)> = Vec::new();
        let mut below = chance(0x9e37_79b9_7f4a_7c15);
        for step in 0..if cfg!(miri) { 100 } else { 40_000_u32 } {
            let size = if below(2) == 0 { below(600) } else { below(if cfg!(miri) { 1000 } else { 20_000 }) };
            let mark = step as u8;
            // SAFETY: everything in the list was allocated with its size and filled with its mark.
            unsafe {
                match if taken.len() < 8 { 0 } else { below(if taken.len() < 300 { 5 } else { 8 }) } {
                    0 | 1 => {
                        let pointer = heap.allocate(size);
                        pointer.write_bytes(mark, size);
                        taken.push((pointer, size, mark));
                    }
                    2 | 3 => {
                        let place = below(taken.len());
                        let (pointer, old, mark) = taken[place];
                        let moved = reallocate(&mut heap, pointer, size);
                        let kept = core::slice::from_raw_parts(moved, old.min(size));
                        assert!(kept.iter().all(|byte| *byte == mark));
                        moved.write_bytes(mark, size);
                        taken[place] = (moved, size, mark);
                    }
                    _ => {
                        let (pointer, size, mark) = taken.swap_remove(below(taken.len()));
                        assert!(core::slice::from_raw_parts(pointer, size).iter().all(|byte| *byte == mark));
                        heap.free(pointer);
                    }
                }
            }
        }
    }

    /// What is given back is used again: also by other sizes, where it was large.
    #[test]
    fn memory_is_used_again() {
        let mut heap = heap(600_000);
        for size in [300_000, 100_000, 1000, 40, 300_000, 1000, 300_000] {
            let pieces: Vec<_> = (0..300_000 / size).map(|_| heap.allocate(size)).collect();
            for piece in pieces {
                assert!(!piece.is_null(), "{size}");
                // Small blocks stay with their size: what is left must do for the rest.
                if size > 40 {
                    // SAFETY: just allocated.
                    unsafe { heap.free(piece) }
                }
            }
            if size == 40 {
                break;
            }
        }
    }

    #[test]
    fn no_memory() {
        let mut heap = heap(100_000);
        for size in [usize::MAX, usize::MAX - 7, isize::MAX as usize, 1_000_000] {
            assert!(heap.allocate(size).is_null());
            assert!(heap.allocate_aligned(size, 4096).is_null());
        }
        let pointer = heap.allocate(1000);
        // SAFETY: just allocated.
        unsafe {
            pointer.write_bytes(1, 1000);
            assert!(!heap.resize(pointer, usize::MAX));
            assert!(!heap.resize(pointer, 1_000_000));
            assert_eq!(vec![1; 1000], core::slice::from_raw_parts(pointer, 1000));
        }
        while !heap.allocate(64).is_null() {}
        assert!(heap.allocate(64).is_null());
    }
}
