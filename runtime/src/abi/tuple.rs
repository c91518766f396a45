//! Tuples: those of Rust up to 32 parts. Longer ones are structs that the bindings have made by [`tuple!`](super::tuple!).

/// Gives their ABI to the tuples of the first part, of the first two, and so on.
macro_rules! tuples {
    ([$($known:tt)*]) => {};
    ([$($T:ident $field:tt),*] $Next:ident $next:tt $($rest:tt)*) => {
        crate::__tuple! { @abi [($($T,)* $Next,)] $($T $field,)* $Next $next }
        tuples! { [$($T $field,)* $Next $next] $($rest)* }
    };
}

tuples! {
    [] A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11 M 12 N 13 O 14 P 15 Q 16 R 17 S 18 T 19 U 20 V 21 X 22 Y 23 Z 24
    AA 25 AB 26 AC 27 AD 28 AE 29 AF 30 AG 31
}

#[cfg(test)]
mod tests {
    use alloc::string::String;
    use core::mem::{ManuallyDrop, MaybeUninit};

    use super::super::{Abi, Arena, Lift, Lower, SlotArray, SlotReader};

    crate::abi::tuple! {
        #[derive(Clone, Debug, PartialEq)]
        pub struct Tuple4(A 0, B 1, C 2, D 3);
    }

    #[test]
    fn structs_look_like_the_tuples_that_they_stand_for() {
        type Ours = Tuple4<u8, u32, u16, u8>;
        type Rust = (u8, u32, u16, u8);
        assert_eq!(Ours::SHAPE, Rust::SHAPE);
        assert_eq!((Ours::FLAT, Ours::HANDLES), (Rust::FLAT, Rust::HANDLES));
        assert_eq!(size_of::<<Ours as Abi>::Area>(), size_of::<<Rust as Abi>::Area>());
        // They are laid out as the canonical ABI has it, the tuples of Rust are not.
        const { assert!(Ours::PLAIN && !Rust::PLAIN && !Tuple4::<u8, String, u8, u8>::PLAIN) };
    }

    #[test]
    fn structs_come_back() {
        let tuple = Tuple4(1_u8, String::from("two"), '3', Some(4_u64));
        let (mut arena, mut area) = (Arena::new(), MaybeUninit::uninit());
        let mut array = SlotArray::new();
        // SAFETY: there is room for the tuple, and what is loaded and lifted was stored and lowered. The text in it is that
        // of `tuple`, which was lent, and is not dropped again.
        unsafe {
            tuple.store(area.as_mut_ptr(), &mut arena);
            let loaded = ManuallyDrop::new(<Tuple4<u8, String, char, Option<u64>> as Lift<()>>::load(area.as_ptr()));
            assert_eq!(*loaded, tuple);
            tuple.lower(array.slots(), &mut arena);
            let mut slots = SlotReader::new(array.filled(6));
            let lifted = ManuallyDrop::new(<Tuple4<u8, String, char, Option<u64>> as Lift<()>>::lift(&mut slots));
            assert_eq!(*lifted, tuple);
        }
    }
}
