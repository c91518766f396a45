//! Tuples that are longer than those of Rust which have an ABI.

/// A tuple of more than 32 parts: the struct, which has a type parameter for each part, its ABI, and its conversions from
/// and into the tuple of Rust.
///
/// ```
/// wharf::abi::tuple! {
///     /// Short, for an example.
///     #[derive(Clone, Copy, Debug, PartialEq)]
///     pub struct Tuple3(A 0, B 1, C 2);
/// }
///
/// let tuple = Tuple3::from((1_u8, 'b', "c"));
/// assert_eq!(tuple.1, 'b');
/// assert_eq!(<(u8, char, &str)>::from(tuple), (1, 'b', "c"));
/// ```
#[macro_export]
#[doc(hidden)]
macro_rules! __tuple {
    ($(#[$attribute:meta])* pub struct $Name:ident($($T:ident $field:tt),* $(,)?);) => {
        $(#[$attribute])*
        #[repr(C)]
        pub struct $Name<$($T),*>($(pub $T),*);

        $crate::__tuple! { @abi $Name [$Name<$($T),*>] $($T $field),* }

        impl<$($T),*> ::core::convert::From<($($T,)*)> for $Name<$($T),*> {
            fn from(tuple: ($($T,)*)) -> Self {
                $Name($(tuple.$field),*)
            }
        }

        impl<$($T),*> ::core::convert::From<$Name<$($T),*>> for ($($T,)*) {
            fn from(tuple: $Name<$($T),*>) -> Self {
                ($(tuple.$field,)*)
            }
        }
    };
    (@abi $($Name:ident)? [$Self:ty] $($T:ident $field:tt),*) => {
        const _: () = {
            #[repr(C)]
            pub struct __Area<$($T),*>($(pub $T),*);

            impl<$($T),*> $crate::abi::Opaque for __Area<$($T),*> {}

            // SAFETY: a tuple is a record of its parts; it is plain when it is laid out like one.
            unsafe impl<$($T: $crate::abi::Abi),*> $crate::abi::Abi for $Self {
                type Area = __Area<$(<$T as $crate::abi::Abi>::Area),*>;
                const FLAT: usize = {
                    let mut flat = 0;
                    $(flat += <$T as $crate::abi::Abi>::FLAT;)*
                    flat
                };
                const SHAPE: $crate::abi::Shape = $crate::abi::Shape::record(&[$(<$T as $crate::abi::Abi>::SHAPE),*]);
                const PLAIN: bool = $crate::__tuple! { @plain $($Name)?; $($T $field),* };
                const HANDLES: bool = {
                    let mut handles = false;
                    $(handles |= <$T as $crate::abi::Abi>::HANDLES;)*
                    handles
                };
            }

            // SAFETY: writes each part.
            unsafe impl<$($T: $crate::abi::Lower),*> $crate::abi::Lower for $Self {
                #[inline(always)]
                unsafe fn lower(&self, slots: $crate::abi::Slots, arena: &mut $crate::abi::Arena) {
                    // SAFETY: the caller's promise covers the parts, which lie side by side.
                    unsafe {
                        $(
                            <$T as $crate::abi::Lower>::lower(&self.$field, slots, arena);
                            let slots = slots.skip(<$T as $crate::abi::Abi>::FLAT);
                        )*
                        let _ = slots;
                    }
                }
                #[inline(always)]
                unsafe fn store(&self, area: *mut Self::Area, arena: &mut $crate::abi::Arena) {
                    // SAFETY: the caller's promise covers the parts.
                    unsafe { $(<$T as $crate::abi::Lower>::store(&self.$field, &raw mut (*area).$field, arena);)* }
                }
                #[inline(always)]
                unsafe fn relinquish(&self) {
                    // SAFETY: the tuple was taken, and so was each part.
                    unsafe { $(<$T as $crate::abi::Lower>::relinquish(&self.$field);)* }
                }
            }

            // SAFETY: reads what `Lower` writes.
            unsafe impl<Anywhere, $($T: $crate::abi::Lift<Anywhere>),*> $crate::abi::Lift<Anywhere> for $Self {
                #[inline(always)]
                unsafe fn lift(slots: &mut $crate::abi::SlotReader<'_>) -> Self {
                    // SAFETY: the slots hold the parts in order.
                    unsafe { $($Name)? ($(<$T as $crate::abi::Lift<Anywhere>>::lift(slots),)*) }
                }
                #[inline(always)]
                unsafe fn load(area: *const Self::Area) -> Self {
                    // SAFETY: the area holds the parts.
                    unsafe { $($Name)? ($(<$T as $crate::abi::Lift<Anywhere>>::load(&raw const (*area).$field),)*) }
                }
            }
        };
    };
    // Of the same representation, it has the same layout when the parts have.
    (@plain $Name:ident; $($T:ident $field:tt),*) => {{
        let mut plain = true;
        $(plain &= <$T as $crate::abi::Abi>::PLAIN;)*
        plain
    }};
    (@plain; $($T:ident $field:tt),*) => {{
        let mut plain = ::core::mem::size_of::<Self>() == ::core::mem::size_of::<Self::Area>()
            && ::core::mem::align_of::<Self>() == ::core::mem::align_of::<Self::Area>();
        $(
            plain &= <$T as $crate::abi::Abi>::PLAIN
                && ::core::mem::offset_of!(Self, $field) == ::core::mem::offset_of!(Self::Area, $field);
        )*
        plain
    }};
}
