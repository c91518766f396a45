//! Moments on the monotonic clock.

use core::ops::{Add, AddAssign, Sub, SubAssign};
use core::time::Duration;

use super::nanoseconds;
use crate::wasi::clocks::monotonic_clock;

/// A moment on the monotonic clock, which never goes back and has no relation to the time of day.
///
/// ```no_run
/// # async fn example() -> wharf::Result<()> {
/// use wharf::time::{Duration, Instant, sleep};
///
/// let start = Instant::now();
/// sleep(Duration::from_millis(20)).await;
/// assert!(start.elapsed() >= Duration::from_millis(20));
/// # Ok(())
/// # }
/// ```
///
/// Source: `wasi:clocks/monotonic-clock.now`, in nanoseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(pub(super) u64);

impl Instant {
    /// This moment.
    #[must_use]
    pub fn now() -> Self {
        Instant(monotonic_clock::now())
    }

    /// The length of one tick of the clock. Source: `wasi:clocks/monotonic-clock.get-resolution`.
    #[must_use]
    pub fn resolution() -> Duration {
        Duration::from_nanos(monotonic_clock::get_resolution())
    }

    /// How long ago it was; zero if it is still to come.
    #[must_use]
    pub fn elapsed(self) -> Duration {
        Instant::now() - self
    }

    /// The time from `earlier` to this moment; zero if it is later.
    #[must_use]
    pub fn duration_since(self, earlier: Instant) -> Duration {
        self - earlier
    }

    /// The time from `earlier` to this moment, or `None` if it is later.
    #[must_use]
    pub fn checked_duration_since(self, earlier: Instant) -> Option<Duration> {
        self.0.checked_sub(earlier.0).map(Duration::from_nanos)
    }

    /// The moment so much later, or `None` beyond the end of the clock.
    #[must_use]
    pub fn checked_add(self, duration: Duration) -> Option<Self> {
        self.0.checked_add(u64::try_from(duration.as_nanos()).ok()?).map(Instant)
    }

    /// The moment so much earlier, or `None` before the start of the clock.
    #[must_use]
    pub fn checked_sub(self, duration: Duration) -> Option<Self> {
        self.0.checked_sub(u64::try_from(duration.as_nanos()).ok()?).map(Instant)
    }
}

impl Add<Duration> for Instant {
    type Output = Instant;

    /// The moment so much later; the end of the clock, some 584 years from its start, when that is beyond it.
    fn add(self, duration: Duration) -> Instant {
        Instant(self.0.saturating_add(nanoseconds(duration)))
    }
}

impl AddAssign<Duration> for Instant {
    fn add_assign(&mut self, duration: Duration) {
        *self = *self + duration;
    }
}

impl Sub<Duration> for Instant {
    type Output = Instant;

    /// The moment so much earlier; the start of the clock when that is before it.
    fn sub(self, duration: Duration) -> Instant {
        Instant(self.0.saturating_sub(nanoseconds(duration)))
    }
}

impl SubAssign<Duration> for Instant {
    fn sub_assign(&mut self, duration: Duration) {
        *self = *self - duration;
    }
}

impl Sub for Instant {
    type Output = Duration;

    /// The time from `earlier` to this moment; zero if it is later.
    fn sub(self, earlier: Instant) -> Duration {
        Duration::from_nanos(self.0.saturating_sub(earlier.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arithmetic_stays_on_the_clock() {
        let (start, end) = (Instant(0), Instant(u64::MAX));
        let second = Duration::from_secs(1);
        assert_eq!(start + second, Instant(1_000_000_000));
        assert_eq!(start + second - second, start);
        assert_eq!((start - second, end + second, start + Duration::MAX), (start, end, end));
        assert_eq!((start.checked_sub(second), end.checked_add(second)), (None, None));
        assert_eq!((start - end, end - start), (Duration::ZERO, Duration::from_nanos(u64::MAX)));
        assert_eq!(start.checked_duration_since(end), None);
        assert_eq!((start + second).duration_since(start), second);
    }
}
