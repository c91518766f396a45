//! Random WIT for the tests, the same for the same seed: types with all their structure, worlds of every sort, and
//! texts that somebody broke.

mod broken;
mod rng;
pub mod types;
#[cfg(feature = "worlds")]
mod worlds;

pub use broken::break_text;
pub use rng::Rng;
#[cfg(feature = "worlds")]
pub use worlds::{encoded_package, worlds};
