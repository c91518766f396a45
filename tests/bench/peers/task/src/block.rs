//! Memory for what the host writes, which outlives the future that waits for it: blocks of one size, used again.

use std::cell::UnsafeCell;
use std::mem::MaybeUninit;
use std::ptr::{self, NonNull};

use crate::task::Static;

union Content {
    next: *mut Content,
    _value: MaybeUninit<[u64; 2]>,
}

static UNUSED: Static<*mut Content> = Static(UnsafeCell::new(ptr::null_mut()));

/// Memory for a small value, which is there once the host has written it.
pub struct Block(NonNull<Content>);

impl Block {
    #[inline(always)]
    pub fn new() -> Self {
        UNUSED.with(|unused| match NonNull::new(*unused) {
            Some(block) => {
                // SAFETY: unused blocks hold the next.
                *unused = unsafe { block.as_ref().next };
                Block(block)
            }
            None => Block(NonNull::from(Box::leak(Box::new(Content { next: ptr::null_mut() })))),
        })
    }

    pub fn place<T>(&self) -> *mut T {
        const { assert!(size_of::<T>() <= size_of::<Content>() && align_of::<T>() <= align_of::<Content>()) };
        self.0.as_ptr().cast()
    }
}

impl Drop for Block {
    #[inline(always)]
    fn drop(&mut self) {
        // SAFETY: nobody uses it any more.
        UNUSED.with(|unused| unsafe { self.0.as_mut().next = std::mem::replace(unused, self.0.as_ptr()) });
    }
}
