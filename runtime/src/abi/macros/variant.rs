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
/// The tag type is `u8` up to 256 cases, `u16` up to 65,536.
#[macro_export]
#[doc(hidden)]
macro_rules! __variant {
    ($W:ty; $Name:ident: $Tag:ident { $($Case:ident $(($Type:ty))?),* $(,)? }) => {
        const _: () = {
            #[repr(C)]
            pub struct __Area { tag: $Tag, payload: __Payload }

            #[repr(C)]
            #[allow(non_camel_case_types, non_snake_case, dead_code, reason = "a payload goes by the name of its case and is only pointed to")]
            pub union __Payload {
                $($Case: ::core::mem::ManuallyDrop<<$crate::abi::payload_type!($($Type)?) as $crate::abi::Abi>::Area>),*
            }

            #[allow(non_camel_case_types, clippy::upper_case_acronyms, clippy::enum_variant_names, reason = "the cases have these names")]
            enum __Tag { $($Case),* }

            const __FLAT: usize = {
                let mut largest = 0;
                $(
                    let payload = <$crate::abi::payload_type!($($Type)?) as $crate::abi::Abi>::FLAT;
                    if payload > largest { largest = payload; }
                )*
                1 + largest
            };

            // SAFETY: `Area` is the variant.
            unsafe impl $crate::abi::Abi for $Name {
                type Area = __Area;
                const FLAT: usize = __FLAT;
                const HANDLES: bool =
                    false $(|| <$crate::abi::payload_type!($($Type)?) as $crate::abi::Abi>::HANDLES)*;
            }

            // SAFETY: writes the tag and the payload.
            unsafe impl $crate::abi::Lower for $Name {
                #[inline]
                unsafe fn lower(&self, slots: &mut $crate::abi::Slots, arena: &mut $crate::abi::Arena) {
                    let end = slots.len() + __FLAT;
                    // SAFETY: the caller's promise covers the payload.
                    unsafe {
                        $($crate::__if_case!(self, $Name::$Case $(as payload: $Type)?, {
                            slots.push(__Tag::$Case as u64);
                            $(<$Type as $crate::abi::Lower>::lower(payload, slots, arena);)?
                        });)*
                    }
                    slots.pad_to(end);
                    let _ = arena;
                }
                #[inline]
                unsafe fn store(&self, area: *mut __Area, arena: &mut $crate::abi::Arena) {
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

            // SAFETY: reads what `Lower` writes.
            unsafe impl<Anywhere> $crate::abi::Lift<Anywhere> for $Name {
                #[inline]
                unsafe fn lift(slots: &mut $crate::abi::SlotReader<'_>) -> Self {
                    slots.variant(__FLAT, |slots| {
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
                unsafe fn load(area: *const __Area) -> Self {
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
