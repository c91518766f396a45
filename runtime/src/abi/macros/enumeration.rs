//! Enums.

/// The ABI of an enum: `enumeration! { Name: u8 { A, B, … } }`, cases in the order of the WIT type.
#[macro_export]
#[doc(hidden)]
macro_rules! __enumeration {
    ($Name:ident: $Tag:ident { $($Case:ident),* $(,)? }) => {
        const _: () = {
            const __CASES: &[$Name] = &[$($Name::$Case),*];

            // SAFETY: an enum is its tag; it is plain when its discriminants are the tags.
            unsafe impl $crate::abi::Abi for $Name {
                type Area = $Tag;
                const FLAT: usize = 1;
                const SHAPE: $crate::abi::Shape = $crate::abi::Shape::variant(&[$crate::abi::Shape::UNIT; __CASES.len()]);
                const PLAIN: bool = {
                    let mut plain = ::core::mem::size_of::<Self>() == ::core::mem::size_of::<$Tag>();
                    let mut tag = 0;
                    $(
                        plain = plain && $Name::$Case as usize == tag;
                        tag += 1;
                    )*
                    plain && tag == __CASES.len()
                };
            }

            // SAFETY: writes the tag.
            unsafe impl $crate::abi::Lower for $Name {
                #[inline(always)]
                unsafe fn lower(&self, slots: $crate::abi::Slots, _: &mut $crate::abi::Arena) {
                    // SAFETY: one slot.
                    unsafe { slots.set(0, *self as u64) }
                }
                #[inline(always)]
                unsafe fn store(&self, area: *mut $Tag, _: &mut $crate::abi::Arena) {
                    // SAFETY: the caller gives a valid area.
                    unsafe { area.write(*self as $Tag) }
                }
            }

            // SAFETY: reads the tag.
            unsafe impl<Anywhere> $crate::abi::Lift<Anywhere> for $Name {
                #[inline(always)]
                unsafe fn lift(slots: &mut $crate::abi::SlotReader<'_>) -> Self {
                    // SAFETY: the host passes only tags that the type has.
                    unsafe { *__CASES.get_unchecked(slots.next_usize()) }
                }
                #[inline(always)]
                unsafe fn load(area: *const $Tag) -> Self {
                    // SAFETY: the area holds a tag that the type has.
                    unsafe { *__CASES.get_unchecked(area.read() as usize) }
                }
            }
        };
    };
}
