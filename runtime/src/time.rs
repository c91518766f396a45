//! The monotonic clock: sleeping and time-outs.

use core::fmt;
use core::future::{Future, poll_fn};
use core::ops::{Add, Sub};
use core::pin::pin;
use core::task::Poll;
pub use core::time::Duration;

use crate::wasi::clocks::monotonic_clock;

/// A moment on the monotonic clock, which never goes back and has no relation to the time of day.
///
/// Source: `wasi:clocks/monotonic-clock.now`, in nanoseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(u64);

impl Instant {
    /// This moment.
    #[must_use]
    pub fn now() -> Self {
        Instant(monotonic_clock::now())
    }

    /// How long ago it was; zero if it is still to come.
    #[must_use]
    pub fn elapsed(self) -> Duration {
        Instant::now() - self
    }

    /// The moment so much later, or `None` beyond the end of the clock.
    #[must_use]
    pub fn checked_add(self, duration: Duration) -> Option<Self> {
        self.0.checked_add(u64::try_from(duration.as_nanos()).ok()?).map(Instant)
    }
}

impl Add<Duration> for Instant {
    type Output = Instant;

    /// The moment so much later; the end of the clock, some 584 years from its start, when that is beyond it.
    fn add(self, duration: Duration) -> Instant {
        self.checked_add(duration).unwrap_or(Instant(u64::MAX))
    }
}

impl Sub for Instant {
    type Output = Duration;

    /// The time from `earlier` to this moment; zero if it is later.
    fn sub(self, earlier: Instant) -> Duration {
        Duration::from_nanos(self.0.saturating_sub(earlier.0))
    }
}

/// Waits so long. Durations beyond 584 years are cut to that.
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
    monotonic_clock::wait_for(u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)).await;
}

/// Waits until a moment; not at all when it has passed.
///
/// # Cancel safety
///
/// Dropping it ends the wait.
pub async fn sleep_until(deadline: Instant) {
    monotonic_clock::wait_until(deadline.0).await;
}

/// Awaits `future`, but not longer than `limit`; when both are ready, the future's output counts.
///
/// # Errors
///
/// [`Elapsed`] when the time is over; the future has been dropped then.
///
/// # Cancel safety
///
/// As for the future.
pub async fn timeout<F: Future>(limit: Duration, future: F) -> Result<F::Output, Elapsed> {
    let (mut future, mut limit) = (pin!(future), pin!(sleep(limit)));
    poll_fn(|context| {
        if let Poll::Ready(output) = future.as_mut().poll(context) {
            return Poll::Ready(Ok(output));
        }
        limit.as_mut().poll(context).map(|()| Err(Elapsed(())))
    })
    .await
}

/// The time that [`timeout`] allows is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Elapsed(());

impl fmt::Display for Elapsed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the time is over")
    }
}

impl core::error::Error for Elapsed {}

#[cfg(feature = "std")]
impl From<Elapsed> for std::io::Error {
    fn from(elapsed: Elapsed) -> Self {
        std::io::Error::new(std::io::ErrorKind::TimedOut, elapsed)
    }
}
