//! A call of a host's function, as the host sees it.

use alloc::rc::Rc;
use alloc::vec::Vec;
use core::cell::RefCell;
use core::fmt;
use core::future::Future;
use core::marker::PhantomData;
use core::task::Poll;

use super::resource::ResourceHandle;
use super::subtask::{Lowering, Subtask};
use super::value::Value;
use crate::abi::canon::subtask::{RETURNED, STARTED, STARTING};
use crate::abi::{MAX_FLAT_ASYNC_PARAMS, MAX_FLAT_PARAMS, SlotReader};

/// A call that the component has made of a function of the host, which may answer it now or later.
///
/// Until [`start`](Call::start), the component sees it as starting, and its parameters are the component's. Between
/// that and [`finish`](Call::finish) it sees it as started. Dropping the call leaves it unanswered for good.
pub struct Call<P, R> {
    subtask: Rc<Subtask>,
    types: PhantomData<fn(P) -> R>,
}

std::thread_local! {
    /// The calls whose parameters are being lifted.
    static LIFTING: RefCell<Vec<Rc<Subtask>>> = const { RefCell::new(Vec::new()) };
}

/// Lends a resource to the call whose parameters are being lifted.
pub(super) fn lend(resource: &Rc<ResourceHandle>) {
    LIFTING.with_borrow(|calls| match calls.last() {
        Some(call) => call.lend(resource.clone()),
        None => panic!("trap: a resource can be borrowed for a call only"),
    });
}

impl<P: Value, R: Value> Call<P, R> {
    pub(super) fn new(subtask: Rc<Subtask>) -> Self {
        Call { subtask, types: PhantomData }
    }

    fn max_flat_params(&self) -> usize {
        match self.subtask.lowering {
            Lowering::Sync => MAX_FLAT_PARAMS,
            Lowering::Async => MAX_FLAT_ASYNC_PARAMS,
        }
    }

    /// Takes the parameters.
    ///
    /// # Panics
    ///
    /// When the call has started or has been cancelled.
    #[must_use = "what the parameters own is dropped with them"]
    pub fn start(&self) -> P {
        assert_eq!(self.subtask.state.get(), STARTING, "{} cannot start", self.subtask.describe());
        self.subtask.advance(STARTED);
        let mut slots = SlotReader::new(&self.subtask.slots);
        LIFTING.with_borrow_mut(|calls| calls.push(self.subtask.clone()));
        // SAFETY: the component keeps the parameters until it is told that the call has started.
        let params =
            unsafe { if P::FLAT <= self.max_flat_params() { P::take(&mut slots) } else { P::load(slots.next_ptr()) } };
        LIFTING.with_borrow_mut(Vec::pop);
        params
    }

    /// Where the component wants the result, if not in a register.
    fn result_area(&self) -> *mut R::Area {
        let params = if P::FLAT <= self.max_flat_params() { P::FLAT } else { 1 };
        SlotReader::new(&self.subtask.slots[params..]).next_ptr()
    }

    /// Answers the call. One that has not started takes its parameters first, and drops them.
    ///
    /// # Errors
    ///
    /// The result, when the component has cancelled the call.
    pub fn finish(self, result: R) -> Result<(), R> {
        if self.subtask.is_resolved() {
            return Err(result);
        }
        if self.subtask.state.get() == STARTING {
            drop(self.start());
        }
        if R::FLAT == 1 && self.subtask.lowering == Lowering::Sync {
            let mut slots = Vec::new();
            result.give(&mut slots);
            self.subtask.result.set(slots.as_slice()[0]);
        } else if R::FLAT > 0 {
            // SAFETY: the component keeps room for the result until it is told that the call has returned.
            unsafe { result.store(self.result_area()) }
        }
        self.subtask.advance(RETURNED);
        Ok(())
    }

    /// What the component does when it cancels the call: wait until the host [answers](Call::finish) nevertheless,
    /// or [confirms](Call::confirm_cancel). Without this, a call that is cancelled is over at once.
    pub fn finish_anyway(&self) {
        self.subtask.finishes_anyway.set(true);
    }

    /// Whether the component has cancelled the call.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.subtask.cancel_requested.get()
    }

    /// Waits, on the host's side, until the component cancels the call.
    pub fn cancelled(&self) -> impl Future<Output = ()> + use<P, R> {
        let subtask = self.subtask.clone();
        core::future::poll_fn(move |context| {
            if subtask.cancel_requested.get() {
                return Poll::Ready(());
            }
            subtask.waker.replace(Some(context.waker().clone()));
            Poll::Pending
        })
    }

    /// Ends a call that the component has cancelled.
    ///
    /// # Panics
    ///
    /// When it has not.
    pub fn confirm_cancel(self) {
        assert!(self.is_cancelled(), "{} is not cancelled", self.subtask.describe());
        if !self.subtask.is_resolved() {
            self.subtask.confirm_cancel();
        }
    }
}

impl<P, R> Drop for Call<P, R> {
    fn drop(&mut self) {
        if !self.subtask.is_resolved() {
            self.subtask.is_abandoned.set(true);
        }
    }
}

impl<P, R> fmt::Debug for Call<P, R> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.subtask.describe())
    }
}
