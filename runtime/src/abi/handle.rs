//! Handles: the numbers by which a component knows its resources, streams and futures.

use core::fmt;
use core::ops::Deref;
use core::sync::atomic::{AtomicU32, Ordering};

use super::{Abi, Lift, SlotReader};

/// A cell with a handle, or with nothing once the handle has been given away. No handle is ever zero.
#[derive(Debug)]
pub struct Handle(AtomicU32);

impl Handle {
    /// A cell that owns `handle`.
    #[inline(always)]
    #[must_use]
    pub const fn new(handle: u32) -> Self {
        Handle(AtomicU32::new(handle))
    }

    /// The handle, which stays in the cell; zero when it has been given away.
    #[inline(always)]
    pub fn get(&self) -> u32 {
        self.0.load(Ordering::Relaxed)
    }

    /// Takes the handle out; zero when it has been given away before.
    #[inline(always)]
    pub fn take(&self) -> u32 {
        let handle = self.get();
        self.0.store(0, Ordering::Relaxed);
        handle
    }

    /// Puts a handle into an empty cell.
    pub(crate) fn set(&self, handle: u32) {
        debug_assert!(!self.is_held(), "the handle in the cell would be lost");
        self.0.store(handle, Ordering::Relaxed);
    }

    /// Whether the handle is still here.
    #[inline(always)]
    pub fn is_held(&self) -> bool {
        self.get() != 0
    }
}

/// A resource of another component, known by its handle.
///
/// # Safety
///
/// `from_handle` and `handle` must agree on one handle, and dropping the value must drop that handle.
pub unsafe trait ResourceHandle {
    /// Takes over a handle.
    ///
    /// # Safety
    ///
    /// The handle must be a live handle of this resource type that nothing else owns.
    unsafe fn from_handle(handle: u32) -> Self;
    /// The handle, which the value goes on owning.
    fn handle(&self) -> u32;
}

/// A borrowed resource that an export received: use it like a reference. It is given back on drop, and must be
/// before the export returns.
pub struct BorrowHandle<T>(T);

impl<T> Deref for BorrowHandle<T> {
    type Target = T;
    #[inline(always)]
    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: fmt::Debug> fmt::Debug for BorrowHandle<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("BorrowHandle").field(&self.0).finish()
    }
}

// SAFETY: a borrow is a handle.
unsafe impl<T: ResourceHandle> Abi for BorrowHandle<T> {
    type Area = u32;
    const FLAT: usize = 1;
    const HANDLES: bool = true;
}

// SAFETY: a borrow is a handle.
unsafe impl<W, T: ResourceHandle> Lift<W> for BorrowHandle<T> {
    #[inline(always)]
    unsafe fn lift(slots: &mut SlotReader<'_>) -> Self {
        // SAFETY: the slot holds a handle that the result owns.
        BorrowHandle(unsafe { T::from_handle(slots.next_bits() as u32) })
    }
    #[inline(always)]
    unsafe fn load(area: *const u32) -> Self {
        // SAFETY: the area holds a handle that the result owns.
        BorrowHandle(unsafe { T::from_handle(area.read()) })
    }
}
