//! Flat values: one slot is a `u64` that holds the raw bits of a core value, zero-extended.
//!
//! With that choice every join of the canonical ABI's variant flattening is the identity: an `i32`, a `f32` and a
//! pointer share a slot without conversion. After inlining the slots are gone.

use core::marker::PhantomData;
use core::mem::MaybeUninit;

/// One more than the largest number of flat parameters: the return pointer.
const CAPACITY: usize = super::MAX_FLAT_PARAMS + 1;

/// Room for the flat values of a call.
pub(crate) struct SlotArray([MaybeUninit<u64>; CAPACITY]);

impl SlotArray {
    #[inline(always)]
    pub(crate) const fn new() -> Self {
        SlotArray([MaybeUninit::uninit(); CAPACITY])
    }

    /// Where the first value goes.
    #[inline(always)]
    pub(crate) fn slots(&mut self) -> Slots {
        Slots(self.0.as_mut_ptr().cast())
    }

    /// The first `count` values.
    ///
    /// # Safety
    ///
    /// They must have been set.
    #[inline(always)]
    pub(crate) unsafe fn filled(&self, count: usize) -> &[u64] {
        // SAFETY: the caller's promise; `MaybeUninit<u64>` has the layout of `u64`.
        unsafe { core::slice::from_raw_parts(self.0[..count].as_ptr().cast(), count) }
    }
}

/// Where the flat values of a value go: as many slots as its type has.
///
/// Each part of a value knows its place when it is compiled, so nothing is counted.
#[derive(Clone, Copy, Debug)]
pub struct Slots(*mut u64);

impl Slots {
    /// Sets the slot of this number to the raw bits of a core value.
    ///
    /// # Safety
    ///
    /// The type must have so many slots.
    #[inline(always)]
    pub unsafe fn set(self, index: usize, bits: u64) {
        // SAFETY: the caller's promise.
        unsafe { self.0.add(index).write(bits) }
    }

    /// Sets the slot of this number to a pointer.
    ///
    /// # Safety
    ///
    /// As for [`set`](Self::set).
    #[inline(always)]
    pub unsafe fn set_ptr<T>(self, index: usize, pointer: *const T) {
        // SAFETY: the caller's promise.
        unsafe { self.set(index, pointer.expose_provenance() as u64) }
    }

    /// The slots from this number on, for a part of the value.
    ///
    /// # Safety
    ///
    /// As for [`set`](Self::set); the number may also be that of all of them.
    #[inline(always)]
    #[must_use]
    pub unsafe fn skip(self, count: usize) -> Self {
        // SAFETY: the caller's promise.
        Slots(unsafe { self.0.add(count) })
    }

    /// Fills the slots from one number up to another with zeros: the rest of a variant whose case is smaller than its
    /// largest.
    ///
    /// # Safety
    ///
    /// As for [`set`](Self::set).
    #[inline(always)]
    pub unsafe fn pad(self, from: usize, to: usize) {
        for index in from..to {
            // SAFETY: the caller's promise.
            unsafe { self.set(index, 0) }
        }
    }
}

/// Reads flat values in order.
pub struct SlotReader<'a> {
    next: *const u64,
    end: *const u64,
    slots: PhantomData<&'a [u64]>,
}

impl<'a> SlotReader<'a> {
    /// Reads `slots` from the first on.
    #[inline(always)]
    #[must_use]
    pub fn new(slots: &'a [u64]) -> Self {
        let range = slots.as_ptr_range();
        SlotReader { next: range.start, end: range.end, slots: PhantomData }
    }

    /// The raw bits of the next core value.
    ///
    /// # Panics
    ///
    /// In debug builds, when there is none.
    #[inline(always)]
    pub fn next_bits(&mut self) -> u64 {
        debug_assert!(self.next < self.end, "the function passes fewer values than its type has");
        // SAFETY: lifting reads as many slots as the type has, and the callers of `Lift` pass that many.
        unsafe {
            let bits = *self.next;
            self.next = self.next.add(1);
            bits
        }
    }

    /// The next value as a pointer.
    #[inline(always)]
    pub fn next_ptr<T>(&mut self) -> *mut T {
        core::ptr::with_exposed_provenance_mut(self.next_usize())
    }

    /// The next value as a length.
    #[inline(always)]
    pub fn next_usize(&mut self) -> usize {
        self.next_bits() as usize
    }

    /// Reads one variant of `flat` slots: `read` sees its slots, and the rest of them is passed over.
    #[inline(always)]
    pub fn variant<R>(&mut self, flat: usize, read: impl FnOnce(&mut Self) -> R) -> R {
        // SAFETY: a variant of `flat` slots is what the caller was asked to lift.
        let after = unsafe { self.next.add(flat) };
        let result = read(self);
        self.next = after;
        result
    }
}

/// A core WebAssembly value type as it stands in a Rust signature.
pub trait CoreType: Copy {
    /// The value from the raw bits of a slot.
    fn from_slot(bits: u64) -> Self;
    /// The raw bits of the value, zero-extended.
    fn to_slot(self) -> u64;
}

macro_rules! core_int {
    ($($int:ty)*) => {$(
        impl CoreType for $int {
            #[inline(always)]
            fn from_slot(bits: u64) -> Self {
                bits as $int
            }
            #[inline(always)]
            #[allow(clippy::unnecessary_cast, reason = "one of the types is u64 itself")]
            fn to_slot(self) -> u64 {
                self as u64
            }
        }
    )*};
}
core_int!(u32 u64 usize);

impl CoreType for f32 {
    #[inline(always)]
    fn from_slot(bits: u64) -> Self {
        f32::from_bits(bits as u32)
    }
    #[inline(always)]
    fn to_slot(self) -> u64 {
        u64::from(self.to_bits())
    }
}

impl CoreType for f64 {
    #[inline(always)]
    fn from_slot(bits: u64) -> Self {
        f64::from_bits(bits)
    }
    #[inline(always)]
    fn to_slot(self) -> u64 {
        self.to_bits()
    }
}

/// The core values that a core function is called with, as a tuple of its parameters.
pub trait CoreValues {
    /// Room for their slots.
    type Slots: AsRef<[u64]>;
    /// Their slots.
    fn into_slots(self) -> Self::Slots;
}

impl CoreValues for &[u64] {
    type Slots = Self;
    #[inline(always)]
    fn into_slots(self) -> Self {
        self
    }
}

/// So many parameters, and fewer.
macro_rules! core_values {
    ($($count:literal $Value:ident)*) => {
        impl<$($Value: CoreType),*> CoreValues for ($($Value,)*) {
            type Slots = [u64; 0 $(+ $count)*];
            #[inline(always)]
            #[allow(non_snake_case, reason = "a value goes by the name of its type")]
            fn into_slots(self) -> Self::Slots {
                let ($($Value,)*) = self;
                [$($Value.to_slot()),*]
            }
        }
        core_values! { @fewer $($count $Value)* }
    };
    (@fewer) => {};
    (@fewer $one:literal $first:ident $($count:literal $Value:ident)*) => {
        core_values! { $($count $Value)* }
    };
}
core_values! { 1 A 1 B 1 C 1 D 1 E 1 F 1 G 1 H 1 I 1 J 1 K 1 L 1 M 1 N 1 O 1 P }
