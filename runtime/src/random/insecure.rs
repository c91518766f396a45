//! Random bytes and integers that are cheap and may be predictable: for simulations, sampling and jitter, never for
//! secrets.

use alloc::vec::Vec;

use super::integer::{self, Integer};
use crate::wasi::random::insecure;

/// Fills `buffer` with insecure random bytes.
///
/// ```no_run
/// let mut noise = [0; 1024];
/// wharf::random::insecure::fill(&mut noise);
/// ```
///
/// Source: `wasi:random/insecure.get-insecure-random-bytes`.
pub fn fill(buffer: &mut [u8]) {
    integer::fill(buffer, insecure::get_insecure_random_bytes);
}

/// So many insecure random bytes.
///
/// ```no_run
/// let noise = wharf::random::insecure::bytes(1024);
/// ```
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
/// ```no_run
/// let side = wharf::random::insecure::random::<u8>() % 6 + 1;
/// ```
///
/// Source: `wasi:random/insecure.get-insecure-random-u64`.
#[must_use]
pub fn random<T: Integer>() -> T {
    T::random(insecure::get_insecure_random_u64)
}
