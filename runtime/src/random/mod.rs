//! Random bytes and integers.
//!
//! [`fill`], [`bytes`] and [`random`] are for keys, tokens and nonces: nobody can predict them. Those of [`insecure`]
//! are cheaper and may be predictable. [`seed`] is for hash maps.
//!
//! ```no_run
//! let token: u128 = wharf::random::random();
//! let jitter = wharf::random::insecure::random::<u8>();
//! ```
//!
//! # The crate `getrandom`
//!
//! `getrandom`, which `rand` and many others stand on, works on `wasm32-wasip2` by itself: it calls `wasi:random` of
//! WASI 0.2. For a host without WASI 0.2, build with `--cfg getrandom_backend="custom"` and define the function that
//! its documentation asks for; its body is one call of [`fill`].

pub mod insecure;
mod integer;

use alloc::vec::Vec;

pub use integer::Integer;

use crate::wasi::random::{insecure_seed, random};

/// Fills `buffer` with secure random bytes.
///
/// ```no_run
/// let mut key = [0; 32];
/// wharf::random::fill(&mut key);
/// ```
///
/// Source: `wasi:random/random.get-random-bytes`.
pub fn fill(buffer: &mut [u8]) {
    integer::fill(buffer, random::get_random_bytes);
}

/// So many secure random bytes.
///
/// ```no_run
/// let token = wharf::random::bytes(16);
/// ```
///
/// Source: `wasi:random/random.get-random-bytes`.
#[must_use]
pub fn bytes(count: usize) -> Vec<u8> {
    let mut bytes = alloc::vec![0; count];
    fill(&mut bytes);
    bytes
}

/// A secure random integer: all values are equally likely.
///
/// ```no_run
/// let session: u128 = wharf::random::random();
/// ```
///
/// Source: `wasi:random/random.get-random-u64`.
#[must_use]
pub fn random<T: Integer>() -> T {
    T::random(random::get_random_u64)
}

/// A seed for hash maps: it may differ from run to run, and is fit for nothing else.
///
/// ```no_run
/// let (low, high) = wharf::random::seed();
/// let seed = u128::from(high) << 64 | u128::from(low);
/// ```
///
/// Source: `wasi:random/insecure-seed.get-insecure-seed`.
#[must_use]
pub fn seed() -> (u64, u64) {
    insecure_seed::get_insecure_seed()
}
