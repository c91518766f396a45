//! Options, results, fixed-length lists and references.

use core::mem::{ManuallyDrop, MaybeUninit};

use super::{Abi, Arena, Lift, Lower, Opaque, Shape, SlotReader, Slots};

/// The larger of two flat counts.
pub(crate) const fn max(a: usize, b: usize) -> usize {
    if a > b { a } else { b }
}

/// A variant of two cases in memory: the tag, then room for the larger payload. The host passes only tags that there are.
#[repr(C)]
pub struct TaggedArea<P> {
    /// Of an option: whether there is a value; of a result: whether it is an error.
    pub(crate) tag: bool,
    pub(crate) payload: MaybeUninit<P>,
}

impl<P> Opaque for TaggedArea<P> {}

/// Room for one of two payloads.
#[repr(C)]
pub union EitherArea<A, B> {
    first: ManuallyDrop<A>,
    second: ManuallyDrop<B>,
}

// SAFETY: `option<T>` is a variant of nothing and `T`.
unsafe impl<T: Abi> Abi for Option<T> {
    type Area = TaggedArea<T::Area>;
    const FLAT: usize = 1 + T::FLAT;
    const SHAPE: Shape = Shape::variant(&[Shape::UNIT, T::SHAPE]);
    const HANDLES: bool = T::HANDLES;
}

// SAFETY: writes the tag and, if there is one, the payload.
unsafe impl<T: Lower> Lower for Option<T> {
    #[inline(always)]
    unsafe fn lower(&self, slots: Slots, arena: &mut Arena) {
        // SAFETY: the caller's promise covers the payload, for which there is room behind the tag.
        unsafe {
            slots.set(0, u64::from(self.is_some()));
            match self {
                None => slots.pad(1, Self::FLAT),
                Some(value) => value.lower(slots.skip(1), arena),
            }
        }
    }
    #[inline(always)]
    unsafe fn store(&self, area: *mut Self::Area, arena: &mut Arena) {
        // SAFETY: the area is valid for writes.
        unsafe {
            (&raw mut (*area).tag).write(self.is_some());
            if let Some(value) = self {
                value.store((&raw mut (*area).payload).cast(), arena);
            }
        }
    }
    #[inline(always)]
    unsafe fn relinquish(&self) {
        if let Some(value) = self {
            // SAFETY: the option was taken, and so was its payload.
            unsafe { value.relinquish() }
        }
    }
}

// SAFETY: reads what `Lower` writes.
unsafe impl<W, T: Lift<W>> Lift<W> for Option<T> {
    #[inline(always)]
    unsafe fn lift(slots: &mut SlotReader<'_>) -> Self {
        slots.variant(Self::FLAT, |slots| match slots.next_bits() {
            0 => None,
            // SAFETY: the slots hold a payload.
            _ => Some(unsafe { T::lift(slots) }),
        })
    }
    #[inline(always)]
    unsafe fn load(area: *const Self::Area) -> Self {
        // SAFETY: the area holds an option.
        unsafe { if (*area).tag { Some(T::load((&raw const (*area).payload).cast())) } else { None } }
    }
}

// SAFETY: `result<T, E>` is a variant of `T` and `E`; a missing payload is `()`.
unsafe impl<T: Abi, E: Abi> Abi for Result<T, E> {
    type Area = TaggedArea<EitherArea<T::Area, E::Area>>;
    const FLAT: usize = 1 + max(T::FLAT, E::FLAT);
    const SHAPE: Shape = Shape::variant(&[T::SHAPE, E::SHAPE]);
    const HANDLES: bool = T::HANDLES || E::HANDLES;
}

// SAFETY: writes the tag and the payload.
unsafe impl<T: Lower, E: Lower> Lower for Result<T, E> {
    #[inline(always)]
    unsafe fn lower(&self, slots: Slots, arena: &mut Arena) {
        // SAFETY: the caller's promise covers the payloads, for which there is room behind the tag.
        unsafe {
            slots.set(0, u64::from(self.is_err()));
            match self {
                Ok(value) => {
                    value.lower(slots.skip(1), arena);
                    slots.pad(1 + T::FLAT, Self::FLAT);
                }
                Err(error) => {
                    error.lower(slots.skip(1), arena);
                    slots.pad(1 + E::FLAT, Self::FLAT);
                }
            }
        }
    }
    #[inline(always)]
    unsafe fn store(&self, area: *mut Self::Area, arena: &mut Arena) {
        // SAFETY: the area is valid for writes.
        unsafe {
            (&raw mut (*area).tag).write(self.is_err());
            let payload = &raw mut (*area).payload;
            match self {
                Ok(value) => value.store(payload.cast(), arena),
                Err(error) => error.store(payload.cast(), arena),
            }
        }
    }
    #[inline(always)]
    unsafe fn relinquish(&self) {
        // SAFETY: the result was taken, and so was its payload.
        unsafe {
            match self {
                Ok(value) => value.relinquish(),
                Err(error) => error.relinquish(),
            }
        }
    }
}

// SAFETY: reads what `Lower` writes.
unsafe impl<W, T: Lift<W>, E: Lift<W>> Lift<W> for Result<T, E> {
    #[inline(always)]
    unsafe fn lift(slots: &mut SlotReader<'_>) -> Self {
        slots.variant(Self::FLAT, |slots| {
            // SAFETY: the slots hold the payload that the tag says.
            unsafe {
                match slots.next_bits() {
                    0 => Ok(T::lift(slots)),
                    _ => Err(E::lift(slots)),
                }
            }
        })
    }
    #[inline(always)]
    unsafe fn load(area: *const Self::Area) -> Self {
        // SAFETY: the area holds a result.
        unsafe {
            let payload = &raw const (*area).payload;
            if (*area).tag { Err(E::load(payload.cast())) } else { Ok(T::load(payload.cast())) }
        }
    }
}

// SAFETY: lays out as its referent. A reference itself is never plain: the list would hold pointers.
unsafe impl<T: Abi + ?Sized> Abi for &T {
    type Area = T::Area;
    const FLAT: usize = T::FLAT;
    const SHAPE: Shape = T::SHAPE;
    const HANDLES: bool = T::HANDLES;
}

// SAFETY: writes what its referent writes.
unsafe impl<T: Lower + ?Sized> Lower for &T {
    #[inline(always)]
    unsafe fn lower(&self, slots: Slots, arena: &mut Arena) {
        // SAFETY: the caller's promise covers the referent.
        unsafe { T::lower(self, slots, arena) }
    }
    #[inline(always)]
    unsafe fn store(&self, area: *mut Self::Area, arena: &mut Arena) {
        // SAFETY: the caller's promise covers the referent; a resource's handle is stored alike when it is lent.
        unsafe { T::store(self, area, arena) }
    }
    #[inline(always)]
    unsafe fn relinquish(&self) {
        // What is lent may have gone by now.
        if !T::LENT_BY_REFERENCE {
            // SAFETY: the caller's promise covers the referent.
            unsafe { T::relinquish(self) }
        }
    }
}

// SAFETY: a fixed-length list is its items side by side.
unsafe impl<T: Abi, const N: usize> Abi for [T; N] {
    type Area = [T::Area; N];
    const FLAT: usize = N * T::FLAT;
    const SHAPE: Shape = Shape::array(T::SHAPE, N);
    const PLAIN: bool = T::PLAIN;
    const HANDLES: bool = T::HANDLES;
}

// SAFETY: writes each item.
unsafe impl<T: Lower, const N: usize> Lower for [T; N] {
    #[inline(always)]
    unsafe fn lower(&self, slots: Slots, arena: &mut Arena) {
        for (index, item) in self.iter().enumerate() {
            // SAFETY: the caller's promise covers the items, which lie side by side.
            unsafe { item.lower(slots.skip(index * T::FLAT), arena) }
        }
    }
    #[inline(always)]
    unsafe fn store(&self, area: *mut Self::Area, arena: &mut Arena) {
        if T::PLAIN {
            // SAFETY: the items are laid out like their areas.
            return unsafe { area.cast::<T>().copy_from_nonoverlapping(self.as_ptr(), N) };
        }
        for (index, item) in self.iter().enumerate() {
            // SAFETY: the area has room for `N` items.
            unsafe { item.store(area.cast::<T::Area>().add(index), arena) }
        }
    }
    #[inline(always)]
    unsafe fn relinquish(&self) {
        if T::HANDLES {
            for item in self {
                // SAFETY: the list was taken, and so was each item.
                unsafe { item.relinquish() }
            }
        }
    }
}

// SAFETY: reads what `Lower` writes.
unsafe impl<W, T: Lift<W>, const N: usize> Lift<W> for [T; N] {
    #[inline(always)]
    unsafe fn lift(slots: &mut SlotReader<'_>) -> Self {
        // SAFETY: the slots hold `N` items.
        core::array::from_fn(|_| unsafe { T::lift(slots) })
    }
    #[inline(always)]
    unsafe fn load(area: *const Self::Area) -> Self {
        if T::PLAIN {
            // SAFETY: as above.
            return unsafe { area.cast::<Self>().read() };
        }
        // SAFETY: the area holds `N` items.
        core::array::from_fn(|index| unsafe { T::load(area.cast::<T::Area>().add(index)) })
    }
}

// SAFETY: nothing.
unsafe impl Abi for () {
    type Area = ();
    const FLAT: usize = 0;
    const SHAPE: Shape = Shape::UNIT;
    const PLAIN: bool = true;
}

// SAFETY: nothing is written.
unsafe impl Lower for () {
    #[inline(always)]
    unsafe fn lower(&self, _: Slots, _: &mut Arena) {}
    #[inline(always)]
    unsafe fn store(&self, _: *mut (), _: &mut Arena) {}
}

// SAFETY: nothing is read.
unsafe impl<W> Lift<W> for () {
    #[inline(always)]
    unsafe fn lift(_: &mut SlotReader<'_>) -> Self {}
    #[inline(always)]
    unsafe fn load(_: *const ()) -> Self {}
}

/// Stores the pair whose parts are behind two references.
///
/// # Safety
///
/// As for [`Lower::store`] of the pair.
pub(crate) unsafe fn store_pair<K: Lower, V: Lower>(
    (key, value): (&K, &V),
    area: *mut <(K, V) as Abi>::Area,
    arena: &mut Arena,
) {
    // SAFETY: the caller's promise covers the parts.
    unsafe {
        key.store(&raw mut (*area).0, arena);
        value.store(&raw mut (*area).1, arena);
    }
}
