//! Memory for one call of an import: where the host reads parameters and writes the result while the call is under way.
//!
//! It does not lie in the call's future, because the call may have to outlive that: where it must not be waited for its
//! end. Most calls return at once, so they use the same memory one after the other.

#[cfg(not(target_arch = "wasm32"))]
mod native;
#[cfg(target_arch = "wasm32")]
mod wasm;

#[cfg(not(target_arch = "wasm32"))]
pub(super) use native::Frame;
#[cfg(target_arch = "wasm32")]
pub(super) use wasm::Frame;

/// What frames are aligned to, as everything in the canonical ABI.
const ALIGN: usize = 8;
