//! Integers and buffers of a random source.

use alloc::vec::Vec;

/// An integer type, of which there are random values.
pub trait Integer: sealed::Sealed {
    /// The value of random bits, 64 at a time.
    #[doc(hidden)]
    fn random(source: fn() -> u64) -> Self;
}

mod sealed {
    pub trait Sealed {}
}

macro_rules! integers {
    ($($Type:ty)*) => {$(
        impl sealed::Sealed for $Type {}

        impl Integer for $Type {
            fn random(source: fn() -> u64) -> Self {
                source() as $Type
            }
        }
    )*};
}

integers!(u8 u16 u32 u64 usize i8 i16 i32 i64 isize);

impl sealed::Sealed for u128 {}

impl Integer for u128 {
    fn random(source: fn() -> u64) -> Self {
        u128::from(source()) << 64 | u128::from(source())
    }
}

impl sealed::Sealed for i128 {}

impl Integer for i128 {
    fn random(source: fn() -> u64) -> Self {
        u128::random(source) as i128
    }
}

/// Fills a buffer from a source that may give less than it is asked for.
pub(super) fn fill(mut buffer: &mut [u8], source: fn(u64) -> Vec<u8>) {
    while !buffer.is_empty() {
        let bytes = source(buffer.len() as u64);
        assert!(!bytes.is_empty(), "the host gives no random bytes, though it must give some");
        let count = bytes.len().min(buffer.len());
        buffer[..count].copy_from_slice(&bytes[..count]);
        buffer = &mut buffer[count..];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_that_gives_little() {
        let mut buffer = [0; 10];
        fill(&mut buffer, |wanted| alloc::vec![wanted as u8; (wanted as usize).min(3)]);
        assert_eq!(buffer, [10, 10, 10, 7, 7, 7, 4, 4, 4, 1]);
    }

    #[test]
    fn all_bits_of_wide_integers() {
        assert_eq!(u128::random(|| u64::MAX), u128::MAX);
        assert_eq!(i128::random(|| u64::MAX), -1);
        assert_eq!(u8::random(|| 0x1234), 0x34);
        assert_eq!(i16::random(|| 0xffff), -1);
    }
}
