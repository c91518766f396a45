//! What can be waited for: ends of streams and futures, and subtasks.

use alloc::rc::Rc;
use core::cell::{Cell, RefCell};

use super::set::WaitableSet;
use crate::abi::canon::CopyStatus;

/// What has happened to a waitable. The event is made of it when it is delivered, and tells what is true then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Happened {
    /// Some items were copied, and the buffer is still with the channel.
    Copied,
    /// The copy has ended.
    Ended(CopyStatus),
    /// A subtask has got further.
    Progressed,
}

/// The part that every waitable has.
#[derive(Default)]
pub(super) struct Waitable {
    /// Its handle; zero for what belongs to the host.
    pub(super) handle: Cell<u32>,
    /// The set it is in.
    pub(super) set: RefCell<Option<Rc<WaitableSet>>>,
    /// Whether a synchronous built-in waits for it.
    pub(super) has_sync_waiter: Cell<bool>,
    /// What has not been delivered.
    pending: Cell<Option<Happened>>,
    /// Whether to deliver that the other end has gone while nothing was under way on this one.
    is_bereft: Cell<bool>,
    /// When it first happened, compared with the others.
    order: Cell<u64>,
}

std::thread_local! {
    static NEXT_ORDER: Cell<u64> = const { Cell::new(0) };
}

impl Waitable {
    /// Puts something down for delivery, in place of what has not been delivered.
    pub(super) fn happened(&self, what: Happened) {
        if self.pending.replace(Some(what)).is_none() {
            self.happened_now();
        }
    }

    /// Puts down for delivery that the other end has gone while nothing was under way on this one.
    pub(super) fn lost_its_other_end(&self) {
        self.is_bereft.set(true);
        self.happened_now();
    }

    fn happened_now(&self) {
        self.order.set(NEXT_ORDER.replace(NEXT_ORDER.get() + 1));
    }

    /// Whether there is something to deliver to the set that it is in.
    pub(super) fn has_event(&self) -> bool {
        self.pending.get().is_some() || self.is_bereft.get()
    }

    /// Delivers that the other end has gone, if that has not been delivered.
    pub(super) fn take_bereft(&self) -> bool {
        self.is_bereft.take()
    }

    pub(super) fn pending(&self) -> Option<Happened> {
        self.pending.get()
    }

    pub(super) fn take_pending(&self) -> Option<Happened> {
        self.pending.take()
    }

    pub(super) fn order(&self) -> u64 {
        self.order.get()
    }

    pub(super) fn is_in_set(&self) -> bool {
        self.set.borrow().is_some()
    }

    /// Moves to another set, or out of the one it is in.
    pub(super) fn join(&self, set: Option<Rc<WaitableSet>>) {
        let handle = self.handle.get();
        if let Some(set) = &set {
            set.members.borrow_mut().push(handle);
        }
        if let Some(previous) = self.set.replace(set) {
            let mut members = previous.members.borrow_mut();
            // The first one: when it joins the set that it is in, it goes to the back.
            if let Some(index) = members.iter().position(|member| *member == handle) {
                members.remove(index);
            }
        }
    }
}
