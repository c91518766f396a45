//! Records that are nothing but their fields.

use core::marker::PhantomData;

use super::{Abi, Area, Arena, Lift, LiftArea, Lower, LowerArea, Shape, SlotReader, Slots};

/// The area of a record that is a `#[repr(C)]` struct of fields of the types `T`, a tuple of up to 32. Streams and futures
/// in it are those of the world `W`.
///
/// Such a struct has the layout of every other one with these fields. So it need not be taken apart by name, and the
/// compiler has less to do for each: its implementations of [`Abi`], [`Lower`] and [`Lift`] are empty but for this type.
#[repr(transparent)]
pub struct Fields<W, T: Tuple<InOrder: Abi>>(<T::InOrder as Abi>::Area, PhantomData<fn() -> W>);

/// A tuple, whose parts Rust may lay out in any order.
pub trait Tuple {
    /// The `#[repr(C)]` struct with the same parts.
    type InOrder;
}

// SAFETY: a record consists of its fields.
unsafe impl<W, T: Tuple<InOrder: Abi>> Area for Fields<W, T> {
    const FLAT: usize = T::InOrder::FLAT;
    const SHAPE: Shape = T::InOrder::SHAPE;
    const PLAIN: bool = T::InOrder::PLAIN;
    const HANDLES: bool = T::InOrder::HANDLES;
}

// SAFETY: writes the fields.
unsafe impl<W, T: Tuple<InOrder: Lower>> LowerArea for Fields<W, T> {
    #[inline]
    unsafe fn lower(value: *const (), slots: Slots, arena: &mut Arena) {
        // SAFETY: the value has these fields, and the caller's promise covers them.
        unsafe { (*value.cast::<T::InOrder>()).lower(slots, arena) }
    }
    #[inline]
    unsafe fn store(value: *const (), area: *mut Self, arena: &mut Arena) {
        // SAFETY: the value has these fields, and the caller's promise covers them.
        unsafe { (*value.cast::<T::InOrder>()).store(area.cast(), arena) }
    }
    #[inline]
    unsafe fn relinquish(value: *const ()) {
        if Self::HANDLES {
            // SAFETY: the record was taken, and so was each field.
            unsafe { (*value.cast::<T::InOrder>()).relinquish() }
        }
    }
}

// SAFETY: reads what `LowerArea` writes.
unsafe impl<W, T: Tuple<InOrder: Lift<W>>> LiftArea for Fields<W, T> {
    #[inline]
    unsafe fn lift(slots: &mut SlotReader<'_>, value: *mut ()) {
        // SAFETY: the slots hold the fields, and there is room for them.
        unsafe { value.cast::<T::InOrder>().write(T::InOrder::lift(slots)) }
    }
    #[inline]
    unsafe fn load(area: *const Self, value: *mut ()) {
        // SAFETY: the area holds the fields, and there is room for them.
        unsafe { value.cast::<T::InOrder>().write(T::InOrder::load(area.cast())) }
    }
}

/// The structs for tuples of one part, of two, and so on.
macro_rules! in_order {
    ([$($known:tt)*]) => {};
    ([$($T:ident $field:tt),*] $Struct:ident $Next:ident $next:tt, $($rest:tt)*) => {
        /// A tuple in order.
        #[repr(C)]
        pub struct $Struct<$($T,)* $Next>($($T,)* $Next);

        crate::__tuple! { @abi $Struct [$Struct<$($T,)* $Next>] $($T $field,)* $Next $next }

        impl<$($T,)* $Next> Tuple for ($($T,)* $Next,) {
            type InOrder = $Struct<$($T,)* $Next>;
        }

        in_order! { [$($T $field,)* $Next $next] $($rest)* }
    };
}

in_order! {
    []
    Tuple1 A 0, Tuple2 B 1, Tuple3 C 2, Tuple4 D 3, Tuple5 E 4, Tuple6 F 5, Tuple7 G 6, Tuple8 H 7, Tuple9 I 8,
    Tuple10 J 9, Tuple11 K 10, Tuple12 L 11, Tuple13 M 12, Tuple14 N 13, Tuple15 O 14, Tuple16 P 15, Tuple17 Q 16,
    Tuple18 R 17, Tuple19 S 18, Tuple20 T 19, Tuple21 U 20, Tuple22 V 21, Tuple23 X 22, Tuple24 Y 23, Tuple25 Z 24,
    Tuple26 AA 25, Tuple27 AB 26, Tuple28 AC 27, Tuple29 AD 28, Tuple30 AE 29, Tuple31 AF 30, Tuple32 AG 31,
}
