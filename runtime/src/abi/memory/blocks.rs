//! Small blocks of memory, by size: taken and given back in a few instructions.

use core::alloc::Layout;
use core::ptr;

/// The sizes of blocks are multiples of this many bytes.
const STEP: usize = 16;
/// What blocks are aligned to; for more, the allocator of WASI's libc takes longer.
pub(super) const ALIGN: usize = 8;
/// How many sizes there are.
const SIZES: usize = 32;
/// How many bytes are asked for when there is nothing left to cut blocks from.
const CHUNK: usize = 4096;

/// Blocks that are not in use, and the memory that further ones are cut from.
pub(super) struct Blocks {
    free: [*mut Free; SIZES],
    /// So many bytes from here on have not been cut yet.
    next: *mut u8,
    left: usize,
}

/// A block that is not in use.
struct Free {
    next: *mut Free,
}

/// A size of block. There is one for each number below [`SIZES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Class(usize);

impl Class {
    /// The one that holds so many bytes, if any does; none holds nothing.
    #[inline(always)]
    pub(super) const fn of_size(size: usize) -> Option<Self> {
        Class::from_number(size.wrapping_sub(1) / STEP)
    }

    /// The one that holds a value of this layout, if any does.
    #[inline(always)]
    pub(super) const fn of(layout: Layout) -> Option<Self> {
        if layout.align() <= ALIGN { Class::of_size(layout.size()) } else { None }
    }

    /// The one with this number, if there is one.
    #[inline(always)]
    pub(super) const fn from_number(number: usize) -> Option<Self> {
        if number < SIZES { Some(Class(number)) } else { None }
    }

    #[cfg(any(all(feature = "malloc", target_os = "wasi"), test))]
    pub(super) const fn number(self) -> usize {
        self.0
    }

    /// How many bytes its blocks have.
    pub(super) const fn size(self) -> usize {
        (self.0 + 1) * STEP
    }
}

impl Blocks {
    pub(super) const fn new() -> Self {
        Blocks { free: [ptr::null_mut(); SIZES], next: ptr::null_mut(), left: 0 }
    }

    /// A block of this class; null when there is no memory. `more` allocates that.
    #[inline(always)]
    pub(super) fn take(&mut self, class: Class, more: impl FnOnce(Layout) -> *mut u8) -> *mut u8 {
        let free = self.free(class);
        let block = *free;
        if block.is_null() {
            return self.cut(class, more);
        }
        // SAFETY: blocks in the list are not in use: they hold the next.
        *free = unsafe { (*block).next };
        block.cast()
    }

    /// Takes back a block.
    ///
    /// # Safety
    ///
    /// It must be one of this class, and nothing may use it afterwards.
    #[inline(always)]
    pub(super) unsafe fn give_back(&mut self, class: Class, block: *mut u8) {
        let block: *mut Free = block.cast();
        let free = self.free(class);
        // SAFETY: the caller's promise; a block has room for a pointer.
        unsafe { (*block).next = *free }
        *free = block;
    }

    /// The blocks of a class that are not in use.
    #[inline(always)]
    fn free(&mut self, class: Class) -> &mut *mut Free {
        // SAFETY: there are as many lists as classes.
        unsafe { self.free.get_unchecked_mut(class.0) }
    }

    #[cold]
    #[inline(never)]
    fn cut(&mut self, class: Class, more: impl FnOnce(Layout) -> *mut u8) -> *mut u8 {
        let size = class.size();
        if self.left < size {
            // SAFETY: powers of two.
            let chunk = more(unsafe { Layout::from_size_align_unchecked(CHUNK, ALIGN) });
            if chunk.is_null() {
                return chunk;
            }
            if let Some(class) = Class::of_size(self.left) {
                // SAFETY: what is left is a block of its own, since all sizes are multiples of the smallest.
                unsafe { self.give_back(class, self.next) }
            }
            (self.next, self.left) = (chunk, CHUNK);
        }
        let block = self.next;
        self.left -= size;
        // SAFETY: so much was left.
        self.next = unsafe { block.add(size) };
        block
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;

    /// Chunks that are freed when the test has ended.
    #[derive(Default)]
    struct Chunks(Vec<(*mut u8, Layout)>);

    impl Chunks {
        fn more(&mut self, layout: Layout) -> *mut u8 {
            // SAFETY: chunks have a size.
            let chunk = unsafe { alloc::alloc::alloc(layout) };
            self.0.push((chunk, layout));
            chunk
        }
    }

    impl Drop for Chunks {
        fn drop(&mut self) {
            for (chunk, layout) in self.0.drain(..) {
                // SAFETY: allocated with this layout, and nothing of it is in use.
                unsafe { alloc::alloc::dealloc(chunk, layout) }
            }
        }
    }

    fn layout(size: usize) -> Layout {
        Layout::from_size_align(size, ALIGN).expect("small")
    }

    #[test]
    fn classes() {
        assert_eq!(Class::of(layout(1)), Some(Class(0)));
        assert_eq!(Class::of(layout(STEP)), Some(Class(0)));
        assert_eq!(Class::of(layout(STEP + 1)), Some(Class(1)));
        assert_eq!(Class::of(layout(STEP * SIZES)), Some(Class(SIZES - 1)));
        assert_eq!(Class::of(layout(STEP * SIZES + 1)), None);
        assert_eq!(Class::of(layout(0)), None);
        assert_eq!(Class::of(Layout::from_size_align(8, 16).expect("small")), None);
    }

    /// Blocks of all sizes, taken and given back in an order that goes by chance, never overlap.
    #[test]
    fn blocks_do_not_overlap() {
        let (mut blocks, mut chunks) = (Blocks::new(), Chunks::default());
        let mut taken: Vec<(*mut u8, usize, u8)> = Vec::new();
        let mut chance = 0x2545_f491_4f6c_dd1d_u64;
        for step in 0..if cfg!(miri) { 600 } else { 20_000_u32 } {
            chance ^= chance << 13;
            chance ^= chance >> 7;
            chance ^= chance << 17;
            let grows = (step / 256).is_multiple_of(2);
            if taken.is_empty() || chance.is_multiple_of(4) != grows {
                let size = 1 + (chance >> 8) as usize % (STEP * SIZES);
                let block = blocks.take(Class::of(layout(size)).expect("small"), |layout| chunks.more(layout));
                assert!(block.cast::<u64>().is_aligned());
                let mark = step as u8;
                // SAFETY: the block is as large as was asked for.
                unsafe { block.write_bytes(mark, size) }
                taken.push((block, size, mark));
            } else {
                let (block, size, mark) = taken.swap_remove((chance >> 8) as usize % taken.len());
                // SAFETY: taken with this size, and filled.
                unsafe {
                    assert!(core::slice::from_raw_parts(block, size).iter().all(|byte| *byte == mark));
                    blocks.give_back(Class::of(layout(size)).expect("small"), block);
                }
            }
        }
    }

    #[test]
    fn memory_is_used_again() {
        let (mut blocks, mut chunks) = (Blocks::new(), Chunks::default());
        for class in (0..SIZES).map(Class) {
            for _ in 0..1000 {
                let block = blocks.take(class, |layout| chunks.more(layout));
                // SAFETY: just taken.
                unsafe { blocks.give_back(class, block) }
            }
        }
        let sizes = STEP * SIZES * (SIZES + 1) / 2;
        assert!(chunks.0.len() <= sizes.div_ceil(CHUNK) + 1, "{} chunks", chunks.0.len());
    }

    #[test]
    fn no_memory() {
        assert!(Blocks::new().take(Class(0), |_| ptr::null_mut()).is_null());
    }
}
