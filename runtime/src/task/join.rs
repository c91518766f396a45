//! A handle to a spawned future.

use core::fmt;
use core::future::Future;
use core::marker::PhantomData;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::node::{self, NodeRef};

/// Awaits the output of a future that was [spawned](super::spawn): `None` when it was aborted.
///
/// Dropping the handle detaches the future, which goes on; its output is dropped when it has finished.
///
/// # Cancel safety
///
/// Awaiting `&mut handle` may be dropped and done again: the output is kept until it is taken.
pub struct JoinHandle<T> {
    node: NodeRef,
    output: PhantomData<T>,
}

// The output does not lie in the handle.
impl<T> Unpin for JoinHandle<T> {}

impl<T> JoinHandle<T> {
    /// A handle to `node`, with one of the caller's references.
    ///
    /// # Safety
    ///
    /// `T` must be the output of the node's future, and the node have no other handle. The future must stay valid as
    /// long as the handle can be used.
    pub(super) unsafe fn new(node: NodeRef) -> Self {
        // SAFETY: the caller's reference.
        unsafe { node.as_ref() }.is_awaited.set(true);
        JoinHandle { node, output: PhantomData }
    }

    /// Drops the future where it is, and whoever awaits the handle gets `None`. When the future has finished already,
    /// nothing happens, and its output can still be awaited.
    ///
    /// A future that aborts itself ends when it waits next.
    ///
    /// ```
    /// # wharf::task::block_on(async {
    /// let handle = wharf::task::spawn(std::future::pending::<()>());
    /// handle.abort();
    /// assert_eq!(handle.await, None);
    /// # });
    /// ```
    pub fn abort(&self) {
        node::abort(self.node);
    }

    /// [`abort`](JoinHandle::abort), by the name that it has in wit-bindgen.
    pub fn cancel(&mut self) {
        self.abort();
    }

    /// Whether the future has finished or been aborted.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        // SAFETY: the handle holds a reference.
        unsafe { self.node.as_ref() }.queue.get().is_null()
    }

    /// Lets the future go on by itself.
    pub fn detach(self) {}
}

impl<T> Future for JoinHandle<T> {
    type Output = Option<T>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<T>> {
        if self.is_finished() {
            // SAFETY: `T` is the output of the node's future, and the handle holds a reference.
            return Poll::Ready(unsafe {
                self.node.as_ref().is_awaited.set(false);
                node::take(self.node)
            });
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
        // SAFETY: the handle's reference, and a future that has finished is not being polled.
        unsafe {
            if self.node.as_ref().is_awaited.replace(false) && self.is_finished() {
                // A waker may keep the node for long.
                node::clear(self.node);
            }
            node::release(self.node);
        }
    }
}

impl<T> fmt::Debug for JoinHandle<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("JoinHandle").field("finished", &self.is_finished()).finish()
    }
}
