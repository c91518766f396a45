//! Pseudo-random numbers.

use std::ops::Range;

/// Steele, Lea and Flood's SplitMix64.
#[derive(Debug, Clone)]
pub struct Rng(u64);

impl Rng {
    /// The numbers that follow from a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Rng(seed)
    }

    /// The next number.
    pub fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// A number from a range.
    ///
    /// # Panics
    ///
    /// When the range is empty.
    #[expect(clippy::cast_possible_truncation, reason = "the remainder is less than a usize")]
    pub fn within(&mut self, range: Range<usize>) -> usize {
        range.start + (self.next_u64() % range.len() as u64) as usize
    }

    /// True once in `times`.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.within(0..times) == 0
    }

    /// One of several.
    ///
    /// # Panics
    ///
    /// When there are none.
    pub fn pick<'t, T>(&mut self, items: &'t [T]) -> &'t T {
        &items[self.within(0..items.len())]
    }

    /// Bytes.
    pub fn bytes(&mut self, count: usize) -> Vec<u8> {
        let words = (0..count.div_ceil(8)).flat_map(|_| self.next_u64().to_le_bytes());
        words.take(count).collect()
    }
}
