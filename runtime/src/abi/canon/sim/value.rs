//! Values on the host's side.

use core::mem::MaybeUninit;

use crate::abi::SlotReader;

/// A value that the simulated host takes from the component or gives to it.
///
/// It stands for the WIT type of the same shape and is a value of the host's own: taking it copies strings and lists
/// out of the component, giving it allocates them in the component as `cabi_realloc` would, and handles change
/// their owner.
///
/// # Safety
///
/// [`Area`](Value::Area) and [`FLAT`](Value::FLAT) must be those of the WIT type, as for [`Abi`](crate::abi::Abi).
pub unsafe trait Value: Sized + 'static {
    /// A stand-in with the canonical layout.
    type Area;
    /// How many core values the type flattens to.
    const FLAT: usize;

    /// Takes a value from its flat form.
    ///
    /// # Safety
    ///
    /// The next [`FLAT`](Value::FLAT) slots must hold a value that the component has lowered.
    unsafe fn take(slots: &mut SlotReader<'_>) -> Self;

    /// Takes a value from the component's memory.
    ///
    /// # Safety
    ///
    /// `area` must hold a value that the component has lowered.
    unsafe fn load(area: *const Self::Area) -> Self;

    /// Gives the value in its flat form.
    fn give(self, slots: &mut Vec<u64>);

    /// Gives the value by writing it to the component's memory.
    ///
    /// # Safety
    ///
    /// `area` must be valid for writes.
    unsafe fn store(self, area: *mut Self::Area);
}

/// A value as the parameters of a core export: flat, or in memory that the component frees.
///
/// Call it in the closure that [`start`](super::start) takes, because what it contains becomes the component's.
#[must_use]
pub fn lower_params<P: Value>(params: P) -> Vec<u64> {
    let mut slots = Vec::new();
    if P::FLAT <= crate::abi::MAX_FLAT_PARAMS {
        params.give(&mut slots);
    } else {
        let area = super::list_value::allocate::<P::Area>(1);
        // SAFETY: just allocated for one value.
        unsafe { params.store(area) }
        slots.push(area.expose_provenance() as u64);
    }
    slots
}

macro_rules! scalar {
    ($($type:ty, $to:expr, $from:expr;)*) => {$(
        // SAFETY: a scalar is one slot and itself in memory.
        unsafe impl Value for $type {
            type Area = $type;
            const FLAT: usize = 1;

            unsafe fn take(slots: &mut SlotReader<'_>) -> Self {
                let from: fn(u64) -> $type = $from;
                from(slots.next_bits())
            }
            unsafe fn load(area: *const Self) -> Self {
                // SAFETY: the caller's promise.
                unsafe { area.read() }
            }
            fn give(self, slots: &mut Vec<u64>) {
                let to: fn($type) -> u64 = $to;
                slots.push(to(self));
            }
            unsafe fn store(self, area: *mut Self) {
                // SAFETY: the caller's promise.
                unsafe { area.write(self) }
            }
        }
    )*};
}

scalar! {
    bool, u64::from, |bits| bits != 0;
    u8, u64::from, |bits| bits as u8;
    u16, u64::from, |bits| bits as u16;
    u32, u64::from, |bits| bits as u32;
    u64, |value| value, |bits| bits;
    i8, |value| u64::from(i32::from(value) as u32), |bits| bits as i8;
    i16, |value| u64::from(i32::from(value) as u32), |bits| bits as i16;
    i32, |value| u64::from(value as u32), |bits| bits as i32;
    i64, |value| value as u64, |bits| bits as i64;
    f32, |value| u64::from(value.to_bits()), |bits| f32::from_bits(bits as u32);
    f64, f64::to_bits, f64::from_bits;
    char, |value| u64::from(u32::from(value)), |bits| match char::from_u32(bits as u32) {
        Some(value) => value,
        None => panic!("trap: {bits:#x} is not a Unicode scalar value"),
    };
}

// SAFETY: nothing has no slots and no memory.
unsafe impl Value for () {
    type Area = ();
    const FLAT: usize = 0;

    unsafe fn take(_: &mut SlotReader<'_>) -> Self {}
    unsafe fn load(_: *const ()) -> Self {}
    fn give(self, _: &mut Vec<u64>) {}
    unsafe fn store(self, _: *mut ()) {}
}

macro_rules! tuple {
    ($($Name:ident $index:tt),*) => {
        const _: () = {
            #[repr(C)]
            pub struct Area<$($Name),*>($($Name),*);

            // SAFETY: a tuple is a record of its elements.
            unsafe impl<$($Name: Value),*> Value for ($($Name,)*) {
                type Area = Area<$($Name::Area),*>;
                const FLAT: usize = 0 $(+ $Name::FLAT)*;

                unsafe fn take(slots: &mut SlotReader<'_>) -> Self {
                    // SAFETY: the slots hold the elements in order.
                    unsafe { ($($Name::take(slots),)*) }
                }
                unsafe fn load(area: *const Self::Area) -> Self {
                    // SAFETY: the area holds the elements.
                    unsafe { ($($Name::load(&raw const (*area).$index),)*) }
                }
                fn give(self, slots: &mut Vec<u64>) {
                    $(self.$index.give(slots);)*
                }
                unsafe fn store(self, area: *mut Self::Area) {
                    // SAFETY: the area has room for the elements.
                    unsafe { $(self.$index.store(&raw mut (*area).$index);)* }
                }
            }
        };
    };
}

tuple!(A 0);
tuple!(A 0, B 1);
tuple!(A 0, B 1, C 2);
tuple!(A 0, B 1, C 2, D 3);
tuple!(A 0, B 1, C 2, D 3, E 4);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);

/// Memory of a variant: the tag, then room for a payload.
#[repr(C)]
pub struct TaggedArea<P> {
    tag: u8,
    payload: MaybeUninit<P>,
}

/// Room for one of two payloads.
#[repr(C)]
pub union EitherArea<A, B> {
    first: core::mem::ManuallyDrop<A>,
    second: core::mem::ManuallyDrop<B>,
}

// SAFETY: an option is a result without a payload for its first case.
unsafe impl<T: Value> Value for Option<T> {
    type Area = TaggedArea<T::Area>;
    const FLAT: usize = 1 + T::FLAT;

    unsafe fn take(slots: &mut SlotReader<'_>) -> Self {
        slots.variant(Self::FLAT, |slots| match slots.next_bits() {
            0 => None,
            // SAFETY: the payload follows its tag.
            _ => Some(unsafe { T::take(slots) }),
        })
    }
    unsafe fn load(area: *const Self::Area) -> Self {
        // SAFETY: the area holds what its tag says.
        unsafe { if (*area).tag == 0 { None } else { Some(T::load((&raw const (*area).payload).cast())) } }
    }
    fn give(self, slots: &mut Vec<u64>) {
        let end = slots.len() + Self::FLAT;
        slots.push(u64::from(self.is_some()));
        if let Some(value) = self {
            value.give(slots);
        }
        slots.resize(end, 0);
    }
    unsafe fn store(self, area: *mut Self::Area) {
        // SAFETY: the area has room for the variant.
        unsafe {
            (&raw mut (*area).tag).write(u8::from(self.is_some()));
            if let Some(value) = self {
                value.store((&raw mut (*area).payload).cast());
            }
        }
    }
}

// SAFETY: a result is a variant of two cases.
unsafe impl<T: Value, E: Value> Value for Result<T, E> {
    type Area = TaggedArea<EitherArea<T::Area, E::Area>>;
    const FLAT: usize = 1 + if T::FLAT > E::FLAT { T::FLAT } else { E::FLAT };

    unsafe fn take(slots: &mut SlotReader<'_>) -> Self {
        // SAFETY: the payload follows its tag.
        slots.variant(Self::FLAT, |slots| unsafe {
            if slots.next_bits() == 0 { Ok(T::take(slots)) } else { Err(E::take(slots)) }
        })
    }
    unsafe fn load(area: *const Self::Area) -> Self {
        // SAFETY: the area holds what its tag says.
        unsafe {
            let payload = &raw const (*area).payload;
            if (*area).tag == 0 { Ok(T::load(payload.cast())) } else { Err(E::load(payload.cast())) }
        }
    }
    fn give(self, slots: &mut Vec<u64>) {
        let end = slots.len() + Self::FLAT;
        slots.push(u64::from(self.is_err()));
        match self {
            Ok(value) => value.give(slots),
            Err(error) => error.give(slots),
        }
        slots.resize(end, 0);
    }
    unsafe fn store(self, area: *mut Self::Area) {
        // SAFETY: the area has room for the variant.
        unsafe {
            (&raw mut (*area).tag).write(u8::from(self.is_err()));
            let payload = &raw mut (*area).payload;
            match self {
                Ok(value) => value.store(payload.cast()),
                Err(error) => error.store(payload.cast()),
            }
        }
    }
}
