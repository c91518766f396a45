//! A handle to a spawned future.

use core::fmt;
use core::future::Future;
use core::marker::PhantomData;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::node::{self, NodeRef};

/// Awaits the output of a future that was [spawned](super::spawn): `None` when it was cancelled.
///
/// Dropping the handle detaches the future, which goes on.
///
/// # Cancel safety
///
/// Awaiting `&mut handle` may be dropped and done again: the output is kept until it is taken.
#[must_use = "dropping a handle detaches the future; call `detach` to say so"]
pub struct JoinHandle<T> {
    node: NodeRef,
    output: PhantomData<T>,
}

impl<T> JoinHandle<T> {
    /// Takes over a reference to `node`.
    ///
    /// # Safety
    ///
    /// `T` must be the output of the node's future, which is `'static`.
    pub(super) unsafe fn new(node: NodeRef) -> Self {
        JoinHandle { node, output: PhantomData }
    }

    /// Drops the future where it is. When it has finished already, its output can still be awaited.
    ///
    /// A future that cancels itself ends at its next poll that is not under way.
    pub fn cancel(&mut self) {
        node::cancel(self.node);
    }

    /// Whether the future has finished or been cancelled.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        // SAFETY: the handle holds a reference.
        unsafe { self.node.as_ref() }.task.get().is_null()
    }

    /// Lets the future go on by itself.
    pub fn detach(self) {}
}

impl<T> Future for JoinHandle<T> {
    type Output = Option<T>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<T>> {
        if self.is_finished() {
            // SAFETY: `T` is the output of the node's future.
            return Poll::Ready(unsafe { node::take(self.node) });
        }
        // SAFETY: the handle holds a reference.
        let joiner = unsafe { &self.node.as_ref().joiner };
        let present = joiner.take().filter(|present| present.will_wake(context.waker()));
        joiner.set(Some(present.unwrap_or_else(|| context.waker().clone())));
        Poll::Pending
    }
}

impl<T> Drop for JoinHandle<T> {
    fn drop(&mut self) {
        // SAFETY: the handle's reference.
        unsafe { node::release(self.node) }
    }
}

impl<T> fmt::Debug for JoinHandle<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("JoinHandle").field("finished", &self.is_finished()).finish()
    }
}
