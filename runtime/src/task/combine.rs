//! Awaiting several futures.

use alloc::vec::Vec;
use core::future::{Future, poll_fn};
use core::pin::pin;
use core::task::Poll;

use super::scope;

/// Awaits both futures side by side.
///
/// ```
/// # use wharf::task::{block_on, join, yield_now};
/// # block_on(async {
/// let (left, right) = join(async { 1 }, async { yield_now().await; "two" }).await;
/// assert_eq!((left, right), (1, "two"));
/// # });
/// ```
pub async fn join<A: Future, B: Future>(a: A, b: B) -> (A::Output, B::Output) {
    let (mut a, mut b) = (pin!(a), pin!(b));
    let (mut a_output, mut b_output) = (None, None);
    poll_fn(|context| {
        if a_output.is_none()
            && let Poll::Ready(output) = a.as_mut().poll(context)
        {
            a_output = Some(output);
        }
        if b_output.is_none()
            && let Poll::Ready(output) = b.as_mut().poll(context)
        {
            b_output = Some(output);
        }
        if a_output.is_none() || b_output.is_none() {
            return Poll::Pending;
        }
        a_output.take().zip(b_output.take()).map_or(Poll::Pending, Poll::Ready)
    })
    .await
}

/// Awaits all futures side by side, however many; their outputs are in the order of the futures.
///
/// ```
/// # wharf::task::block_on(async {
/// let lengths = wharf::task::join_all(["lift", "lower"].map(|word| async move { word.len() })).await;
/// assert_eq!(lengths, [4, 5]);
/// # });
/// ```
pub async fn join_all<F: Future>(futures: impl IntoIterator<Item = F>) -> Vec<F::Output> {
    scope(async |scope| {
        let handles: Vec<_> = futures.into_iter().map(|future| scope.spawn(future)).collect();
        let mut outputs = Vec::with_capacity(handles.len());
        for handle in handles {
            // Nobody can abort them.
            outputs.extend(handle.await);
        }
        outputs
    })
    .await
}

/// The output of the future that won a [race](race()).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Either<A, B> {
    /// That of the first future.
    Left(A),
    /// That of the second future.
    Right(B),
}

impl<T> Either<T, T> {
    /// The output, whichever it is.
    pub fn into_inner(self) -> T {
        match self {
            Either::Left(output) | Either::Right(output) => output,
        }
    }
}

/// Awaits whichever future is ready first, and drops the other. When both are, the first counts.
///
/// Pass `&mut future` (pinned) to keep the one that loses. To give up after some time there is
/// [`timeout`](crate::time::timeout()).
///
/// ```
/// # use wharf::task::{block_on, race, Either};
/// # block_on(async {
/// let winner = race(std::future::pending::<u32>(), async { "second" }).await;
/// assert_eq!(winner, Either::Right("second"));
/// # });
/// ```
pub async fn race<A: Future, B: Future>(a: A, b: B) -> Either<A::Output, B::Output> {
    let (mut a, mut b) = (pin!(a), pin!(b));
    poll_fn(|context| {
        if let Poll::Ready(output) = a.as_mut().poll(context) {
            return Poll::Ready(Either::Left(output));
        }
        b.as_mut().poll(context).map(Either::Right)
    })
    .await
}
