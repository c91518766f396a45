//! Waiting for a time.

use core::time::Duration;

use super::{Instant, nanoseconds};
use crate::wasi::clocks::monotonic_clock;

/// Waits so long. Durations beyond 584 years are cut to that.
///
/// Source: `wasi:clocks/monotonic-clock.wait-for`.
///
/// # Cancel safety
///
/// Dropping it ends the wait.
///
/// ```no_run
/// # async fn example() {
/// use wharf::time::{Duration, sleep};
///
/// sleep(Duration::from_millis(100)).await;
/// # }
/// ```
pub async fn sleep(duration: Duration) {
    monotonic_clock::wait_for(nanoseconds(duration)).await;
}

/// Waits until a moment; not at all when it has passed.
///
/// Source: `wasi:clocks/monotonic-clock.wait-until`.
///
/// # Cancel safety
///
/// Dropping it ends the wait.
///
/// ```no_run
/// # async fn example() {
/// use wharf::time::{Duration, Instant, sleep_until};
///
/// let deadline = Instant::now() + Duration::from_secs(1);
/// sleep_until(deadline).await;
/// # }
/// ```
pub async fn sleep_until(deadline: Instant) {
    monotonic_clock::wait_until(deadline.0).await;
}
