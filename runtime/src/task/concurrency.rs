//! How many calls are let in at once.

use core::fmt;
use core::sync::atomic::{AtomicU32, Ordering};

use super::state;
use crate::abi::canon;

/// Limits how many calls of exports run at the same time in this instance.
///
/// [`#[wharf::export(concurrency = 4)]`](crate::export) declares one for an implementation. A call counts from its
/// start until all its work has ended, spawned work included. When the limit is reached the host
/// holds back every new call of the component, of whatever export, until one of those that count has ended.
///
/// Source: the `backpressure.inc` and `backpressure.dec` built-ins.
///
/// ```
/// use wharf::task::Concurrency;
///
/// static REPORTS: Concurrency = Concurrency::at_most(4);
///
/// async fn report() {
///     REPORTS.count();
///     // At most four calls are here.
/// }
/// ```
pub struct Concurrency {
    limit: u32,
    running: AtomicU32,
}

impl Concurrency {
    /// Lets in up to `limit` calls at once.
    ///
    /// # Panics
    ///
    /// When `limit` is zero, which would let in nobody. In a `static` that is an error of the compiler.
    #[must_use]
    pub const fn at_most(limit: u32) -> Self {
        assert!(limit > 0, "at least one call must be let in at a time");
        Concurrency { limit, running: AtomicU32::new(0) }
    }

    /// Counts the current task, from here until it ends. A task is counted once, by the first that asks.
    ///
    /// For the limit to hold, this must be done before the call first waits.
    pub fn count(&'static self) {
        if let Some(task) = state::current() {
            // SAFETY: the current task lives.
            unsafe { task.as_ref() }.count_by(self);
        }
    }

    /// How many tasks are counted now.
    #[must_use]
    pub fn running(&self) -> u32 {
        self.running.load(Ordering::Relaxed)
    }

    pub(super) fn enter(&self) {
        if self.running.fetch_add(1, Ordering::Relaxed) + 1 == self.limit {
            canon::backpressure_inc();
        }
    }

    pub(super) fn leave(&self) {
        if self.running.fetch_sub(1, Ordering::Relaxed) == self.limit {
            canon::backpressure_dec();
        }
    }
}

impl fmt::Debug for Concurrency {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Concurrency").field("limit", &self.limit).field("running", &self.running()).finish()
    }
}
