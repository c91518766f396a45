//! The memory that the current thread has, which tests that nothing leaks look at, and how often it has allocated.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

thread_local! {
    static IN_USE: Cell<isize> = const { Cell::new(0) };
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
}

/// How many bytes the current thread has allocated and not freed. Fewer than none when it freed what others allocated.
pub(crate) fn in_use() -> isize {
    IN_USE.get()
}

/// How often the current thread has allocated memory; a block that grows counts again.
pub(crate) fn allocations() -> usize {
    ALLOCATIONS.get()
}

fn count_allocation() {
    let _ = ALLOCATIONS.try_with(|allocations| allocations.set(allocations.get() + 1));
}

/// Makes so many runs, each with a seed, and sees to it that they do not take more and more memory.
pub(crate) fn stays_flat(runs: u64, mut run: impl FnMut(u64)) {
    let mut settled = 0;
    for seed in 1..=runs {
        run(seed);
        // Until then, tables grow to their size.
        if seed == runs / 2 {
            settled = in_use();
        }
    }
    let grown = in_use() - settled;
    // Miri makes few runs, and finds leaks itself.
    assert!(cfg!(miri) || grown < 10_000, "{runs} runs have leaked {grown} bytes");
}

fn count(bytes: usize, sign: isize) {
    // A thread that ends frees things after its locals have gone.
    let _ = IN_USE.try_with(|in_use| in_use.set(in_use.get() + sign * bytes.cast_signed()));
}

// SAFETY: passes on to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size(), 1);
        count_allocation();
        // SAFETY: the caller's promise.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        count(layout.size(), -1);
        // SAFETY: the caller's promise.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size, 1);
        count(layout.size(), -1);
        count_allocation();
        // SAFETY: the caller's promise.
        unsafe { System.realloc(pointer, layout, size) }
    }
}
