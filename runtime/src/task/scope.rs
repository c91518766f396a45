//! Futures that borrow from their surroundings and run side by side.

use alloc::rc::{Rc, Weak};
use core::fmt;
use core::future::{Future, poll_fn};
use core::marker::PhantomData;
use core::pin::{Pin, pin};
use core::task::{Context, Poll};

use super::join::JoinHandle;
use super::node;
use super::queue::Queue;

/// How many polls a scope makes before it lets others run.
const BUDGET: u32 = 256;

/// Runs `body`, which may spawn futures that borrow what is around the scope, and returns its output once all of them
/// have finished too.
///
/// The futures are polled by the scope's own future and dropped with it: none of them outlives it. They cannot borrow
/// from inside `body`, because they may run on when that has returned.
///
/// # Cancel safety
///
/// Dropping the scope's future drops `body` and all spawned futures.
///
/// ```
/// # wharf::task::block_on(async {
/// let words = vec!["lift", "lower"];
/// let (first, lengths) = wharf::task::scope(async |scope| {
///     let first = scope.spawn(async { words[0] });
///     let lengths = scope.spawn(async { words.iter().map(|word| word.len()).sum::<usize>() });
///     (first.await, lengths.await)
/// })
/// .await;
/// assert_eq!((first, lengths), (Some("lift"), Some(9)));
/// # });
/// ```
///
/// What is inside the body does not live long enough:
///
/// ```compile_fail,E0373
/// # wharf::task::block_on(async {
/// wharf::task::scope(async |scope| {
///     let inside = String::from("body");
///     drop(scope.spawn(async { inside.len() }));
/// })
/// .await;
/// # });
/// ```
///
/// And what a child borrows can neither go nor change while the scope may run:
///
/// ```compile_fail,E0505
/// # wharf::task::block_on(async {
/// let word = String::from("lift");
/// let running = wharf::task::scope(async |scope| drop(scope.spawn(async { word.len() })));
/// drop(word);
/// running.await;
/// # });
/// ```
///
/// ```compile_fail,E0597
/// # let runs = |running: std::pin::Pin<&mut dyn Future<Output = ()>>| {};
/// let kept = std::cell::Cell::new(None);
/// let mut running = Box::pin(wharf::task::scope(async |scope| kept.set(Some(scope.clone()))));
/// # runs(running.as_mut());
/// {
///     let word = String::from("lift");
///     kept.take().map(|scope: wharf::task::Scope<'_>| scope.spawn(async { word.len() }));
/// }
/// drop(running);
/// ```
pub fn scope<'env, T, B>(body: B) -> ScopeFuture<'env, impl Future<Output = T>>
where
    B: AsyncFnOnce(&Scope<'env>) -> T,
{
    ScopeFuture { running: run(body), env: PhantomData }
}

async fn run<'env, T>(body: impl AsyncFnOnce(&Scope<'env>) -> T) -> T {
    let children = Rc::new(Children(Queue::new()));
    let scope = Scope { children: Rc::downgrade(&children), env: PhantomData };
    let mut body = pin!(body(&scope));
    let mut output = None;
    poll_fn(|context| {
        if output.is_none()
            && let Poll::Ready(ready) = body.as_mut().poll(context)
        {
            output = Some(ready);
        }
        match children.poll(context) {
            Poll::Ready(()) => output.take().map_or(Poll::Pending, Poll::Ready),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}

/// The future of [`scope`](scope()).
#[must_use = "a future does nothing unless it is awaited"]
pub struct ScopeFuture<'env, F> {
    running: F,
    env: PhantomData<fn(&'env ()) -> &'env ()>,
}

impl<F: Future> Future for ScopeFuture<'_, F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        // SAFETY: the future is not moved, and `drop` does not touch it.
        unsafe { self.map_unchecked_mut(|this| &mut this.running) }.poll(context)
    }
}

impl<F> Drop for ScopeFuture<'_, F> {
    /// Does nothing, but says that what the spawned futures borrow is in use until then. The compiler would not find
    /// out by itself: their types are not part of this one.
    fn drop(&mut self) {}
}

impl<F> fmt::Debug for ScopeFuture<'_, F> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ScopeFuture")
    }
}

/// The spawned futures of a scope.
///
/// Only the scope's own future polls them. So when that future is leaked, they are never polled again, whatever they
/// borrow may go, and nothing of them is touched any more.
struct Children(Queue);

impl Children {
    /// Polls those that are ready; whether all have finished.
    fn poll(&self, context: &mut Context<'_>) -> Poll<()> {
        self.0.disarm();
        self.0.poll_ready(BUDGET);
        if self.0.is_done() {
            return Poll::Ready(());
        }
        if self.0.is_ready() {
            context.waker().wake_by_ref();
        } else {
            self.0.set_alarm(context.waker().clone());
        }
        Poll::Pending
    }
}

impl Drop for Children {
    fn drop(&mut self) {
        self.0.disarm();
        self.0.clear();
    }
}

/// Spawns futures inside [`scope`](scope()). A clone may be moved into such a future, which then spawns others.
#[derive(Clone)]
pub struct Scope<'env> {
    children: Weak<Children>,
    /// Invariant: the futures must live exactly as long as is said.
    env: PhantomData<fn(&'env ()) -> &'env ()>,
}

impl<'env> Scope<'env> {
    /// Runs `future` beside the body of the scope, and returns a handle to its output. Dropping the handle detaches
    /// the future: the scope still waits for it.
    ///
    /// In a clone of the scope that was kept when the scope had ended, the future is dropped at once.
    pub fn spawn<T, F>(&self, future: F) -> ScopedJoinHandle<'env, T>
    where
        T: 'env,
        F: Future<Output = T> + 'env,
    {
        let (node, _) = node::new((), future, 2);
        // SAFETY: `T` is the output of the future. What the future borrows is valid for `'env`, and so the handle.
        let handle = unsafe { JoinHandle::new(node) };
        match self.children.upgrade() {
            Some(children) => children.0.adopt(node),
            // SAFETY: the first reference, and the future has never been polled.
            None => unsafe {
                node::clear(node);
                node::release(node);
            },
        }
        ScopedJoinHandle { handle, env: PhantomData }
    }
}

impl fmt::Debug for Scope<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ended = self.children.strong_count() == 0;
        formatter.debug_struct("Scope").field("ended", &ended).finish()
    }
}

/// Awaits the output of a future that was spawned in a [scope](scope()): `None` when it was aborted.
///
/// # Cancel safety
///
/// As for [`JoinHandle`].
///
/// A handle is not to be used when what its future borrows may have gone, not even after the scope was leaked:
///
/// ```compile_fail,E0597
/// # wharf::task::block_on(async {
/// let mut kept = None;
/// {
///     let word = String::from("lift");
///     let kept = &mut kept;
///     let running = wharf::task::scope(async |scope| *kept = Some(scope.spawn(async { word.len() })));
///     std::mem::forget(Box::pin(running));
/// }
/// drop(kept);
/// # });
/// ```
pub struct ScopedJoinHandle<'env, T> {
    handle: JoinHandle<T>,
    /// The handle may drop the future, so it must not outlive what that borrows.
    env: PhantomData<fn(&'env ()) -> &'env ()>,
}

impl<T> ScopedJoinHandle<'_, T> {
    /// Drops the future where it is, as [`JoinHandle::abort`].
    pub fn abort(&self) {
        self.handle.abort();
    }

    /// Whether the future has finished or been aborted.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        self.handle.is_finished()
    }
}

impl<T> Future for ScopedJoinHandle<'_, T> {
    type Output = Option<T>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<T>> {
        Pin::new(&mut self.handle).poll(context)
    }
}

impl<T> fmt::Debug for ScopedJoinHandle<'_, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.handle.fmt(formatter)
    }
}
