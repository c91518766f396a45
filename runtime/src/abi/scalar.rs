//! Scalars: booleans, integers, floats, characters.

use super::{Abi, Arena, Lift, Lower, Shape, SlotReader, Slots};

/// `$to` and `$from` turn a value into a slot and back.
macro_rules! scalar {
    ($($type:ty as $area:ty, $to:expr, $from:expr;)*) => {$(
        // SAFETY: the type has the size, alignment and values of its area.
        unsafe impl Abi for $type {
            type Area = $area;
            const FLAT: usize = 1;
            const SHAPE: Shape = Shape::named(stringify!($type));
            const PLAIN: bool = true;
        }

        // SAFETY: one slot, and one value in memory.
        unsafe impl Lower for $type {
            #[inline(always)]
            unsafe fn lower(&self, slots: Slots, _: &mut Arena) {
                let to: fn($type) -> u64 = $to;
                // SAFETY: one slot.
                unsafe { slots.set(0, to(*self)) }
            }
            #[inline(always)]
            unsafe fn store(&self, area: *mut Self::Area, _: &mut Arena) {
                // SAFETY: the caller gives a valid area, whose layout is that of `Self`.
                unsafe { area.cast::<Self>().write(*self) }
            }
        }

        // SAFETY: reads what `Lower` writes.
        unsafe impl<W> Lift<W> for $type {
            #[inline(always)]
            unsafe fn lift(slots: &mut SlotReader<'_>) -> Self {
                let from: fn(u64) -> $type = $from;
                from(slots.next_bits())
            }
            #[inline(always)]
            unsafe fn load(area: *const Self::Area) -> Self {
                // SAFETY: the area holds a value of the type; the host has checked booleans and characters.
                unsafe { area.cast::<Self>().read() }
            }
        }
    )*};
}

// A signed integer is sign-extended to its core type, and that is zero-extended to the slot.
scalar! {
    bool as u8, u64::from, |bits| bits != 0;
    u8 as u8, u64::from, |bits| bits as u8;
    u16 as u16, u64::from, |bits| bits as u16;
    u32 as u32, u64::from, |bits| bits as u32;
    u64 as u64, |value| value, |bits| bits;
    i8 as i8, |value| u64::from(i32::from(value) as u32), |bits| bits as i8;
    i16 as i16, |value| u64::from(i32::from(value) as u32), |bits| bits as i16;
    i32 as i32, |value| u64::from(value as u32), |bits| bits as i32;
    i64 as i64, |value| value as u64, |bits| bits as i64;
    f32 as f32, |value| u64::from(value.to_bits()), |bits| f32::from_bits(bits as u32);
    f64 as f64, f64::to_bits, f64::from_bits;
    char as u32, |value| u64::from(u32::from(value)), |bits| {
        // SAFETY: the host passes only Unicode scalar values.
        unsafe { char::from_u32_unchecked(bits as u32) }
    };
}
