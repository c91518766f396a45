//! Counts the guest's allocations, which `MEMORY` makes. All guests of the benchmark have it, so it adds the same to each.

use std::alloc::{GlobalAlloc, Layout};
use std::sync::atomic::{AtomicU64, Ordering};

use super::MEMORY;

struct Counting;

static COUNT: AtomicU64 = AtomicU64::new(0);

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// How many allocations there have been so far; one that grows counts again.
pub(crate) fn count() -> u64 {
    COUNT.load(Ordering::Relaxed)
}

fn add_one() {
    COUNT.store(count() + 1, Ordering::Relaxed);
}

// SAFETY: all is passed on.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        add_one();
        // SAFETY: the caller's promise.
        unsafe { MEMORY.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        add_one();
        // SAFETY: the caller's promise.
        unsafe { MEMORY.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        add_one();
        // SAFETY: the caller's promise.
        unsafe { MEMORY.realloc(pointer, layout, size) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise.
        unsafe { MEMORY.dealloc(pointer, layout) }
    }
}
