//! A component task: the futures it polls, the waitable set it waits on, and how the host knows it.

use core::cell::Cell;
use core::ptr::{self, NonNull};

use super::DEFERRED;
use super::concurrency::Concurrency;
use super::node::{self, NodeRef};
use super::notify;
use super::queue::Queue;
use super::sets::{self, WaitableSet};
use super::waitable;
use crate::abi::canon::{self, CallbackCode, Event};
use crate::local::local;

/// How many polls a task makes before it lets the host run others.
pub(super) const BUDGET: u32 = if cfg!(miri) { 64 } else { 4096 };

/// How many waitables must be in a set for it to be asked for more events when one has come. With few of them it is
/// likely that there is none, and asking is a call of the host.
const MANY: usize = 4;

/// The state of one component task. It lies beside the task's own future, in one allocation.
pub(crate) struct TaskCore {
    pub(super) queue: Queue,
    /// The node of the task's own future, beside which this lies.
    pub(super) root: Cell<NodeRef>,
    /// The waitable set, none until something has to be waited for.
    pub(super) set: Cell<WaitableSet>,
    /// How many waitables are in the set.
    members: Cell<usize>,
    /// Whether an event by which the task is called back is on its way.
    pub(super) notified: Cell<bool>,
    /// Whether the host has the task's address, for events that name no waitable.
    known: Cell<bool>,
    /// Whether the task's result has been returned.
    pub(super) returned: Cell<bool>,
    /// Whether the task's futures are being dropped: nothing new may start.
    pub(super) ending: Cell<bool>,
    /// What counts the task.
    counted_by: Cell<Option<&'static Concurrency>>,
}

local! {
    /// The task that is being polled.
    static CURRENT: *const TaskCore = ptr::null();
    /// Whether something was done that may have brought about an event in a set of ours.
    static STIRRED: bool = false;
}

/// The task that is being polled, if one is.
#[inline]
pub(crate) fn current() -> Option<NonNull<TaskCore>> {
    NonNull::new(CURRENT.with(|current| current.cast_mut()))
}

/// Says that an operation has ended at once. If its other end is ours too, that one has an event now, for which the
/// host need not be waited for.
#[inline]
pub(crate) fn stir() {
    STIRRED.with(|stirred| *stirred = true);
}

/// Makes a task the current one until it is dropped.
pub(super) struct Entered(*const TaskCore);

impl Drop for Entered {
    fn drop(&mut self) {
        CURRENT.with(|current| *current = self.0);
    }
}

impl TaskCore {
    pub(super) const fn new() -> Self {
        TaskCore {
            queue: Queue::new(),
            root: Cell::new(NonNull::dangling()),
            set: Cell::new(WaitableSet::NONE),
            members: Cell::new(0),
            notified: Cell::new(false),
            known: Cell::new(false),
            returned: Cell::new(false),
            ending: Cell::new(false),
            counted_by: Cell::new(None),
        }
    }

    pub(super) fn enter(&self) -> Entered {
        CURRENT.with(|current| Entered(core::mem::replace(current, self)))
    }

    /// The handle of the task's waitable set.
    #[inline]
    pub(super) fn set(&self) -> u32 {
        let set = self.set.get().handle;
        if set == 0 { self.acquire_set() } else { set }
    }

    #[cold]
    fn acquire_set(&self) -> u32 {
        let set = sets::acquire(self);
        self.set.set(set);
        set.handle
    }

    pub(super) fn add_member(&self) {
        self.members.set(self.members.get() + 1);
    }

    pub(super) fn remove_member(&self) {
        self.members.set(self.members.get() - 1);
    }

    /// Takes charge of what had no task to be spawned on.
    #[cold]
    pub(super) fn adopt_deferred(&self) {
        for node in DEFERRED.with(core::mem::take) {
            self.queue.adopt(node);
        }
    }

    /// Has the task counted until it ends, unless it is already.
    pub(super) fn count_by(&self, concurrency: &'static Concurrency) {
        if self.counted_by.get().is_none() {
            concurrency.enter();
            self.counted_by.set(Some(concurrency));
        }
    }

    /// Runs the task until it has to wait, and says for what. The task must be the current one.
    pub(super) fn run(&self) -> CallbackCode {
        loop {
            self.queue.poll_ready(BUDGET);
            if self.queue.is_done() {
                return CallbackCode::Exit;
            }
            if self.queue.is_ready() {
                self.make_known();
                return CallbackCode::Yield;
            }
            if !self.is_likely_called() || !self.receive(1) {
                break;
            }
        }
        self.make_known();
        let set = self.set();
        self.arm();
        CallbackCode::Wait(set)
    }

    /// Whether there probably is an event, though the host has had no chance to bring one about.
    #[inline]
    fn is_likely_called(&self) -> bool {
        let stirred = STIRRED.with(core::mem::take);
        self.notified.get() || (stirred && self.members.get() > 0)
    }

    #[inline]
    fn make_known(&self) {
        if !self.known.replace(true) {
            canon::context_set(ptr::from_ref(self).expose_provenance());
        }
    }

    /// Has the task called back when one of its futures is woken while it waits.
    fn arm(&self) {
        self.queue.set_alarm(notify::alarm(self));
    }

    /// Runs the task to the point where `root` has finished, blocking where it has to wait.
    pub(super) fn run_until(&self, root: NodeRef) {
        loop {
            self.queue.poll_ready(BUDGET);
            // SAFETY: the caller holds a reference.
            if unsafe { root.as_ref() }.queue.get().is_null() {
                return;
            }
            #[cfg(not(target_arch = "wasm32"))]
            super::remote::receive();
            let event = if self.queue.is_ready() {
                canon::thread_yield();
                if self.members.get() == 0 {
                    continue;
                }
                canon::waitable_set_poll(self.set())
            } else {
                self.wait()
            };
            self.deliver(event);
        }
    }

    /// Blocks until something happens.
    fn wait(&self) -> Event {
        let set = self.set();
        if !super::may_block() {
            let event = canon::waitable_set_poll(set);
            if event.kind != Event::NONE {
                return event;
            }
            super::require_blocking("`block_on` has to wait");
        }
        self.arm();
        let event = canon::waitable_set_wait(set);
        self.queue.disarm();
        event
    }

    /// Records what the host says has happened.
    pub(super) fn deliver(&self, event: Event) {
        if event.kind == Event::NONE {
            return;
        }
        if event.waitable == self.set.get().reader {
            self.notified.set(false);
        } else {
            waitable::deliver(event.waitable, event.code);
        }
    }

    /// Records an event for which the host has called back, and what else has happened.
    pub(super) fn deliver_all(&self, event: Event) {
        self.deliver(event);
        // A task that yields is called back without an event, whether there is one or not.
        let more = if event.kind == Event::NONE { 1 } else { MANY };
        let members = self.members.get();
        if members >= more {
            self.receive(members);
        }
    }

    /// Records all that has happened.
    pub(super) fn receive_all(&self) {
        while self.receive(1) {}
    }

    /// Asks for up to so many events; whether there was one.
    fn receive(&self, at_most: usize) -> bool {
        for received in 0..at_most {
            let event = canon::waitable_set_poll(self.set());
            if event.kind == Event::NONE {
                return received > 0;
            }
            self.deliver(event);
        }
        true
    }

    /// Runs the task until all its futures have finished, blocking where it has to wait.
    pub(super) fn run_all(&self) {
        while let Some(node) = self.queue.any_living() {
            self.run_until(node);
            // SAFETY: the reference just taken.
            unsafe { node::release(node) }
        }
    }

    /// Gives back what the task holds. Its futures must be gone.
    pub(super) fn close(&self) {
        self.queue.disarm();
        let set = self.set.replace(WaitableSet::NONE);
        if set.handle != 0 {
            if self.notified.take() {
                notify::absorb(set);
            }
            if set.reader != 0 {
                waitable::assign(set.reader, ptr::null());
            }
            if self.members.get() > 0 {
                waitable::clear_task(self);
            }
            sets::release(set);
        }
        if let Some(concurrency) = self.counted_by.take() {
            concurrency.leave();
        }
    }
}
