//! Giving way to other futures.

use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

/// Lets the other futures that are ready run first; every so often, other tasks of the component and the host too.
///
/// ```
/// # wharf::task::block_on(async {
/// wharf::task::yield_now().await;
/// # });
/// ```
pub fn yield_now() -> YieldNow {
    YieldNow { yielded: false }
}

/// The future of [`yield_now`].
#[derive(Debug)]
pub struct YieldNow {
    yielded: bool,
}

impl Future for YieldNow {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if self.yielded {
            return Poll::Ready(());
        }
        self.yielded = true;
        context.waker().wake_by_ref();
        Poll::Pending
    }
}
