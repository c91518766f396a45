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

#[cfg(test)]
#[allow(unreachable_pub, reason = "macros cannot know where they are used")]
mod tests {
    use alloc::string::String;
    use core::mem::{MaybeUninit, offset_of};

    use super::super::{Abi, Arena, Lift, Lower, SlotArray, SlotReader};

    #[derive(Clone, Debug, PartialEq)]
    #[repr(C)]
    struct Ship {
        berth: u8,
        tonnes: u64,
        paid: bool,
        flag: Option<char>,
        masts: u16,
    }
    crate::abi::record! { (); unsafe repr Ship(u8, u64, bool, Option<char>, u16) }

    /// The same, taken apart by name.
    #[derive(Clone, Debug, PartialEq)]
    struct Named {
        berth: u8,
        tonnes: u64,
        paid: bool,
        flag: Option<char>,
        masts: u16,
    }
    crate::abi::record! { (); Named { berth: u8, tonnes: u64, paid: bool, flag: Option<char>, masts: u16 } }

    #[repr(C)]
    struct Point {
        x: u8,
        y: u32,
    }
    crate::abi::record! { (); unsafe repr Point(u8, u32) }

    #[repr(C)]
    struct Lent<'a> {
        name: &'a str,
        at: &'a Point,
    }
    crate::abi::record! { (); unsafe repr lower Lent<'a>(&'a str, &'a Point) }

    #[test]
    fn records_look_the_same_by_their_fields_and_by_name() {
        assert_eq!(Ship::SHAPE, Named::SHAPE);
        assert_eq!((Ship::FLAT, Ship::PLAIN, Ship::HANDLES), (Named::FLAT, Named::PLAIN, Named::HANDLES));
        assert_eq!(size_of::<<Ship as Abi>::Area>(), size_of::<<Named as Abi>::Area>());
        assert_eq!(align_of::<<Ship as Abi>::Area>(), align_of::<<Named as Abi>::Area>());
        const { assert!(Point::PLAIN) };
        assert_eq!((size_of::<<Point as Abi>::Area>(), offset_of!(Point, x), offset_of!(Point, y)), (8, 0, 4));
        assert_eq!(Lent::SHAPE, <(String, Point)>::SHAPE);
    }

    #[test]
    fn they_come_back_as_one_another() {
        let ship = Ship { berth: 7, tonnes: 1 << 40, paid: true, flag: Some('⚓'), masts: 3 };
        let named = Named { berth: 7, tonnes: 1 << 40, paid: true, flag: Some('⚓'), masts: 3 };
        let mut arena = Arena::new();
        let mut area = MaybeUninit::<<Ship as Abi>::Area>::uninit();
        let mut other = MaybeUninit::<<Named as Abi>::Area>::uninit();
        let (mut array, mut others) = (SlotArray::new(), SlotArray::new());
        // SAFETY: there is room for the records, and what is loaded and lifted was stored and lowered.
        unsafe {
            ship.store(area.as_mut_ptr(), &mut arena);
            named.store(other.as_mut_ptr(), &mut arena);
            assert_eq!(<Named as Lift<()>>::load(area.as_ptr().cast()), named);
            assert_eq!(<Ship as Lift<()>>::load(other.as_ptr().cast()), ship);
            ship.lower(array.slots(), &mut arena);
            named.lower(others.slots(), &mut arena);
            assert_eq!(array.filled(Ship::FLAT), others.filled(Named::FLAT));
            assert_eq!(<Ship as Lift<()>>::lift(&mut SlotReader::new(others.filled(Ship::FLAT))), ship);
        }
    }

    #[test]
    fn what_a_record_borrows_is_lowered_where_it_lies() {
        let at = Point { x: 1, y: 2 };
        let (mut array, mut arena) = (SlotArray::new(), Arena::new());
        // SAFETY: there are so many slots.
        let slots = unsafe {
            Lent { name: "quay", at: &at }.lower(array.slots(), &mut arena);
            array.filled(Lent::FLAT)
        };
        assert_eq!(slots[1..], [4, 1, 2]);
    }
}
