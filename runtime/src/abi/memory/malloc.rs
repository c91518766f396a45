//! C's `malloc` and its kin, in the place of those of WASI's libc.
//!
//! Rust's std takes its memory on WASI from C, so these serve a guest's Rust and what it links of C alike. Libc's own are
//! not linked then: they are in one object, of which nothing is needed if everything in it is here.
//!
//! What reads the word in front of a pointer is never inlined: where the compiler sees that the pointer is of an allocation,
//! it knows that nothing was written there.

use core::alloc::Layout;
use core::arch::wasm32::memory_grow;
use core::ffi::c_int;
use core::ops::Range;
use core::ptr;

use super::chunk::UNIT;
use super::chunks::Source;
use super::heap::{Heap, class_of, usable};

crate::local::local! {
    static HEAP: Heap<Linear> = Heap::new(Linear { has_begun: false });
}

/// The guest's memory: what the linker has left of it, and then what the host adds.
struct Linear {
    has_begun: bool,
}

/// How much the host adds at a time.
const PAGE: usize = 1 << 16;

unsafe extern "C" {
    /// Where the linker's data ends.
    static mut __heap_base: u8;
    /// Where the memory ended when the guest began.
    static mut __heap_end: u8;
}

impl Source for Linear {
    fn more(&mut self, size: usize) -> Option<Range<*mut u8>> {
        if !core::mem::replace(&mut self.has_begun, true) {
            return Some(&raw mut __heap_base..&raw mut __heap_end);
        }
        let pages = size.div_ceil(PAGE);
        let before = memory_grow::<0>(pages);
        let memory = |page: usize| ptr::with_exposed_provenance_mut(page.wrapping_mul(PAGE));
        (before != usize::MAX).then(|| memory(before)..memory(before + pages))
    }
}

/// An argument that cannot be, as WASI's libc counts errors.
const EINVAL: c_int = 28;
/// There is no memory.
const ENOMEM: c_int = 48;

unsafe extern "C" {
    fn __errno_location() -> *mut c_int;
}

/// Sets `errno` where there is no memory.
#[inline(always)]
fn or_errno(pointer: *mut u8) -> *mut u8 {
    if pointer.is_null() {
        // SAFETY: libc's own.
        unsafe { *__errno_location() = ENOMEM }
    }
    pointer
}

/// Memory whose layout is known when it is freed, if a block holds it; null when there is none.
#[inline(always)]
pub(super) fn take(layout: Layout) -> Option<*mut u8> {
    class_of(layout).map(|class| HEAP.with(|heap| heap.take_block(class)))
}

/// Takes back what [`take`] has returned for this layout; false if that was nothing.
///
/// # Safety
///
/// Nothing may use it afterwards.
#[inline(always)]
pub(super) unsafe fn give_back(pointer: *mut u8, layout: Layout) -> bool {
    // SAFETY: the caller's promise.
    class_of(layout).map(|class| HEAP.with(|heap| unsafe { heap.give_back_block(class, pointer) })).is_some()
}

#[unsafe(no_mangle)]
#[inline(never)]
extern "C" fn malloc(size: usize) -> *mut u8 {
    or_errno(HEAP.with(|heap| heap.allocate(size)))
}

/// # Safety
///
/// The pointer must be null or of one of these functions, and nothing may use it afterwards.
#[unsafe(no_mangle)]
#[inline(never)]
unsafe extern "C" fn free(pointer: *mut u8) {
    if !pointer.is_null() {
        // SAFETY: the caller's promise.
        HEAP.with(|heap| unsafe { heap.free(pointer) });
    }
}

#[unsafe(no_mangle)]
extern "C" fn calloc(count: usize, size: usize) -> *mut u8 {
    // What overflows is more than there ever is.
    let size = count.saturating_mul(size);
    let pointer = malloc(size);
    if !pointer.is_null() {
        // SAFETY: just allocated.
        unsafe { pointer.write_bytes(0, size) }
    }
    pointer
}

/// # Safety
///
/// The pointer must be null or of one of these functions, and nothing may use it afterwards unless null is returned.
#[unsafe(no_mangle)]
#[inline(never)]
unsafe extern "C" fn realloc(pointer: *mut u8, size: usize) -> *mut u8 {
    if pointer.is_null() {
        return malloc(size);
    }
    // SAFETY: the caller's promise.
    if HEAP.with(|heap| unsafe { heap.resize(pointer, size) }) {
        return pointer;
    }
    let moved = malloc(size);
    if !moved.is_null() {
        // SAFETY: both have as many bytes, and they are not the same memory.
        unsafe {
            moved.copy_from_nonoverlapping(pointer, usable(pointer).min(size));
            free(pointer);
        }
    }
    moved
}

#[unsafe(no_mangle)]
extern "C" fn aligned_alloc(align: usize, size: usize) -> *mut u8 {
    if align <= UNIT {
        return malloc(size);
    }
    or_errno(HEAP.with(|heap| heap.allocate_aligned(size, align)))
}

/// # Safety
///
/// There must be room for a pointer.
#[unsafe(no_mangle)]
unsafe extern "C" fn posix_memalign(result: *mut *mut u8, align: usize, size: usize) -> c_int {
    if !align.is_power_of_two() || align < size_of::<usize>() {
        return EINVAL;
    }
    let pointer = aligned_alloc(align, size);
    if pointer.is_null() {
        return ENOMEM;
    }
    // SAFETY: the caller's promise.
    unsafe { *result = pointer }
    0
}

/// # Safety
///
/// The pointer must be null or of one of these functions.
#[unsafe(no_mangle)]
#[inline(never)]
unsafe extern "C" fn malloc_usable_size(pointer: *mut u8) -> usize {
    // SAFETY: the caller's promise.
    if pointer.is_null() { 0 } else { unsafe { usable(pointer) } }
}

// The names by which libc itself calls them.

#[unsafe(no_mangle)]
extern "C" fn __libc_malloc(size: usize) -> *mut u8 {
    malloc(size)
}

#[unsafe(no_mangle)]
extern "C" fn __libc_calloc(count: usize, size: usize) -> *mut u8 {
    calloc(count, size)
}

/// # Safety
///
/// As of `free`.
#[unsafe(no_mangle)]
unsafe extern "C" fn __libc_free(pointer: *mut u8) {
    // SAFETY: the caller's promise.
    unsafe { free(pointer) }
}
