//! What an exported resource is in this component: the value behind its representation.

use alloc::boxed::Box;
use core::any::TypeId;
use core::ptr::{self, NonNull};

use crate::task::SyncExport;

/// The value of an exported resource. Its address is the resource's representation.
#[repr(C)]
struct Stored<T> {
    type_id: TypeId,
    value: Option<T>,
}

/// The representation of an exported resource: the address of its value.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rep(pub usize);

impl Rep {
    /// Stores a value; it lives until [`free`](Rep::free).
    pub fn new<T: 'static>(value: T) -> Self {
        let stored = Box::new(Stored { type_id: TypeId::of::<T>(), value: Some(value) });
        Rep(Box::into_raw(stored).expose_provenance())
    }

    /// The stored value.
    ///
    /// # Panics
    ///
    /// When the resource is of another type.
    fn stored<T: 'static>(self) -> NonNull<Stored<T>> {
        let pointer: *mut Stored<T> = ptr::with_exposed_provenance_mut(self.0);
        // SAFETY: a representation points to a stored value of some type, which starts with the type's number.
        let (stored, type_id) = unsafe { (NonNull::new_unchecked(pointer), pointer.cast::<TypeId>().read()) };
        assert!(
            type_id == TypeId::of::<T>(),
            "an exported resource is asked for a `{}`, which is not the type it was made of",
            core::any::type_name::<T>()
        );
        stored
    }

    /// The value.
    ///
    /// # Panics
    ///
    /// When the resource is of another type, or its value has been taken out.
    ///
    /// # Safety
    ///
    /// The value must outlive `'a` and not be borrowed mutably meanwhile.
    #[must_use]
    pub unsafe fn get<'a, T: 'static>(self) -> &'a T {
        // SAFETY: the caller's promise.
        match unsafe { &self.stored::<T>().as_ref().value } {
            Some(value) => value,
            None => panic!("the value of an exported resource has been taken out"),
        }
    }

    /// The value, to change it.
    ///
    /// # Panics
    ///
    /// As [`get`](Rep::get).
    ///
    /// # Safety
    ///
    /// The value must outlive `'a` and not be borrowed meanwhile.
    #[must_use]
    pub unsafe fn get_mut<'a, T: 'static>(self) -> &'a mut T {
        // SAFETY: the caller's promise.
        match unsafe { &mut self.stored::<T>().as_mut().value } {
            Some(value) => value,
            None => panic!("the value of an exported resource has been taken out"),
        }
    }

    /// Takes the value out. What remains is freed by [`free`](Rep::free).
    ///
    /// # Panics
    ///
    /// As [`get`](Rep::get).
    ///
    /// # Safety
    ///
    /// The value must not be borrowed.
    #[must_use]
    pub unsafe fn take<T: 'static>(self) -> T {
        // SAFETY: the caller's promise.
        match unsafe { self.stored::<T>().as_mut().value.take() } {
            Some(value) => value,
            None => panic!("the value of an exported resource has been taken out"),
        }
    }

    /// Frees what was stored.
    ///
    /// # Panics
    ///
    /// When the resource is of another type.
    ///
    /// # Safety
    ///
    /// Only the resource's destructor may call this.
    pub unsafe fn free<T: 'static>(self) {
        let _inside = SyncExport::enter();
        // SAFETY: made by `new`, and the resource is gone.
        drop(unsafe { Box::from_raw(self.stored::<T>().as_ptr()) });
    }
}
