//! A set of spawned futures.

use alloc::collections::VecDeque;
use alloc::rc::Rc;
use alloc::vec::Vec;
use core::cell::{Cell, RefCell};
use core::fmt;
use core::future::{Future, poll_fn};
use core::pin::Pin;
use core::task::{Context, Poll, Waker};

use super::{JoinHandle, spawn};

/// Futures that were spawned together, and whose outputs are taken in the order in which they finish.
///
/// Dropping the set aborts those that have not finished.
///
/// ```
/// # wharf::task::block_on(async {
/// let mut squares = wharf::task::JoinSet::new();
/// for number in 1..=3 {
///     squares.spawn(async move { number * number });
/// }
/// let mut sum = 0;
/// while let Some(square) = squares.join_next().await {
///     sum += square;
/// }
/// assert_eq!(sum, 14);
/// # });
/// ```
pub struct JoinSet<T> {
    /// By number; numbers of futures that have been joined are used again.
    handles: Vec<Option<JoinHandle<T>>>,
    free: Vec<usize>,
    finished: Rc<Finished>,
}

/// The numbers of the futures that have finished and not been joined.
#[derive(Default)]
struct Finished {
    numbers: RefCell<VecDeque<usize>>,
    waker: Cell<Option<Waker>>,
}

/// Reports that a future has gone, as part of it.
struct Report {
    finished: Rc<Finished>,
    number: usize,
}

impl Drop for Report {
    fn drop(&mut self) {
        self.finished.numbers.borrow_mut().push_back(self.number);
        if let Some(waker) = self.finished.waker.take() {
            waker.wake();
        }
    }
}

impl<T: 'static> JoinSet<T> {
    /// An empty set.
    #[must_use]
    pub fn new() -> Self {
        JoinSet { handles: Vec::new(), free: Vec::new(), finished: Rc::default() }
    }

    /// [Spawns](super::spawn) a future into the set.
    ///
    /// # Panics
    ///
    /// Outside a task.
    pub fn spawn(&mut self, future: impl Future<Output = T> + 'static) {
        let number = self.free.pop().unwrap_or_else(|| {
            self.handles.push(None);
            self.handles.len() - 1
        });
        let report = Report { finished: self.finished.clone(), number };
        self.handles[number] = Some(spawn(async move {
            let _report = report;
            future.await
        }));
    }

    /// How many futures there are whose outputs have not been taken.
    #[must_use]
    pub fn len(&self) -> usize {
        self.handles.len() - self.free.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The output of the next future that finishes; `None` when the set is empty. Those that were aborted are passed
    /// over.
    ///
    /// # Cancel safety
    ///
    /// When it is dropped, no output has been taken.
    pub async fn join_next(&mut self) -> Option<T> {
        poll_fn(|context| self.poll_join_next(context)).await
    }

    /// [`join_next`](JoinSet::join_next) for use in a `poll` function.
    pub fn poll_join_next(&mut self, context: &mut Context<'_>) -> Poll<Option<T>> {
        while !self.is_empty() {
            let Some(number) = self.finished.numbers.borrow_mut().pop_front() else {
                let present = self.finished.waker.take().filter(|present| present.will_wake(context.waker()));
                self.finished.waker.set(Some(present.unwrap_or_else(|| context.waker().clone())));
                return Poll::Pending;
            };
            self.free.push(number);
            if let Some(mut handle) = self.handles[number].take()
                && let Poll::Ready(Some(output)) = Pin::new(&mut handle).poll(context)
            {
                return Poll::Ready(Some(output));
            }
        }
        Poll::Ready(None)
    }

    /// Waits for all futures, and returns their outputs in the order in which they finished.
    pub async fn join_all(mut self) -> Vec<T> {
        let mut outputs = Vec::with_capacity(self.len());
        while let Some(output) = self.join_next().await {
            outputs.push(output);
        }
        outputs
    }

    /// Drops all futures that have not finished. What others have output can still be taken.
    pub fn abort_all(&mut self) {
        for handle in self.handles.iter().flatten() {
            handle.abort();
        }
    }

    /// Lets the futures go on by themselves, and empties the set.
    pub fn detach_all(&mut self) {
        self.handles.clear();
        self.free.clear();
        self.finished = Rc::default();
    }
}

impl<T: 'static> Default for JoinSet<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Drop for JoinSet<T> {
    fn drop(&mut self) {
        for handle in self.handles.iter().flatten() {
            handle.abort();
        }
    }
}

impl<T: 'static> fmt::Debug for JoinSet<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("JoinSet").field("len", &self.len()).finish()
    }
}
