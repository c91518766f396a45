//! Clocks: sleeping, time-outs, ticks, and the time of day.

mod instant;
mod interval;
mod sleep;
mod system;
mod timeout;
#[cfg(feature = "timezone")]
pub mod zone;

pub use core::time::Duration;
pub use instant::Instant;
pub use interval::{Interval, MissedTicks, interval, interval_at};
pub use sleep::{sleep, sleep_until};
pub use system::{SystemTime, SystemTimeError, UNIX_EPOCH};
pub use timeout::{Elapsed, timeout};

/// A duration in nanoseconds, cut to the 584 years that fit.
pub(crate) fn nanoseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}
