//! Memory for one call of an import: where the host reads parameters and writes the result while the call is under way.
//!
//! It does not lie in the call's future, because the call may have to outlive that: where it must not be waited for its
//! end. Most calls return at once, so they use the same memory one after the other.

use alloc::alloc::{alloc, dealloc, handle_alloc_error};
use alloc::vec::Vec;
use core::alloc::Layout;
use core::mem::{self, ManuallyDrop};
use core::ptr::NonNull;

use crate::local::local;

/// The least that is allocated.
const LEAST: usize = 128;
/// What frames are aligned to, as everything in the canonical ABI.
const ALIGN: usize = 8;
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
pub(super) struct Frame(ManuallyDrop<Block>);

impl Frame {
    /// No memory.
    pub(super) const NONE: Self = Frame(ManuallyDrop::new(Block::NONE));

    /// At least so much memory.
    #[inline(always)]
    pub(super) fn new(size: usize) -> Self {
        if size == 0 {
            return Frame::NONE;
        }
        let at_hand = UNUSED.with(|unused| {
            let at_hand = &mut unused.at_hand;
            (at_hand.size >= size).then(|| Block { start: at_hand.start, size: mem::take(&mut at_hand.size) })
        });
        Frame(ManuallyDrop::new(at_hand.unwrap_or_else(|| Frame::find(size))))
    }

    /// There is nothing at hand that is large enough.
    #[cold]
    fn find(size: usize) -> Block {
        UNUSED.with(|unused| unused.others.pop_if(|other| other.size >= size)).unwrap_or_else(|| Block::new(size))
    }

    /// Where it begins.
    #[inline(always)]
    pub(super) fn start(&self) -> *mut u8 {
        self.0.start.as_ptr()
    }
}

impl Drop for Frame {
    #[inline(always)]
    fn drop(&mut self) {
        let (start, size) = (self.0.start, self.0.size);
        if size == 0 {
            return;
        }
        let kept = UNUSED.is_there()
            && UNUSED.with(|unused| {
                let at_hand = &mut unused.at_hand;
                let is_free = at_hand.size == 0;
                if is_free {
                    (at_hand.start, at_hand.size) = (start, size);
                }
                is_free
            });
        if !kept {
            keep(Block { start, size });
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
        let frame = Frame::new(16);
        let address = frame.start().addr();
        drop(frame);
        assert_eq!(Frame::new(LEAST).start().addr(), address);
        // One that is too small stays.
        let large = Frame::new(LEAST + 1);
        assert_ne!(large.start().addr(), address);
        drop(large);
        assert_eq!(Frame::new(8).start().addr(), address);
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
        drop(frames);
        assert_eq!(UNUSED.with(|unused| unused.others.len()), KEPT);
    }

    #[test]
    fn no_memory() {
        assert!(Frame::new(0).start().cast::<u64>().is_aligned());
    }
}
