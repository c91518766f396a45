//! Subtasks: calls of imports, as the component sees them.

use alloc::format;
use alloc::rc::Rc;
use alloc::string::String;
use alloc::vec::Vec;
use core::cell::{Cell, RefCell};
use core::task::Waker;

use super::instance::Instance;
use super::resource::ResourceHandle;
use super::set::IN_SET;
use super::trap::{Checked, trap_if};
use super::waitable::{Happened, Waitable};
use super::{host, random, wait};
use crate::abi::canon::subtask::{CANCELLED_BEFORE_STARTED, RETURNED, STARTED, STARTING};
use crate::abi::canon::{BLOCKED, Event};

/// The last of the states, which the runtime need not tell from the others.
pub(super) const CANCELLED_BEFORE_RETURNED: u32 = 4;

/// How the component calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lowering {
    Sync,
    Async,
}

pub(super) struct Subtask {
    /// The import that is called.
    name: String,
    pub(super) lowering: Lowering,
    /// The core parameters.
    pub(super) slots: Vec<u64>,
    /// The core result of a synchronous call.
    pub(super) result: Cell<u64>,
    pub(super) state: Cell<u32>,
    pub(super) waitable: Waitable,
    /// Handles that the host has borrowed; none once the end of the call has been delivered.
    lenders: RefCell<Option<Vec<Rc<ResourceHandle>>>>,
    pub(super) cancel_requested: Cell<bool>,
    /// Whether the host goes on with a call that is cancelled, and answers in the end.
    pub(super) finishes_anyway: Cell<bool>,
    /// Whether the host has given up on answering.
    pub(super) is_abandoned: Cell<bool>,
    /// Who of the host waits for a cancellation.
    pub(super) waker: RefCell<Option<Waker>>,
}

impl Subtask {
    pub(super) fn new(name: String, lowering: Lowering, slots: &[u64]) -> Self {
        Subtask {
            name,
            lowering,
            slots: slots.into(),
            result: Cell::new(0),
            state: Cell::new(STARTING),
            waitable: Waitable::default(),
            lenders: RefCell::new(Some(Vec::new())),
            cancel_requested: Cell::new(false),
            finishes_anyway: Cell::new(false),
            is_abandoned: Cell::new(false),
            waker: RefCell::new(None),
        }
    }

    pub(super) fn is_resolved(&self) -> bool {
        self.state.get() >= RETURNED
    }

    fn is_resolve_delivered(&self) -> bool {
        self.lenders.borrow().is_none()
    }

    /// Goes on to another state; the component is told once it has a handle.
    pub(super) fn advance(&self, state: u32) {
        self.state.set(state);
        if self.waitable.handle.get() != 0 {
            self.waitable.happened(Happened::Progressed);
        }
    }

    /// Tells the host that the component wants the call to end. Unless the host said that it finishes anyway, the call
    /// ends as soon as the host gets on or, as chance has it with a [seed](super::seed), at once.
    fn request_cancel(self: &Rc<Self>) {
        self.cancel_requested.set(true);
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
        if self.finishes_anyway.get() {
            return;
        }
        if random::pick(2) == 1 {
            return self.confirm_cancel();
        }
        let subtask = self.clone();
        host::spawn(async move {
            if !subtask.is_resolved() {
                subtask.confirm_cancel();
            }
        });
    }

    /// Ends a call that the component has cancelled.
    pub(super) fn confirm_cancel(&self) {
        self.advance(match self.state.get() {
            STARTING => CANCELLED_BEFORE_STARTED,
            _ => CANCELLED_BEFORE_RETURNED,
        });
    }

    /// Keeps an owned handle from being dropped until the call has ended.
    pub(super) fn lend(&self, resource: Rc<ResourceHandle>) {
        if let Some(lenders) = &mut *self.lenders.borrow_mut() {
            resource.lends.set(resource.lends.get() + 1);
            lenders.push(resource);
        }
    }

    /// Gives back what was borrowed: the component is being told that the call has ended.
    pub(super) fn deliver_resolve(&self) {
        for resource in self.lenders.take().into_iter().flatten() {
            resource.lends.set(resource.lends.get() - 1);
        }
    }

    fn deliver(&self) -> u32 {
        self.waitable.take_pending();
        if self.is_resolved() {
            self.deliver_resolve();
        }
        self.state.get()
    }

    pub(super) fn deliver_event(&self) -> Event {
        Event { kind: Event::SUBTASK, waitable: self.waitable.handle.get(), code: self.deliver() }
    }

    /// What it is and how far it is, for people.
    pub(super) fn describe(&self) -> String {
        let state = match self.state.get() {
            STARTING => "starting",
            STARTED => "started",
            RETURNED => "returned",
            CANCELLED_BEFORE_STARTED => "cancelled before it started",
            _ => "cancelled before it returned",
        };
        let abandoned = if self.is_abandoned.get() { " and dropped by the host" } else { "" };
        format!("call of {}, {state}{abandoned}", self.name)
    }
}

/// `subtask.cancel`.
pub(super) fn cancel(instance: &Instance, lowering: Lowering, handle: u32) -> Checked<u32> {
    if lowering == Lowering::Sync {
        instance.tasks.check_blocking()?;
    }
    let subtask = instance.subtask(handle)?;
    trap_if(
        subtask.is_resolve_delivered() || subtask.cancel_requested.get(),
        "`subtask.cancel` called after terminal status delivered",
    )?;
    trap_if(lowering == Lowering::Sync && subtask.waitable.is_in_set(), IN_SET)?;
    if !subtask.is_resolved() {
        subtask.request_cancel();
    }
    if lowering == Lowering::Async {
        return Ok(if subtask.is_resolved() { subtask.deliver() } else { BLOCKED });
    }
    subtask.waitable.has_sync_waiter.set(true);
    let ended = wait::until_resolved(instance, &subtask, "waits for the cancelled");
    subtask.waitable.has_sync_waiter.set(false);
    ended?;
    Ok(subtask.deliver())
}

/// `subtask.drop`.
pub(super) fn drop(instance: &Instance, handle: u32) -> Checked<()> {
    let subtask = instance.subtask(handle)?;
    trap_if(!subtask.is_resolve_delivered(), "cannot drop a subtask which has not yet resolved")?;
    instance.remove(handle)?;
    subtask.waitable.join(None);
    Ok(())
}
