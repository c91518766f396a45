//! Flags.

/// The ABI of flags: `flags! { Name: u8 }` for a type made with `bitflags!` over that integer.
#[macro_export]
#[doc(hidden)]
macro_rules! __flags {
    ($Name:ident: $Bits:ident) => {
        const _: () = {
            // SAFETY: flags are an integer, and the type holds nothing else.
            unsafe impl $crate::abi::Abi for $Name {
                type Area = $Bits;
                const FLAT: usize = 1;
                const SHAPE: $crate::abi::Shape = $crate::abi::Shape::flags(::core::mem::size_of::<$Bits>());
                const PLAIN: bool = ::core::mem::size_of::<Self>() == ::core::mem::size_of::<$Bits>();
            }

            // SAFETY: writes the bits.
            unsafe impl $crate::abi::Lower for $Name {
                #[inline(always)]
                unsafe fn lower(&self, slots: $crate::abi::Slots, _: &mut $crate::abi::Arena) {
                    // SAFETY: one slot.
                    unsafe { slots.set(0, ::core::convert::From::from(self.bits())) }
                }
                #[inline(always)]
                unsafe fn store(&self, area: *mut $Bits, _: &mut $crate::abi::Arena) {
                    // SAFETY: the caller gives a valid area.
                    unsafe { area.write(self.bits()) }
                }
            }

            // SAFETY: reads the bits.
            unsafe impl<Anywhere> $crate::abi::Lift<Anywhere> for $Name {
                #[inline(always)]
                unsafe fn lift(slots: &mut $crate::abi::SlotReader<'_>) -> Self {
                    Self::from_bits_retain(slots.next_bits() as $Bits)
                }
                #[inline(always)]
                unsafe fn load(area: *const $Bits) -> Self {
                    // SAFETY: the area holds the bits.
                    Self::from_bits_retain(unsafe { area.read() })
                }
            }
        };
    };
}
