//! Core functions by their types, so that what is imported need only be named.

use super::Import;
use super::slots::{CoreType, SlotReader};

/// An imported core function.
///
/// # Safety
///
/// [`FUNCTION`](Imported::FUNCTION) must have the signature that the component model gives it.
pub unsafe trait Imported {
    /// Its type.
    type Function: CoreFunction;
    /// The function. A constant, so that calls of it are direct ones.
    const FUNCTION: Self::Function;
}

/// The type of a core function.
pub trait CoreFunction: Copy {
    /// Calls the function with the slots as its parameters, and returns the slot of its result, zero when it has none.
    ///
    /// # Safety
    ///
    /// The slots must be the parameters of a valid call.
    unsafe fn call(self, slots: &[u64]) -> u64;
}

// SAFETY: calls the function.
unsafe impl<I: Imported> Import for I {
    #[inline(always)]
    unsafe fn call(&self, slots: &[u64]) -> u64 {
        // SAFETY: the caller's promise.
        unsafe { I::FUNCTION.call(slots) }
    }
}

/// What a core function returns.
pub trait CoreResult {
    /// The slot.
    fn to_slot(self) -> u64;
}

impl CoreResult for () {
    #[inline(always)]
    fn to_slot(self) -> u64 {
        0
    }
}

macro_rules! results {
    ($($Result:ident)*) => {$(
        impl CoreResult for $Result {
            #[inline(always)]
            fn to_slot(self) -> u64 {
                CoreType::to_slot(self)
            }
        }
    )*};
}
results! { u32 u64 usize f32 f64 }

/// Functions of so many parameters, and of fewer.
macro_rules! functions {
    ($($Param:ident)*) => {
        impl<$($Param: CoreType,)* Result: CoreResult> CoreFunction for unsafe extern "C" fn($($Param),*) -> Result {
            #[inline(always)]
            unsafe fn call(self, slots: &[u64]) -> u64 {
                let mut _slots = SlotReader::new(slots);
                // SAFETY: the caller passes the values of a call of this function, in order.
                unsafe { self($($Param::from_slot(_slots.next_bits())),*) }.to_slot()
            }
        }
        functions! { @fewer $($Param)* }
    };
    (@fewer) => {};
    (@fewer $first:ident $($Param:ident)*) => {
        functions! { $($Param)* }
    };
}
functions! { A B C D E F G H I J K L M N O P Q }
