//! Random bytes and integers that are cheap and may be predictable: for simulations, sampling and jitter, never for
//! secrets.

use alloc::vec::Vec;

use super::integer::{self, Integer};
use crate::wasi::random::insecure;

/// Fills `buffer` with insecure random bytes.
///
/// Source: `wasi:random/insecure.get-insecure-random-bytes`.
pub fn fill(buffer: &mut [u8]) {
    integer::fill(buffer, insecure::get_insecure_random_bytes);
}

/// So many insecure random bytes.
///
/// Source: `wasi:random/insecure.get-insecure-random-bytes`.
#[must_use]
pub fn bytes(count: usize) -> Vec<u8> {
    let mut bytes = alloc::vec![0; count];
    fill(&mut bytes);
    bytes
}

/// An insecure random integer.
///
/// Source: `wasi:random/insecure.get-insecure-random-u64`.
#[must_use]
pub fn random<T: Integer>() -> T {
    T::random(insecure::get_insecure_random_u64)
}
