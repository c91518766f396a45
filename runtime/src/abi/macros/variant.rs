//! Variants.

/// The payload type of a variant's case: `()` when it has none.
#[macro_export]
#[doc(hidden)]
macro_rules! __payload_type {
    () => {
        ()
    };
    ($Type:ty) => {
        $Type
    };
}

/// The ABI of a variant: `variant! { W; Name: u8 { CaseA, CaseB(Type), … } }`, cases in the order of the WIT type.
///
/// The tag type is `u8` up to 256 cases, `u16` up to 65,536. The enum may have one lifetime, and when it can only be
/// sent or only be received, `lower` or `lift` stands before its name.
///
/// `unsafe repr` before that says that the enum is `#[repr(C, u8)]` (`#[repr(u8)]` without any payload) and has exactly
/// these cases in this order. Lists of it then cross in one copy if its payloads do.
#[macro_export]
#[doc(hidden)]
macro_rules! __variant {
    ($W:ty; unsafe repr $($rest:tt)*) => {
        $crate::__variant! { @directions $W; true; $($rest)* }
    };
    (@directions $W:ty; $repr:literal; lower $Name:ident $(<$lt:lifetime>)?: $Tag:ident { $($Case:ident $(($Type:ty))?),* $(,)? }) => {
        const _: () = {
            $crate::__variant! { @abi $repr; $Name [$($lt)?]: $Tag { $($Case $(($Type))?),* } }
            $crate::__variant! { @lower $Name [$($lt)?]: $Tag { $($Case $(($Type))?),* } }
        };
    };
    (@directions $W:ty; $repr:literal; lift $Name:ident $(<$lt:lifetime>)?: $Tag:ident { $($Case:ident $(($Type:ty))?),* $(,)? }) => {
        const _: () = {
            $crate::__variant! { @abi $repr; $Name [$($lt)?]: $Tag { $($Case $(($Type))?),* } }
            $crate::__variant! { @lift $W; $Name [$($lt)?]: $Tag { $($Case $(($Type))?),* } }
        };
    };
    (@directions $W:ty; $repr:literal; $Name:ident $(<$lt:lifetime>)?: $Tag:ident { $($Case:ident $(($Type:ty))?),* $(,)? }) => {
        const _: () = {
            $crate::__variant! { @abi $repr; $Name [$($lt)?]: $Tag { $($Case $(($Type))?),* } }
            $crate::__variant! { @lower $Name [$($lt)?]: $Tag { $($Case $(($Type))?),* } }
            $crate::__variant! { @lift $W; $Name [$($lt)?]: $Tag { $($Case $(($Type))?),* } }
        };
    };
    (@abi $repr:literal; $Name:ident [$($lt:lifetime)?]: $Tag:ident { $($Case:ident $(($Type:ty))?),* }) => {
        #[repr(C)]
        pub struct __Area $(<$lt>)? { tag: $Tag, payload: __Payload $(<$lt>)? }

        impl $(<$lt>)? $crate::abi::Opaque for __Area $(<$lt>)? {}

        #[repr(C)]
        #[allow(non_camel_case_types, non_snake_case, dead_code, reason = "a payload goes by the name of its case and is only pointed to")]
        pub union __Payload $(<$lt>)? {
            $($Case: ::core::mem::ManuallyDrop<<$crate::abi::payload_type!($($Type)?) as $crate::abi::Abi>::Area>),*
        }

        #[allow(non_camel_case_types, clippy::upper_case_acronyms, clippy::enum_variant_names, reason = "the cases have these names")]
        enum __Tag { $($Case),* }

        const fn __larger(a: ::core::primitive::usize, b: ::core::primitive::usize) -> ::core::primitive::usize {
            if a > b { a } else { b }
        }

        // SAFETY: `Area` is the variant. An enum of that representation is laid out like it when its payloads are.
        unsafe impl $(<$lt>)? $crate::abi::Abi for $Name $(<$lt>)? {
            type Area = __Area $(<$lt>)?;
            const FLAT: usize = {
                let largest = 0;
                $(let largest = __larger(largest, <$crate::abi::payload_type!($($Type)?) as $crate::abi::Abi>::FLAT);)*
                1 + largest
            };
            const SHAPE: $crate::abi::Shape = $crate::abi::Shape::variant(&[
                $(<$crate::abi::payload_type!($($Type)?) as $crate::abi::Abi>::SHAPE),*
            ]);
            const PLAIN: bool = $repr
                && ::core::mem::size_of::<Self>() == ::core::mem::size_of::<Self::Area>()
                && ::core::mem::align_of::<Self>() == ::core::mem::align_of::<Self::Area>()
                $(&& <$crate::abi::payload_type!($($Type)?) as $crate::abi::Abi>::PLAIN)*;
            const HANDLES: bool =
                false $(|| <$crate::abi::payload_type!($($Type)?) as $crate::abi::Abi>::HANDLES)*;
        }
    };
    (@lower $Name:ident [$($lt:lifetime)?]: $Tag:ident { $($Case:ident $(($Type:ty))?),* }) => {
        // SAFETY: writes the tag and the payload.
        unsafe impl $(<$lt>)? $crate::abi::Lower for $Name $(<$lt>)? {
            #[inline]
            unsafe fn lower(&self, slots: $crate::abi::Slots, arena: &mut $crate::abi::Arena) {
                // SAFETY: the caller's promise covers the payload, for which there is room behind the tag.
                unsafe {
                    $($crate::__if_case!(self, $Name::$Case $(as payload: $Type)?, {
                        slots.set(0, __Tag::$Case as u64);
                        $(<$Type as $crate::abi::Lower>::lower(payload, slots.skip(1), arena);)?
                        slots.pad(
                            1 + <$crate::abi::payload_type!($($Type)?) as $crate::abi::Abi>::FLAT,
                            <Self as $crate::abi::Abi>::FLAT,
                        );
                    });)*
                }
                let _ = arena;
            }
            #[inline]
            unsafe fn store(&self, area: *mut Self::Area, arena: &mut $crate::abi::Arena) {
                // SAFETY: the caller's promise covers the payload.
                unsafe {
                    $($crate::__if_case!(self, $Name::$Case $(as payload: $Type)?, {
                        (&raw mut (*area).tag).write(__Tag::$Case as $Tag);
                        $(<$Type as $crate::abi::Lower>::store(payload, (&raw mut (*area).payload).cast(), arena);)?
                    });)*
                }
                let _ = arena;
            }
            #[inline]
            unsafe fn relinquish(&self) {
                // SAFETY: the variant was taken, and so was its payload.
                unsafe {
                    $($($crate::__if_case!(self, $Name::$Case as payload: $Type, {
                        <$Type as $crate::abi::Lower>::relinquish(payload);
                    });)?)*
                }
            }
        }
    };
    (@lift $W:ty; $Name:ident [$($lt:lifetime)?]: $Tag:ident { $($Case:ident $(($Type:ty))?),* }) => {
        // SAFETY: reads what `Lower` writes.
        unsafe impl<$($lt,)? Anywhere> $crate::abi::Lift<Anywhere> for $Name $(<$lt>)? {
            #[inline]
            unsafe fn lift(slots: &mut $crate::abi::SlotReader<'_>) -> Self {
                slots.variant(<Self as $crate::abi::Abi>::FLAT, |slots| {
                    let tag = slots.next_bits();
                    $(if tag == __Tag::$Case as u64 {
                        // SAFETY: the slots hold the payload that the tag says.
                        return $Name::$Case $((unsafe { <$Type as $crate::abi::Lift<$W>>::lift(slots) }))?;
                    })*
                    // SAFETY: the host passes only tags that the type has.
                    unsafe { ::core::hint::unreachable_unchecked() }
                })
            }
            #[inline]
            unsafe fn load(area: *const Self::Area) -> Self {
                // SAFETY: the area holds the payload that the tag says.
                unsafe {
                    let tag = (*area).tag;
                    $(if tag == __Tag::$Case as $Tag {
                        return $Name::$Case $((<$Type as $crate::abi::Lift<$W>>::load((&raw const (*area).payload).cast())))?;
                    })*
                    ::core::hint::unreachable_unchecked()
                }
            }
        }
    };
    ($W:ty; $($rest:tt)*) => {
        $crate::__variant! { @directions $W; false; $($rest)* }
    };
}

/// Runs the block when the value is of the case, with its payload bound.
#[macro_export]
#[doc(hidden)]
macro_rules! __if_case {
    ($value:expr, $Name:ident::$Case:ident, $then:block) => {
        if let $Name::$Case = $value $then
    };
    ($value:expr, $Name:ident::$Case:ident as $payload:ident: $Type:ty, $then:block) => {
        if let $Name::$Case($payload) = $value $then
    };
}
