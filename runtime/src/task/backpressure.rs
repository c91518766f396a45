//! Back-pressure: asking the host to hold back calls of this component.

use crate::abi::canon;

/// Holds back new calls of the component's exports while it lives. Guards nest.
///
/// Calls that have begun go on. Source: the `backpressure.inc` and `backpressure.dec` built-ins.
///
/// ```no_run
/// # async fn reindex() {}
/// # async fn export() {
/// let guard = wharf::task::Backpressure::hold();
/// reindex().await; // nobody else gets in meanwhile
/// drop(guard);
/// # }
/// ```
#[derive(Debug)]
#[must_use = "calls are let in again when the guard is dropped"]
pub struct Backpressure(());

impl Backpressure {
    /// Holds back new calls until the guard is dropped.
    ///
    /// # Panics
    ///
    /// The host traps when there are 65,536 guards at once.
    pub fn hold() -> Self {
        canon::backpressure_inc();
        Backpressure(())
    }
}

impl Drop for Backpressure {
    fn drop(&mut self) {
        canon::backpressure_dec();
    }
}
