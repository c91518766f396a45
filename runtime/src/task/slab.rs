//! Memory for nodes: blocks of a few sizes, cut from chunks, which are given back when nothing of them is in use.
//!
//! Tasks and spawned futures come and go by the thousand and are of a few sizes. A general allocator spends several
//! times as long on each as it takes to poll it.

use alloc::alloc::{alloc, dealloc, handle_alloc_error};
use core::alloc::Layout;
use core::ptr::{self, NonNull};

/// The sizes of blocks are multiples of this many bytes.
const STEP: usize = 32;
/// How many sizes there are. Larger nodes are allocated one by one.
const SIZES: usize = 16;
/// What blocks are aligned to.
const ALIGN: usize = 8;
/// How many blocks the first chunk of a size has, and the largest.
const FEWEST: usize = 4;
const MOST: usize = 64;

/// The chunks of each size.
pub(super) struct Slab {
    sizes: [Size; SIZES],
}

/// The chunks of one size that have free blocks, and how many blocks there are in all.
#[derive(Clone, Copy)]
struct Size {
    first: *mut Chunk,
    blocks: usize,
}

/// A header, followed by blocks.
#[repr(C, align(8))]
struct Chunk {
    /// Neighbours among the chunks with free blocks.
    previous: *mut Chunk,
    next: *mut Chunk,
    /// A list of the blocks that were in use and are not any more.
    free: *mut Block,
    /// How many blocks have never been in use: they are the first.
    fresh: usize,
    used: usize,
    blocks: usize,
}

/// What lies before the contents of a block: its chunk, or while it is free, the next free block.
#[repr(C, align(8))]
union Block {
    chunk: *mut Chunk,
    next: *mut Block,
}

/// Which size of block holds a value of this layout, if any does.
#[inline(always)]
const fn class(layout: Layout) -> Option<usize> {
    let size = size_of::<Block>() + layout.size();
    if layout.align() > ALIGN || size > STEP * SIZES { None } else { Some((size - 1) / STEP) }
}

impl Slab {
    pub(super) const fn new() -> Self {
        Slab { sizes: [Size { first: ptr::null_mut(), blocks: 0 }; SIZES] }
    }

    /// Memory for a value of this layout.
    ///
    /// # Safety
    ///
    /// The layout must have a size.
    #[inline(always)]
    pub(super) unsafe fn alloc(&mut self, layout: Layout) -> *mut u8 {
        match class(layout) {
            Some(class) => self.take(class),
            // SAFETY: the caller's promise.
            None => unsafe { alloc(layout) },
        }
    }

    /// Gives back what [`alloc`](Slab::alloc) returned for this layout.
    ///
    /// # Safety
    ///
    /// Nothing may use it afterwards.
    #[inline(always)]
    pub(super) unsafe fn dealloc(&mut self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise.
        unsafe {
            match class(layout) {
                Some(class) => self.give_back(class, pointer),
                None => dealloc(pointer, layout),
            }
        }
    }

    fn take(&mut self, class: usize) -> *mut u8 {
        let size = &mut self.sizes[class];
        if size.first.is_null() {
            size.grow(class);
        }
        let chunk = size.first;
        // SAFETY: a chunk among those with free blocks has one.
        unsafe {
            let mut block = (*chunk).free;
            if block.is_null() {
                (*chunk).fresh -= 1;
                block = Chunk::block(chunk, class, (*chunk).fresh);
            } else {
                (*chunk).free = (*block).next;
            }
            (*block).chunk = chunk;
            (*chunk).used += 1;
            if (*chunk).used == (*chunk).blocks {
                size.unlink(chunk);
            }
            block.add(1).cast()
        }
    }

    unsafe fn give_back(&mut self, class: usize, pointer: *mut u8) {
        let size = &mut self.sizes[class];
        // SAFETY: the pointer is that of a block in use, before which lies the address of its chunk.
        unsafe {
            let block = pointer.cast::<Block>().sub(1);
            let chunk = (*block).chunk;
            (*block).next = (*chunk).free;
            (*chunk).free = block;
            if (*chunk).used == (*chunk).blocks {
                size.link(chunk);
            }
            (*chunk).used -= 1;
            // The only chunk with free blocks is kept: the next task may be near.
            if (*chunk).used == 0 && !((*chunk).previous.is_null() && (*chunk).next.is_null()) {
                size.shrink(class, chunk);
            }
        }
    }
}

impl Chunk {
    fn layout(class: usize, blocks: usize) -> Layout {
        let size = size_of::<Chunk>() + blocks * (class + 1) * STEP;
        Layout::from_size_align(size, ALIGN).expect("a chunk is small")
    }

    /// The block of this number.
    ///
    /// # Safety
    ///
    /// The chunk must have so many blocks, of this class.
    unsafe fn block(chunk: *mut Chunk, class: usize, number: usize) -> *mut Block {
        // SAFETY: the blocks lie behind the header, in the same allocation.
        unsafe { chunk.add(1).cast::<u8>().add(number * (class + 1) * STEP).cast() }
    }
}

impl Size {
    /// Adds a chunk: the more blocks there are, the larger.
    #[cold]
    fn grow(&mut self, class: usize) {
        let blocks = self.blocks.clamp(FEWEST, MOST);
        let layout = Chunk::layout(class, blocks);
        // SAFETY: the layout has a size.
        let Some(chunk) = NonNull::new(unsafe { alloc(layout) }.cast::<Chunk>()) else { handle_alloc_error(layout) };
        self.blocks += blocks;
        // SAFETY: freshly allocated with room for a header, and linked nowhere.
        unsafe {
            let (previous, next) = (ptr::null_mut(), ptr::null_mut());
            chunk.write(Chunk { previous, next, free: ptr::null_mut(), fresh: blocks, used: 0, blocks });
            self.link(chunk.as_ptr());
        }
    }

    /// Gives back a chunk of which nothing is in use.
    #[cold]
    unsafe fn shrink(&mut self, class: usize, chunk: *mut Chunk) {
        // SAFETY: the chunk is one of those with free blocks, and was allocated with this layout.
        unsafe {
            self.unlink(chunk);
            let blocks = (*chunk).blocks;
            self.blocks -= blocks;
            dealloc(chunk.cast(), Chunk::layout(class, blocks));
        }
    }

    /// Puts a chunk first among those with free blocks.
    unsafe fn link(&mut self, chunk: *mut Chunk) {
        // SAFETY: chunks in the list live.
        unsafe {
            (*chunk).previous = ptr::null_mut();
            (*chunk).next = self.first;
            if !self.first.is_null() {
                (*self.first).previous = chunk;
            }
        }
        self.first = chunk;
    }

    /// Takes a chunk out of those with free blocks.
    unsafe fn unlink(&mut self, chunk: *mut Chunk) {
        // SAFETY: the chunk is in the list, and those in the list live.
        unsafe {
            let (previous, next) = ((*chunk).previous, (*chunk).next);
            if previous.is_null() {
                self.first = next;
            } else {
                (*previous).next = next;
            }
            if !next.is_null() {
                (*next).previous = previous;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;

    impl Drop for Slab {
        fn drop(&mut self) {
            for (class, size) in self.sizes.iter_mut().enumerate() {
                while !size.first.is_null() {
                    // SAFETY: nothing is in use any more.
                    unsafe {
                        assert_eq!((*size.first).used, 0);
                        let chunk = size.first;
                        size.shrink(class, chunk);
                    }
                }
                assert_eq!(size.blocks, 0);
            }
        }
    }

    fn layout(size: usize) -> Layout {
        Layout::from_size_align(size, ALIGN).expect("small")
    }

    /// Blocks of all sizes, taken and given back in an order that goes by chance, never overlap.
    #[test]
    fn blocks_do_not_overlap() {
        let mut slab = Slab::new();
        let mut taken: Vec<(*mut u8, Layout, u8)> = Vec::new();
        let mut chance = 0x2545_f491_4f6c_dd1d_u64;
        for step in 0..if cfg!(miri) { 600 } else { 20_000_u32 } {
            chance ^= chance << 13;
            chance ^= chance >> 7;
            chance ^= chance << 17;
            let grows = (step / 256).is_multiple_of(2);
            if taken.is_empty() || chance.is_multiple_of(4) != grows {
                let layout = layout(1 + (chance >> 8) as usize % 600);
                let mark = step as u8;
                // SAFETY: the layout has a size, and the block is as large as it says.
                let block = unsafe {
                    let block = slab.alloc(layout);
                    block.write_bytes(mark, layout.size());
                    block
                };
                assert!(block.cast::<u64>().is_aligned());
                taken.push((block, layout, mark));
            } else {
                let (block, layout, mark) = taken.swap_remove((chance >> 8) as usize % taken.len());
                // SAFETY: taken with this layout, and filled.
                unsafe {
                    assert!(core::slice::from_raw_parts(block, layout.size()).iter().all(|byte| *byte == mark));
                    slab.dealloc(block, layout);
                }
            }
        }
        for (block, layout, _) in taken {
            // SAFETY: as above.
            unsafe { slab.dealloc(block, layout) }
        }
    }

    #[test]
    fn chunks_are_given_back() {
        let mut slab = Slab::new();
        let layout = layout(100);
        // SAFETY: the layout has a size.
        let blocks: Vec<_> = (0..1000).map(|_| unsafe { slab.alloc(layout) }).collect();
        let class = class(layout).expect("small");
        let most = slab.sizes[class].blocks;
        assert!((1000..1000 + MOST).contains(&most), "{most}");
        for block in blocks {
            // SAFETY: taken with this layout.
            unsafe { slab.dealloc(block, layout) }
        }
        assert!(slab.sizes[class].blocks <= MOST, "{}", slab.sizes[class].blocks);
        // Going back and forth over the edge of a chunk does not allocate each time.
        // SAFETY: as above.
        unsafe {
            let first = slab.alloc(layout);
            let chunk = slab.sizes[class].first;
            for _ in 0..3 {
                let block = slab.alloc(layout);
                slab.dealloc(block, layout);
                assert_eq!(slab.sizes[class].first, chunk);
            }
            slab.dealloc(first, layout);
        }
    }
}
