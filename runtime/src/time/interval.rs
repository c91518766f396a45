//! Ticks.

use alloc::boxed::Box;
use core::fmt;
use core::future::{Future, poll_fn};
use core::pin::Pin;
use core::task::{Context, Poll, ready};
use core::time::Duration;

use futures_core::Stream;

use super::{Instant, nanoseconds, sleep_until};

/// What an [`Interval`] does about ticks that were missed because nobody was waiting for them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MissedTicks {
    /// They come at once, one after the other, until the interval has caught up.
    #[default]
    Burst,
    /// One comes at once, and the next a whole period after it: from there on, ticks have moved.
    Delay,
    /// One comes at once, and the others are left out: ticks stay multiples of the period from the start.
    Skip,
}

/// Ticks, a period apart, as a [`Stream`] without end. Its items are the moments that the ticks were due.
///
/// ```no_run
/// # async fn example() -> wharf::Result<()> {
/// use wharf::time::{Duration, MissedTicks, interval};
///
/// let mut ticks = interval(Duration::from_secs(1)).missed_ticks(MissedTicks::Skip);
/// loop {
///     ticks.tick().await;
///     println!("tick");
/// }
/// # Ok(())
/// # }
/// ```
///
/// # Cancel safety
///
/// Waiting for a tick may be dropped; the tick is not lost.
#[must_use = "an interval does nothing until it is awaited"]
pub struct Interval {
    period: u64,
    /// When the next tick is due.
    next: Instant,
    missed: MissedTicks,
    wait: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
}

/// Ticks every `period`, the first at once. A period of less than a nanosecond counts as one.
///
/// Source: `wasi:clocks/monotonic-clock`.
///
/// ```no_run
/// # async fn example() {
/// use wharf::time::{Duration, interval};
///
/// let mut seconds = interval(Duration::from_secs(1));
/// for count in 1..=10 {
///     seconds.tick().await;
///     println!("{count}");
/// }
/// # }
/// ```
pub fn interval(period: Duration) -> Interval {
    interval_at(Instant::now(), period)
}

/// Ticks every `period`, the first at `start`. A period of less than a nanosecond counts as one.
///
/// ```no_run
/// # async fn example() -> wharf::Result<()> {
/// use wharf::time::{Duration, Instant, interval_at};
///
/// let minute = Duration::from_secs(60);
/// let mut ticks = interval_at(Instant::now() + minute, minute);
/// ticks.tick().await;
/// # Ok(())
/// # }
/// ```
///
/// Source: `wasi:clocks/monotonic-clock`.
pub fn interval_at(start: Instant, period: Duration) -> Interval {
    Interval { period: nanoseconds(period).max(1), next: start, missed: MissedTicks::default(), wait: None }
}

impl Interval {
    /// Sets what becomes of ticks that were missed. By default they come in a burst.
    pub fn missed_ticks(mut self, missed: MissedTicks) -> Self {
        self.missed = missed;
        self
    }

    /// Waits for the next tick; the moment that it was due.
    ///
    /// # Cancel safety
    ///
    /// It may be dropped and done again; the tick is not lost.
    pub async fn tick(&mut self) -> Instant {
        poll_fn(|context| self.poll_tick(context)).await
    }

    /// Puts the next tick one period from now.
    pub fn reset(&mut self) {
        self.next = Instant::now() + self.period();
        self.wait = None;
    }

    /// The time from tick to tick.
    #[must_use]
    pub fn period(&self) -> Duration {
        Duration::from_nanos(self.period)
    }

    fn poll_tick(&mut self, context: &mut Context<'_>) -> Poll<Instant> {
        let next = self.next;
        let now = Instant::now();
        if now < next {
            let wait = self.wait.get_or_insert_with(|| Box::pin(sleep_until(next)));
            ready!(wait.as_mut().poll(context));
        }
        self.wait = None;
        self.next = Instant(following(next.0, now.0.max(next.0), self.period, self.missed));
        Poll::Ready(next)
    }
}

/// When the tick is due that follows on one which was due at `due` and is told at `now`.
fn following(due: u64, now: u64, period: u64, missed: MissedTicks) -> u64 {
    match missed {
        MissedTicks::Burst => due.saturating_add(period),
        // A tick that is told in time is no missed one: the next stays where it was.
        MissedTicks::Delay if now - due < period => due.saturating_add(period),
        MissedTicks::Delay => now.saturating_add(period),
        MissedTicks::Skip => due.saturating_add(((now - due) / period).saturating_add(1).saturating_mul(period)),
    }
}

impl Stream for Interval {
    type Item = Instant;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Instant>> {
        self.poll_tick(context).map(Some)
    }
}

impl fmt::Debug for Interval {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Interval")
            .field("period", &self.period())
            .field("next", &self.next)
            .field("missed", &self.missed)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_in_time() {
        for missed in [MissedTicks::Burst, MissedTicks::Delay, MissedTicks::Skip] {
            assert_eq!(following(100, 100, 10, missed), 110);
            assert_eq!(following(100, 103, 10, missed), 110);
        }
    }

    #[test]
    fn missed_ticks() {
        assert_eq!(following(100, 135, 10, MissedTicks::Burst), 110);
        assert_eq!(following(100, 135, 10, MissedTicks::Delay), 145);
        assert_eq!(following(100, 135, 10, MissedTicks::Skip), 140);
        assert_eq!(following(100, 140, 10, MissedTicks::Skip), 150);
    }

    #[test]
    fn the_end_of_the_clock() {
        for missed in [MissedTicks::Burst, MissedTicks::Delay, MissedTicks::Skip] {
            assert_eq!(following(u64::MAX - 1, u64::MAX, u64::MAX, missed), u64::MAX);
            assert_eq!(following(0, u64::MAX, 1, missed), if missed == MissedTicks::Burst { 1 } else { u64::MAX });
        }
    }
}
