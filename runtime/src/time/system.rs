//! The time of day.

use core::fmt;
use core::ops::{Add, AddAssign, Sub, SubAssign};
use core::time::Duration;

use crate::wasi::clocks::system_clock;

const NANOSECONDS: i128 = 1_000_000_000;

/// A time of the clock on the wall, in nanoseconds since the Unix epoch, 1970-01-01T00:00:00Z. It may jump, in either
/// direction, when the clock is set.
///
/// It converts from and to [`std::time::SystemTime`] and `wasi:clocks/system-clock.instant`.
///
/// ```
/// use wharf::time::{Duration, SystemTime, UNIX_EPOCH};
///
/// let moon = UNIX_EPOCH - Duration::from_secs(14_182_940);
/// let std: std::time::SystemTime = moon.try_into()?;
/// assert_eq!(SystemTime::from(std), moon);
/// # Ok::<(), wharf::time::SystemTimeError>(())
/// ```
///
/// Source: `wasi:clocks/system-clock`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SystemTime {
    seconds: i64,
    /// Counts forwards, also before the epoch; less than a second.
    nanoseconds: u32,
}

/// 1970-01-01T00:00:00Z.
pub const UNIX_EPOCH: SystemTime = SystemTime { seconds: 0, nanoseconds: 0 };

impl SystemTime {
    /// 1970-01-01T00:00:00Z.
    pub const UNIX_EPOCH: Self = UNIX_EPOCH;

    /// The present time. Source: `wasi:clocks/system-clock.now`.
    #[must_use]
    pub fn now() -> Self {
        system_clock::now().into()
    }

    /// The smallest difference between two readings of the clock. Source: `wasi:clocks/system-clock.get-resolution`.
    #[must_use]
    pub fn resolution() -> Duration {
        Duration::from_nanos(system_clock::get_resolution())
    }

    /// The time from `earlier` to this.
    ///
    /// # Errors
    ///
    /// When `earlier` is later; the error tells by how much.
    pub fn duration_since(self, earlier: SystemTime) -> Result<Duration, SystemTimeError> {
        let difference = self.since_epoch() - earlier.since_epoch();
        let length = duration(difference.unsigned_abs());
        if difference < 0 { Err(SystemTimeError(length)) } else { Ok(length) }
    }

    /// How long ago it was.
    ///
    /// # Errors
    ///
    /// When it is still to come, or the clock was set back; the error tells by how much.
    pub fn elapsed(self) -> Result<Duration, SystemTimeError> {
        SystemTime::now().duration_since(self)
    }

    /// The time so much later, or `None` beyond the end of time, some 292 billion years from now.
    #[must_use]
    pub fn checked_add(self, duration: Duration) -> Option<Self> {
        Self::at(self.since_epoch().checked_add(length(duration))?)
    }

    /// The time so much earlier, or `None` before the beginning of time, some 292 billion years ago.
    #[must_use]
    pub fn checked_sub(self, duration: Duration) -> Option<Self> {
        Self::at(self.since_epoch().checked_sub(length(duration))?)
    }

    fn since_epoch(self) -> i128 {
        i128::from(self.seconds) * NANOSECONDS + i128::from(self.nanoseconds)
    }

    fn at(since_epoch: i128) -> Option<Self> {
        Some(SystemTime {
            seconds: i64::try_from(since_epoch.div_euclid(NANOSECONDS)).ok()?,
            nanoseconds: u32::try_from(since_epoch.rem_euclid(NANOSECONDS)).ok()?,
        })
    }
}

fn length(duration: Duration) -> i128 {
    i128::from(duration.as_secs()) * NANOSECONDS + i128::from(duration.subsec_nanos())
}

/// The duration of so many nanoseconds; it is the difference of two times, so it fits.
fn duration(nanoseconds: u128) -> Duration {
    const NANOSECONDS: u128 = self::NANOSECONDS.unsigned_abs();
    Duration::new((nanoseconds / NANOSECONDS) as u64, (nanoseconds % NANOSECONDS) as u32)
}

impl Add<Duration> for SystemTime {
    type Output = SystemTime;

    /// The time so much later.
    ///
    /// # Panics
    ///
    /// Beyond the end of time; see [`checked_add`](SystemTime::checked_add).
    fn add(self, duration: Duration) -> SystemTime {
        match self.checked_add(duration) {
            Some(time) => time,
            None => panic!("the time is beyond what can be expressed"),
        }
    }
}

impl AddAssign<Duration> for SystemTime {
    fn add_assign(&mut self, duration: Duration) {
        *self = *self + duration;
    }
}

impl Sub<Duration> for SystemTime {
    type Output = SystemTime;

    /// The time so much earlier.
    ///
    /// # Panics
    ///
    /// Before the beginning of time; see [`checked_sub`](SystemTime::checked_sub).
    fn sub(self, duration: Duration) -> SystemTime {
        match self.checked_sub(duration) {
            Some(time) => time,
            None => panic!("the time is before what can be expressed"),
        }
    }
}

impl SubAssign<Duration> for SystemTime {
    fn sub_assign(&mut self, duration: Duration) {
        *self = *self - duration;
    }
}

/// Nanoseconds of a second or more, which a host must not give, are carried over.
impl From<system_clock::Instant> for SystemTime {
    fn from(instant: system_clock::Instant) -> Self {
        SystemTime {
            seconds: instant.seconds.saturating_add((instant.nanoseconds / 1_000_000_000).into()),
            nanoseconds: instant.nanoseconds % 1_000_000_000,
        }
    }
}

impl From<SystemTime> for system_clock::Instant {
    fn from(time: SystemTime) -> Self {
        system_clock::Instant { seconds: time.seconds, nanoseconds: time.nanoseconds }
    }
}

/// Cut to the time that can be expressed, some 292 billion years around the epoch.
#[cfg(feature = "std")]
impl From<std::time::SystemTime> for SystemTime {
    fn from(time: std::time::SystemTime) -> Self {
        match time.duration_since(std::time::UNIX_EPOCH) {
            Ok(after) => UNIX_EPOCH.checked_add(after).unwrap_or(SystemTime { seconds: i64::MAX, nanoseconds: 0 }),
            Err(before) => {
                UNIX_EPOCH.checked_sub(before.duration()).unwrap_or(SystemTime { seconds: i64::MIN, nanoseconds: 0 })
            }
        }
    }
}

/// Fails for a time that the standard library's type cannot express; the error tells how far it is from the epoch.
#[cfg(feature = "std")]
impl TryFrom<SystemTime> for std::time::SystemTime {
    type Error = SystemTimeError;

    fn try_from(time: SystemTime) -> Result<Self, SystemTimeError> {
        let since = time.since_epoch();
        let length = duration(since.unsigned_abs());
        let epoch = std::time::UNIX_EPOCH;
        let time = if since < 0 { epoch.checked_sub(length) } else { epoch.checked_add(length) };
        time.ok_or(SystemTimeError(length))
    }
}

/// A time is on the wrong side of another, or too far from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SystemTimeError(Duration);

impl SystemTimeError {
    /// How far it is from the other.
    #[must_use]
    pub fn duration(&self) -> Duration {
        self.0
    }
}

impl fmt::Display for SystemTimeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "the time is off by {:?} from what it may be", self.0)
    }
}

impl core::error::Error for SystemTimeError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn before_and_after_the_epoch() {
        let nanosecond = Duration::from_nanos(1);
        let before = UNIX_EPOCH - nanosecond;
        assert_eq!(before, SystemTime { seconds: -1, nanoseconds: 999_999_999 });
        assert_eq!(before + nanosecond, UNIX_EPOCH);
        assert_eq!(UNIX_EPOCH.duration_since(before), Ok(nanosecond));
        let error = before.duration_since(UNIX_EPOCH).unwrap_err();
        assert_eq!(error.duration(), nanosecond);
        assert!(before < UNIX_EPOCH);
    }

    #[test]
    fn the_ends_of_time() {
        let end = SystemTime { seconds: i64::MAX, nanoseconds: 999_999_999 };
        let beginning = SystemTime { seconds: i64::MIN, nanoseconds: 0 };
        assert_eq!(end.checked_add(Duration::from_nanos(1)), None);
        assert_eq!(beginning.checked_sub(Duration::from_nanos(1)), None);
        assert_eq!(end.duration_since(beginning), Ok(Duration::new(u64::MAX, 999_999_999)));
        assert_eq!(UNIX_EPOCH.checked_add(Duration::MAX), None);
    }

    #[test]
    #[cfg(feature = "std")]
    fn to_std_and_back() {
        for time in [UNIX_EPOCH, UNIX_EPOCH + Duration::new(1, 2), UNIX_EPOCH - Duration::new(3, 4)] {
            let std = std::time::SystemTime::try_from(time).unwrap();
            assert_eq!(SystemTime::from(std), time);
        }
        let std = std::time::UNIX_EPOCH + Duration::new(1_764_115_200, 5);
        assert_eq!(std::time::SystemTime::try_from(SystemTime::from(std)), Ok(std));
    }

    #[test]
    fn a_host_that_miscounts() {
        let odd = system_clock::Instant { seconds: 1, nanoseconds: 2_000_000_003 };
        assert_eq!(SystemTime::from(odd), SystemTime { seconds: 3, nanoseconds: 3 });
    }
}
