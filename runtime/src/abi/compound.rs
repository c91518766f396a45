//! Options, results, tuples, fixed-length lists and references.

use core::mem::{ManuallyDrop, MaybeUninit, offset_of};

use super::{Abi, Arena, Lift, Lower, Shape, SlotReader, Slots};

/// The larger of two flat counts.
pub(crate) const fn max(a: usize, b: usize) -> usize {
    if a > b { a } else { b }
}

/// A variant in memory: the tag, then room for the largest payload.
#[repr(C)]
pub struct TaggedArea<P> {
    pub(crate) tag: u8,
    pub(crate) payload: MaybeUninit<P>,
}

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
            (&raw mut (*area).tag).write(u8::from(self.is_some()));
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
        unsafe {
            match (*area).tag {
                0 => None,
                _ => Some(T::load((&raw const (*area).payload).cast())),
            }
        }
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
            (&raw mut (*area).tag).write(u8::from(self.is_err()));
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
            match (*area).tag {
                0 => Ok(T::load(payload.cast())),
                _ => Err(E::load(payload.cast())),
            }
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

macro_rules! tuple {
    ($Area:ident: $($T:ident $field:tt),*) => {
        /// A tuple in memory.
        #[repr(C)]
        pub struct $Area<$($T),*>($($T),*);

        // SAFETY: a tuple is a record of its fields; it is plain when Rust happens to lay it out like one.
        unsafe impl<$($T: Abi),*> Abi for ($($T,)*) {
            type Area = $Area<$($T::Area),*>;
            const FLAT: usize = 0 $(+ $T::FLAT)*;
            const SHAPE: Shape = Shape::record(&[$($T::SHAPE),*]);
            const PLAIN: bool = size_of::<Self>() == size_of::<Self::Area>()
                && align_of::<Self>() == align_of::<Self::Area>()
                $(&& $T::PLAIN && offset_of!(Self, $field) == offset_of!(Self::Area, $field))*;
            const HANDLES: bool = false $(|| $T::HANDLES)*;
        }

        // SAFETY: writes each field.
        unsafe impl<$($T: Lower),*> Lower for ($($T,)*) {
            #[inline(always)]
            unsafe fn lower(&self, slots: Slots, arena: &mut Arena) {
                // SAFETY: the caller's promise covers the fields, which lie side by side.
                unsafe {
                    $(
                        self.$field.lower(slots, arena);
                        let slots = slots.skip($T::FLAT);
                    )*
                    let _ = slots;
                }
            }
            #[inline(always)]
            unsafe fn store(&self, area: *mut Self::Area, arena: &mut Arena) {
                // SAFETY: the caller's promise covers the fields.
                unsafe { $(self.$field.store(&raw mut (*area).$field, arena);)* }
            }
            #[inline(always)]
            unsafe fn relinquish(&self) {
                // SAFETY: the tuple was taken, and so was each field.
                unsafe { $(self.$field.relinquish();)* }
            }
        }

        // SAFETY: reads what `Lower` writes.
        unsafe impl<W, $($T: Lift<W>),*> Lift<W> for ($($T,)*) {
            #[inline(always)]
            unsafe fn lift(slots: &mut SlotReader<'_>) -> Self {
                // SAFETY: the slots hold the fields in order.
                unsafe { ($($T::lift(slots),)*) }
            }
            #[inline(always)]
            unsafe fn load(area: *const Self::Area) -> Self {
                // SAFETY: the area holds the fields.
                unsafe { ($($T::load(&raw const (*area).$field),)*) }
            }
        }
    };
}

tuple!(Area1: A 0);
tuple!(Area2: A 0, B 1);
tuple!(Area3: A 0, B 1, C 2);
tuple!(Area4: A 0, B 1, C 2, D 3);
tuple!(Area5: A 0, B 1, C 2, D 3, E 4);
tuple!(Area6: A 0, B 1, C 2, D 3, E 4, F 5);
tuple!(Area7: A 0, B 1, C 2, D 3, E 4, F 5, G 6);
tuple!(Area8: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
tuple!(Area9: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8);
tuple!(Area10: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9);
tuple!(Area11: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10);
tuple!(Area12: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11);
tuple!(Area13: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12);
tuple!(Area14: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12, N 13);
tuple!(Area15: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12, N 13, O 14);
tuple!(Area16: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12, N 13, O 14, P 15);
tuple!(Area17: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12, N 13, O 14, P 15, Q 16);
tuple!(Area18: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12, N 13, O 14, P 15, Q 16, R 17);
tuple!(Area19: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12, N 13, O 14, P 15, Q 16, R 17, S 18);
tuple!(Area20: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12, N 13, O 14, P 15, Q 16, R 17, S 18, T 19);
tuple!(Area21: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12, N 13, O 14, P 15, Q 16, R 17, S 18, T 19, U 20);
tuple!(Area22: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12, N 13, O 14, P 15, Q 16, R 17, S 18, T 19, U 20, V 21);
tuple!(Area23: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12, N 13, O 14, P 15, Q 16, R 17, S 18, T 19, U 20, V 21, X 22);
tuple!(Area24: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12, N 13, O 14, P 15, Q 16, R 17, S 18, T 19, U 20, V 21, X 22, Y 23);
tuple!(Area25: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12, N 13, O 14, P 15, Q 16, R 17, S 18, T 19, U 20, V 21, X 22, Y 23, Z 24);
tuple!(Area26: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12, N 13, O 14, P 15, Q 16, R 17, S 18, T 19, U 20, V 21, X 22, Y 23, Z 24, AA 25);
tuple!(Area27: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12, N 13, O 14, P 15, Q 16, R 17, S 18, T 19, U 20, V 21, X 22, Y 23, Z 24, AA 25, AB 26);
tuple!(Area28: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12, N 13, O 14, P 15, Q 16, R 17, S 18, T 19, U 20, V 21, X 22, Y 23, Z 24, AA 25, AB 26, AC 27);
tuple!(Area29: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12, N 13, O 14, P 15, Q 16, R 17, S 18, T 19, U 20, V 21, X 22, Y 23, Z 24, AA 25, AB 26, AC 27, AD 28);
tuple!(Area30: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12, N 13, O 14, P 15, Q 16, R 17, S 18, T 19, U 20, V 21, X 22, Y 23, Z 24, AA 25, AB 26, AC 27, AD 28, AE 29);
tuple!(Area31: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12, N 13, O 14, P 15, Q 16, R 17, S 18, T 19, U 20, V 21, X 22, Y 23, Z 24, AA 25, AB 26, AC 27, AD 28, AE 29, AF 30);
tuple!(Area32: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12, N 13, O 14, P 15, Q 16, R 17, S 18, T 19, U 20, V 21, X 22, Y 23, Z 24, AA 25, AB 26, AC 27, AD 28, AE 29, AF 30, AG 31);

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
