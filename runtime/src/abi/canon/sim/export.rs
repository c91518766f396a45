//! Calling the component's exports.

use alloc::boxed::Box;
use alloc::rc::Rc;
use core::any::Any;
use core::fmt;
use core::marker::PhantomData;

use super::instance::here;
use super::task::{Kind, Phase, State, TaskState};
use super::trap::settled;
use super::value::Value;
use crate::abi::{MAX_FLAT_PARAMS, SlotReader};

/// A call of an async export, whose result is an `R`.
pub struct Task<R> {
    state: Rc<TaskState>,
    result: PhantomData<fn() -> R>,
}

/// Calls an async export: `core` is its core function, with the parameters, and returns what that returns.
///
/// It runs at once up to where it waits, unless there is backpressure or another export is running. How it goes on
/// is up to [`run`](super::run) and its like.
///
/// # Panics
///
/// When it traps.
pub fn start<R: Value>(core: impl FnOnce() -> u32 + 'static) -> Task<R> {
    let instance = here();
    let state = TaskState::new(Kind::Async, State::Initial, Phase::Queued(Box::new(core)), lift::<R>);
    settled(instance.tasks.add(&instance, &state));
    Task { state, result: PhantomData }
}

/// Calls a synchronous export: `core` is its core function, with the parameters. In it, whatever may block traps.
pub fn call_sync<T>(core: impl FnOnce() -> T) -> T {
    let instance = here();
    let task = TaskState::new(Kind::Sync, State::Started, Phase::Running, lift::<()>);
    let entered = instance.tasks.enter(&task);
    let result = core();
    drop(entered);
    settled(task.resolve());
    result
}

impl<R: Value> Task<R> {
    /// Whether it has returned a result.
    #[must_use]
    pub fn has_returned(&self) -> bool {
        self.state.state.get() == State::Resolved && !self.was_cancelled()
    }

    /// Whether it has ended without a result because it was cancelled.
    #[must_use]
    pub fn was_cancelled(&self) -> bool {
        let result = self.state.result.take();
        let cancelled = result.is_none() && self.state.state.get() == State::Resolved;
        self.state.result.set(result);
        cancelled
    }

    /// Whether it is over, also with what it does after its result.
    #[must_use]
    pub fn has_exited(&self) -> bool {
        matches!(&*self.state.phase.borrow(), Phase::Exited)
    }

    /// Takes the result.
    #[must_use]
    pub fn take_result(&self) -> Option<R> {
        let result = self.state.result.take()?.downcast::<Option<R>>().ok()?;
        self.state.result.set(Some(Box::new(None::<R>)));
        *result
    }

    /// Asks the task to end. One that has not begun never does; one that waits is told now, and one that runs, as
    /// soon as it waits.
    ///
    /// # Panics
    ///
    /// When it traps.
    pub fn cancel(&self) {
        let instance = here();
        settled(instance.tasks.request_cancel(&instance, &self.state));
    }
}

impl<R> fmt::Debug for Task<R> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "an exported task that {}", self.state.describe(&here()))
    }
}

/// Takes a result, as an option from which it can be taken.
unsafe fn lift<R: Value>(slots: &[u64]) -> Box<dyn Any> {
    let mut slots = SlotReader::new(slots);
    // SAFETY: the caller's promise.
    let result = unsafe { if R::FLAT <= MAX_FLAT_PARAMS { R::take(&mut slots) } else { R::load(slots.next_ptr()) } };
    Box::new(Some(result))
}
