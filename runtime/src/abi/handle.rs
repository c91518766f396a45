//! Handles: the numbers by which a component knows its resources, streams and futures.

use alloc::boxed::Box;
use core::ptr;
use core::sync::atomic::{AtomicU32, Ordering};

use super::{Abi, Lift, SlotReader, background};
use crate::local::local;

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
pub unsafe trait ResourceHandle: Abi<Area = u32> {
    /// Takes over a handle.
    ///
    /// # Safety
    ///
    /// The handle must be a live handle of this resource type that nothing else owns.
    unsafe fn from_handle(handle: u32) -> Self;
    /// The handle, which the value goes on owning.
    fn handle(&self) -> u32;
}

/// A resource that was lent to an export, in a place where references to it stay valid.
#[repr(C)]
struct Lent<T> {
    head: Head,
    resource: T,
}

struct Head {
    next: *mut Head,
    give_back: unsafe fn(*mut Head),
}

local! {
    /// What the parameters that are being lifted have lent, the last first.
    static LENT: *mut Head = ptr::null_mut();
}

/// Keeps a lent resource until the [`Borrows`] of its call are dropped.
fn keep<T: ResourceHandle>(resource: T) -> *const T {
    unsafe fn give_back<T>(lent: *mut Head) {
        // SAFETY: this is the function of a `Lent<T>`, which was boxed.
        drop(unsafe { Box::from_raw(lent.cast::<Lent<T>>()) });
    }
    let lent =
        Box::into_raw(Box::new(Lent { head: Head { next: ptr::null_mut(), give_back: give_back::<T> }, resource }));
    LENT.with(|first| {
        // SAFETY: freshly boxed, and nothing else points to it yet.
        unsafe { (*lent).head.next = *first };
        *first = lent.cast();
    });
    // SAFETY: as above; the box lives until it is given back.
    unsafe { &raw const (*lent).resource }
}

// SAFETY: a borrow is a handle.
unsafe impl<W, T: ResourceHandle> Lift<W> for &T {
    #[inline(always)]
    unsafe fn lift(slots: &mut SlotReader<'_>) -> Self {
        // SAFETY: the slot holds a handle that is lent for the time of the call, and kept as long.
        unsafe { &*keep(T::from_handle(slots.next_bits() as u32)) }
    }
    #[inline(always)]
    unsafe fn load(area: *const Self::Area) -> Self {
        // SAFETY: as above; the area of a resource is its handle.
        unsafe { &*keep(T::from_handle(area.cast::<u32>().read())) }
    }
}

/// The resources that the parameters of one exported call have lent. They are given back on drop, which must be after
/// the last use of a reference to them and before the call returns.
pub(crate) struct Borrows(*mut Head);

// SAFETY: nothing but the drop touches what is behind the pointer.
unsafe impl Send for Borrows {}

impl Borrows {
    /// What has been lifted since the last time; nothing when the parameters hold no handles.
    #[inline(always)]
    pub(crate) fn take(handles: bool) -> Self {
        Borrows(if handles { LENT.with(|first| core::mem::replace(first, ptr::null_mut())) } else { ptr::null_mut() })
    }
}

impl Drop for Borrows {
    #[inline(always)]
    fn drop(&mut self) {
        if !self.0.is_null() {
            give_all_back(self.0);
        }
    }
}

#[cold]
fn give_all_back(mut lent: *mut Head) {
    background::drop_at_once(|| {
        while !lent.is_null() {
            // SAFETY: each is boxed, in one list alone, and given back once.
            unsafe {
                let Head { next, give_back } = lent.read();
                give_back(lent);
                lent = next;
            }
        }
    });
}
