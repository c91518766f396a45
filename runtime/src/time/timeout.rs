//! Futures that have only so much time.

use core::fmt;
use core::future::{Future, poll_fn};
use core::pin::pin;
use core::task::Poll;
use core::time::Duration;

use super::sleep;

/// Awaits `future`, but not longer than `limit`; when both are ready, the future's output counts.
///
/// # Errors
///
/// [`Elapsed`] when the time is over; the future has been dropped then.
///
/// # Cancel safety
///
/// As for the future.
///
/// ```no_run
/// # async fn example() -> wharf::Result<()> {
/// use wharf::io;
/// use wharf::time::{Duration, timeout};
///
/// let line = timeout(Duration::from_secs(5), io::stdin().lines().next_line()).await??;
/// # Ok(())
/// # }
/// ```
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
///
/// ```no_run
/// # async fn example() -> wharf::Result<()> {
/// use wharf::io;
/// use wharf::time::{Duration, timeout};
///
/// let answer = timeout(Duration::from_secs(1), wharf::http::get("http://example.com/")).await;
/// if let Err(elapsed) = answer {
///     assert_eq!(io::Error::from(elapsed).kind(), io::ErrorKind::TimedOut);
/// }
/// # Ok(())
/// # }
/// ```
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
