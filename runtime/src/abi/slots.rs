//! Flat values: one slot is a `u64` that holds the raw bits of a core value, zero-extended.
//!
//! With that choice every join of the canonical ABI's variant flattening is the identity: an `i32`, a `f32` and a
//! pointer share a slot without conversion. After inlining the slots are gone.

use core::marker::PhantomData;
use core::mem::MaybeUninit;

/// One more than the largest number of flat parameters: the return pointer.
const CAPACITY: usize = super::MAX_FLAT_PARAMS + 1;

/// The flat values of a call, in order.
pub struct Slots {
    values: [MaybeUninit<u64>; CAPACITY],
    len: usize,
}

impl Slots {
    /// No slots yet.
    #[inline(always)]
    #[must_use]
    pub const fn new() -> Self {
        Slots { values: [MaybeUninit::uninit(); CAPACITY], len: 0 }
    }

    /// Appends the raw bits of one core value.
    #[inline(always)]
    pub fn push(&mut self, bits: u64) {
        self.values[self.len] = MaybeUninit::new(bits);
        self.len += 1;
    }

    /// Appends a pointer.
    #[inline(always)]
    pub fn push_ptr<T>(&mut self, pointer: *const T) {
        self.push(pointer.expose_provenance() as u64);
    }

    /// How many slots there are.
    #[inline(always)]
    #[must_use]
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    #[inline(always)]
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Fills with zeros up to `len` slots: the rest of a variant whose case is smaller than its largest.
    #[inline(always)]
    pub fn pad_to(&mut self, len: usize) {
        while self.len < len {
            self.push(0);
        }
    }

    /// The slots pushed so far.
    #[inline(always)]
    #[must_use]
    pub fn as_slice(&self) -> &[u64] {
        // SAFETY: the first `len` values were written by `push`, and `MaybeUninit<u64>` has the layout of `u64`.
        unsafe { core::slice::from_raw_parts(self.values.as_ptr().cast(), self.len) }
    }
}

impl Default for Slots {
    fn default() -> Self {
        Self::new()
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
