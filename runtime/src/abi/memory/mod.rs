//! Memory for what is small and comes and goes by the thousand.
//!
//! A general allocator spends several times as long on a block as it takes to poll a future or to lift a string.

#[cfg(any(target_arch = "wasm32", test))]
mod blocks;
#[cfg(any(all(feature = "malloc", target_os = "wasi"), test))]
mod chunk;
#[cfg(any(all(feature = "malloc", target_os = "wasi"), test))]
mod chunks;
#[cfg(any(all(feature = "malloc", target_os = "wasi"), test))]
mod heap;
#[cfg(all(feature = "malloc", target_os = "wasi"))]
mod malloc;
#[cfg(target_arch = "wasm32")]
mod pool;

use core::alloc::{GlobalAlloc, Layout};

#[cfg(target_arch = "wasm32")]
use blocks::Class;
#[cfg(target_arch = "wasm32")]
use pool::{give_back, take};

/// Memory for a value of this layout; null when there is none.
///
/// Off wasm each is allocated by itself, so that tools which find leaks and misuse see it.
///
/// # Safety
///
/// The layout must have a size.
#[inline(always)]
pub(crate) unsafe fn alloc(layout: Layout) -> *mut u8 {
    #[cfg(all(target_arch = "wasm32", not(all(feature = "malloc", target_os = "wasi"))))]
    if let Some(class) = Class::of(layout) {
        // SAFETY: the layouts asked for have a size.
        return take(class, |layout| unsafe { alloc::alloc::alloc(layout) });
    }
    #[cfg(all(feature = "malloc", target_os = "wasi"))]
    if let Some(block) = malloc::take(layout) {
        return block;
    }
    // SAFETY: the caller's promise.
    unsafe { alloc::alloc::alloc(layout) }
}

/// Gives back what [`alloc`] returned for this layout.
///
/// # Safety
///
/// Nothing may use it afterwards.
#[inline(always)]
pub(crate) unsafe fn dealloc(pointer: *mut u8, layout: Layout) {
    #[cfg(all(target_arch = "wasm32", not(all(feature = "malloc", target_os = "wasi"))))]
    if let Some(class) = Class::of(layout) {
        // SAFETY: a block of this class, which nothing uses any more.
        return unsafe { give_back(class, pointer) };
    }
    #[cfg(all(feature = "malloc", target_os = "wasi"))]
    // SAFETY: taken for this layout, and nothing uses it any more.
    if unsafe { malloc::give_back(pointer, layout) } {
        return;
    }
    // SAFETY: the caller's promise.
    unsafe { alloc::alloc::dealloc(pointer, layout) }
}

/// A global allocator for guests, to which allocations of up to 512 bytes cost a few instructions. With std and the
/// feature `malloc`, both of which are defaults, nobody needs it: the allocator of std stands on a `malloc` that does the
/// same. It is for guests without std, and for those that have another allocator for what is large.
///
/// Most of what crosses the boundary of a component is small: the strings of a list are allocated by the host, one by
/// one, and freed by the guest. With the allocator of WASI's libc that is most of the time that the guest spends on them. This one cuts small blocks from chunks of 4 KiB and keeps those that are freed in a list for each size, of
/// which there are 32. Everything larger it leaves to the allocator that it stands before.
///
/// ```
/// use std::alloc::System;
///
/// #[global_allocator]
/// static ALLOCATOR: wharf::Allocator<System> = wharf::Allocator::before(System);
/// # drop(vec![1, 2, 3]);
/// ```
///
/// Memory that was used for small blocks stays with them: a guest never gives memory back to its host anyway, but it
/// does not become part of larger blocks either. Sizes are rounded up to multiples of 16 bytes.
///
/// Off wasm, where there are threads and tools that look for leaks, it passes everything on.
#[derive(Clone, Copy, Debug, Default)]
pub struct Allocator<A> {
    large: A,
}

impl<A> Allocator<A> {
    /// The allocator, with another behind it for what is large.
    pub const fn before(large: A) -> Self {
        Allocator { large }
    }
}

// SAFETY: everything is passed on.
#[cfg(not(target_arch = "wasm32"))]
unsafe impl<A: GlobalAlloc> GlobalAlloc for Allocator<A> {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promise.
        unsafe { self.large.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise.
        unsafe { self.large.dealloc(pointer, layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promise.
        unsafe { self.large.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: the caller's promise.
        unsafe { self.large.realloc(pointer, layout, size) }
    }
}

#[cfg(target_arch = "wasm32")]
impl<A: GlobalAlloc> Allocator<A> {
    /// Allocates what is of no class. The other allocator is told an alignment that the compiler knows, where that is
    /// enough: what it does for larger ones is not to burden the rest.
    #[inline(always)]
    unsafe fn alloc_large(&self, layout: Layout) -> *mut u8 {
        if layout.align() > blocks::ALIGN {
            // SAFETY: the caller's promise.
            return unsafe { self.alloc_aligned(layout) };
        }
        // SAFETY: the caller's promise, and every size on wasm can be rounded up to so small an alignment.
        unsafe { self.large.alloc(Layout::from_size_align_unchecked(layout.size(), blocks::ALIGN)) }
    }

    #[cold]
    #[inline(never)]
    unsafe fn alloc_aligned(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promise.
        unsafe { self.large.alloc(layout) }
    }
}

/// The layout by which the other allocator knows what is of no class.
#[cfg(target_arch = "wasm32")]
#[inline(always)]
fn large(layout: Layout) -> Layout {
    // SAFETY: powers of two, to the smaller of which every size on wasm can be rounded up.
    unsafe { Layout::from_size_align_unchecked(layout.size(), layout.align().max(blocks::ALIGN)) }
}

// SAFETY: blocks are at least as large and as aligned as was asked for, in use once, and of the class that their layout
// says; what is of no class is the other allocator's, which sees the same layout when it is freed.
#[cfg(target_arch = "wasm32")]
unsafe impl<A: GlobalAlloc> GlobalAlloc for Allocator<A> {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promise; a chunk has a size.
        let allocate = |layout| unsafe { self.alloc_large(layout) };
        match Class::of(layout) {
            Some(class) => take(class, allocate),
            None => allocate(layout),
        }
    }

    #[inline]
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise: nothing uses it any more.
        unsafe {
            match Class::of(layout) {
                Some(class) => give_back(class, pointer),
                None => self.large.dealloc(pointer, large(layout)),
            }
        }
    }

    #[inline]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promise; a block is as large as the layout says.
        unsafe {
            if Class::of(layout).is_none() {
                return self.large.alloc_zeroed(large(layout));
            }
            let pointer = self.alloc(layout);
            if !pointer.is_null() {
                pointer.write_bytes(0, layout.size());
            }
            pointer
        }
    }

    #[inline]
    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: the caller's promise: the new size is as valid as the old. Both blocks have as many bytes as are
        // copied, and they are not the same.
        unsafe {
            let new = Layout::from_size_align_unchecked(size, layout.align());
            match (Class::of(layout), Class::of(new)) {
                (None, None) => self.large.realloc(pointer, large(layout), size),
                (from, to) if from == to => pointer,
                _ => {
                    let moved = self.alloc(new);
                    if !moved.is_null() {
                        moved.copy_from_nonoverlapping(pointer, layout.size().min(size));
                        self.dealloc(pointer, layout);
                    }
                    moved
                }
            }
        }
    }
}
