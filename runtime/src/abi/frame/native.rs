//! Frames are allocated one by one, for tools that find misuse, and kept.

use alloc::alloc::{alloc, dealloc, handle_alloc_error};
use alloc::vec::Vec;
use core::alloc::Layout;
use core::mem;
use core::ptr::NonNull;

use super::ALIGN;
use crate::local::local;

/// The least that is allocated.
const LEAST: usize = 128;
/// How many unused blocks are kept beside the one at hand.
const KEPT: usize = 31;

/// Memory of some size, allocated unless that is zero.
struct Block {
    start: NonNull<u8>,
    size: usize,
}

impl Block {
    const NONE: Self = Block { start: NonNull::<u64>::dangling().cast(), size: 0 };

    fn layout(size: usize) -> Layout {
        let Ok(layout) = Layout::from_size_align(size, ALIGN) else { panic!("a call does not fit in memory") };
        layout
    }

    #[cold]
    fn new(size: usize) -> Self {
        let size = size.next_multiple_of(LEAST);
        let layout = Block::layout(size);
        // SAFETY: the layout has a size.
        let Some(start) = NonNull::new(unsafe { alloc(layout) }) else { handle_alloc_error(layout) };
        Block { start, size }
    }
}

impl Drop for Block {
    #[inline]
    fn drop(&mut self) {
        if self.size > 0 {
            // SAFETY: allocated with this layout.
            unsafe { dealloc(self.start.as_ptr(), Block::layout(self.size)) }
        }
    }
}

/// Blocks that no call uses.
struct Unused {
    /// What the next call gets, if it is large enough.
    at_hand: Block,
    others: Vec<Block>,
}

local! {
    static UNUSED: Unused = Unused { at_hand: Block::NONE, others: Vec::new() };
}

/// Memory for a call, kept for the next one when it is dropped.
pub(in crate::abi) struct Frame(Block);

impl Frame {
    /// No memory.
    pub(in crate::abi) const NONE: Self = Frame(Block::NONE);

    /// At least so much memory.
    #[inline(always)]
    pub(in crate::abi) fn new(size: usize) -> Self {
        if size == 0 {
            return Frame::NONE;
        }
        let at_hand = UNUSED.with(|unused| {
            let at_hand = &mut unused.at_hand;
            (at_hand.size >= size).then(|| Block { start: at_hand.start, size: mem::take(&mut at_hand.size) })
        });
        Frame(at_hand.unwrap_or_else(|| Frame::find(size)))
    }

    /// There is nothing at hand that is large enough.
    #[cold]
    fn find(size: usize) -> Block {
        UNUSED.with(|unused| unused.others.pop_if(|other| other.size >= size)).unwrap_or_else(|| Block::new(size))
    }

    /// Where it begins.
    #[inline(always)]
    pub(in crate::abi) fn start(&self) -> *mut u8 {
        self.0.start.as_ptr()
    }

    /// Frees the memory, of so many bytes: keeps it for the next call.
    ///
    /// # Safety
    ///
    /// The size must be that of [`new`](Frame::new), which is freed once, and nothing may use the memory afterwards.
    pub(in crate::abi) unsafe fn free(&mut self, size: usize) {
        let block = mem::replace(&mut self.0, Block::NONE);
        if block.size == 0 {
            return;
        }
        debug_assert!(block.size >= size);
        if !UNUSED.is_there() {
            return;
        }
        let another = UNUSED.with(|unused| {
            if unused.at_hand.size == 0 {
                unused.at_hand = block;
                return None;
            }
            Some(block)
        });
        if let Some(block) = another {
            keep(block);
        }
    }
}

/// Keeps a block though another is at hand, if there are not too many.
#[cold]
fn keep(block: Block) {
    if UNUSED.is_there() {
        let rest = UNUSED.with(|unused| {
            let keeps = unused.others.len() < KEPT;
            if keeps {
                unused.others.push(block);
                return None;
            }
            Some(block)
        });
        drop(rest);
    }
}

// SAFETY: raw memory, owned.
unsafe impl Send for Frame {}
// SAFETY: nothing can be done with a shared one but to know its address.
unsafe impl Sync for Frame {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_after_the_other_they_are_the_same() {
        let address_of = |size| {
            let mut frame = Frame::new(size);
            let address = frame.start().addr();
            // SAFETY: of this size, and not used any more.
            unsafe { frame.free(size) }
            address
        };
        let address = address_of(16);
        assert_eq!(address_of(LEAST), address);
        // One that is too small stays.
        assert_ne!(address_of(LEAST + 1), address);
        assert_eq!(address_of(8), address);
    }

    #[test]
    fn they_do_not_overlap() {
        let frames: Vec<_> = (1..100).map(Frame::new).collect();
        for (frame, size) in frames.iter().zip(1..) {
            // SAFETY: so large it is.
            unsafe { frame.start().write_bytes(size as u8, size) }
        }
        for (frame, size) in frames.iter().zip(1..) {
            // SAFETY: as just written.
            assert!(unsafe { core::slice::from_raw_parts(frame.start(), size) }.iter().all(|byte| *byte == size as u8));
        }
        for (mut frame, size) in frames.into_iter().zip(1..) {
            // SAFETY: of this size, and not used any more.
            unsafe { frame.free(size) }
        }
        assert_eq!(UNUSED.with(|unused| unused.others.len()), KEPT);
    }

    #[test]
    fn no_memory() {
        assert!(Frame::new(0).start().cast::<u64>().is_aligned());
    }
}
