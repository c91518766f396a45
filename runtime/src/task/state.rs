//! A component task: the futures it polls, the waitable set it waits on, and how the host knows it.

use core::cell::Cell;
use core::ptr::{self, NonNull};

use super::node::{self, NodeRef};
use super::notify::Notifier;
use super::{sets, waitable};
use crate::abi::canon::{self, CallbackCode};
use crate::local::local;

/// How many polls a task makes before it lets the host run others.
const BUDGET: u32 = 4096;

/// The state of one component task. It lies beside the task's own future, in one allocation.
pub(crate) struct TaskCore {
    /// The node of the task's own future, beside which this lies.
    pub(super) root: Cell<NodeRef>,
    /// Nodes to poll, first come, first served.
    ready_first: Cell<Option<NodeRef>>,
    ready_last: Cell<Option<NodeRef>>,
    /// Nodes whose futures have not finished.
    living: Cell<Option<NodeRef>>,
    /// The waitable set, zero until something has to be waited for.
    set: Cell<u32>,
    /// How many waitables are in the set.
    members: Cell<usize>,
    notifier: Notifier,
    /// Whether the task is with the host, waiting on its set.
    waiting: Cell<bool>,
    /// Whether the host has the task's address, for events that name no waitable.
    known: Cell<bool>,
    /// Whether the task's result has been returned.
    pub(super) returned: Cell<bool>,
    /// Whether the task's futures are being dropped: nothing new may start.
    pub(super) ending: Cell<bool>,
}

local! {
    /// The task that is being polled.
    static CURRENT: *const TaskCore = ptr::null();
}

/// The task that is being polled, if one is.
#[inline]
pub(crate) fn current() -> Option<NonNull<TaskCore>> {
    NonNull::new(CURRENT.with(|current| current.cast_mut()))
}

/// A reference to a node.
struct Kept(NodeRef);

impl Drop for Kept {
    fn drop(&mut self) {
        // SAFETY: the reference that it stands for.
        unsafe { node::release(self.0) }
    }
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
            root: Cell::new(NonNull::dangling()),
            ready_first: Cell::new(None),
            ready_last: Cell::new(None),
            living: Cell::new(None),
            set: Cell::new(0),
            members: Cell::new(0),
            notifier: Notifier::new(),
            waiting: Cell::new(false),
            known: Cell::new(false),
            returned: Cell::new(false),
            ending: Cell::new(false),
        }
    }

    pub(super) fn enter(&self) -> Entered {
        self.waiting.set(false);
        CURRENT.with(|current| Entered(core::mem::replace(current, self)))
    }

    /// The waitable set of the task.
    pub(super) fn set(&self) -> u32 {
        if self.set.get() == 0 {
            self.set.set(sets::acquire());
        }
        self.set.get()
    }

    pub(super) fn add_member(&self) {
        self.members.set(self.members.get() + 1);
    }

    pub(super) fn remove_member(&self) {
        self.members.set(self.members.get() - 1);
    }

    /// Takes charge of a node, with the caller's reference, and polls it soon.
    pub(super) fn adopt(&self, node: NodeRef) {
        // SAFETY: the caller's reference keeps the node.
        let header = unsafe { node.as_ref() };
        header.task.set(self);
        header.previous.set(None);
        header.next.set(self.living.get());
        if let Some(next) = self.living.get() {
            // SAFETY: the list holds a reference to each of its nodes.
            unsafe { next.as_ref() }.previous.set(Some(node));
        }
        self.living.set(Some(node));
        self.make_ready(node);
    }

    /// Lets go of a node whose future is gone or finished: it is neither polled nor woken any more.
    fn disown(&self, node: NodeRef) {
        self.unlink(node);
        // SAFETY: the reference that the list held, given up at the end.
        unsafe {
            if let Some(joiner) = node.as_ref().joiner.take() {
                joiner.wake();
            }
            node::release(node);
        }
        if self.is_done() && self.waiting.get() {
            // Another task has cancelled the last future: the host is to hear that this task is done.
            self.notifier.signal(self);
        }
    }

    /// Takes a node out of the list of living ones, with the reference that the list held.
    fn unlink(&self, node: NodeRef) {
        // SAFETY: the list holds a reference to each of its nodes.
        unsafe {
            let header = node.as_ref();
            header.task.set(ptr::null());
            let (previous, next) = (header.previous.take(), header.next.take());
            match previous {
                Some(previous) => previous.as_ref().next.set(next),
                None => self.living.set(next),
            }
            if let Some(next) = next {
                next.as_ref().previous.set(previous);
            }
        }
    }

    /// Queues a node for polling, and calls the task back if it is with the host.
    pub(super) fn make_ready(&self, node: NodeRef) {
        // SAFETY: the caller holds a reference; the queue takes one of its own.
        let header = unsafe { node.as_ref() };
        if header.queued.replace(true) {
            return;
        }
        node::retain(node);
        match self.ready_last.replace(Some(node)) {
            // SAFETY: the queue holds a reference to each of its nodes.
            Some(last) => unsafe { last.as_ref() }.next_ready.set(Some(node)),
            None => self.ready_first.set(Some(node)),
        }
        if self.waiting.get() {
            self.notifier.signal(self);
        }
    }

    fn next_ready(&self) -> Option<NodeRef> {
        let node = self.ready_first.get()?;
        // SAFETY: the queue holds a reference to each of its nodes.
        let header = unsafe { node.as_ref() };
        header.queued.set(false);
        self.ready_first.set(header.next_ready.take());
        if self.ready_first.get().is_none() {
            self.ready_last.set(None);
        }
        Some(node)
    }

    fn clear_ready(&self) {
        while let Some(node) = self.next_ready() {
            // SAFETY: the queue's reference.
            unsafe { node::release(node) }
        }
    }

    /// Whether every future of the task has finished.
    fn is_done(&self) -> bool {
        self.living.get().is_none()
    }

    /// Polls what is ready until nothing is, or the budget is spent. The task must be the current one.
    fn poll_ready(&self) {
        for _ in 0..BUDGET {
            let Some(node) = self.next_ready() else { return };
            // Given up also when the poll panics.
            let kept = Kept(node);
            // SAFETY: the queue's reference keeps the node; a node of another task or of none is left alone.
            unsafe {
                if ptr::eq(node.as_ref().task.get(), self) {
                    self.poll(node);
                }
            }
            drop(kept);
        }
    }

    /// Polls one of the task's nodes, or drops its future when that was asked for meanwhile.
    ///
    /// # Safety
    ///
    /// The node must be kept by the caller and not be polled already.
    unsafe fn poll(&self, node: NodeRef) {
        // SAFETY: the caller keeps the node.
        unsafe {
            let header = node.as_ref();
            header.polling.set(true);
            let finished = node::poll_node(node);
            header.polling.set(false);
            if finished {
                self.disown(node);
            } else if header.cancelled.get() {
                self.cancel(node);
            }
        }
    }

    /// Drops the future of one of the task's nodes; if it is being polled, after that.
    pub(super) fn cancel(&self, node: NodeRef) {
        // SAFETY: the caller holds a reference.
        let header = unsafe { node.as_ref() };
        if header.polling.get() {
            header.cancelled.set(true);
            return;
        }
        // SAFETY: the node is the task's and is not being polled.
        unsafe { node::drop_node_future(node) }
        self.disown(node);
    }

    /// Runs the task until it has to wait, and says for what. The task must be the current one.
    pub(super) fn run(&self) -> CallbackCode {
        self.poll_ready();
        if self.is_done() {
            return CallbackCode::Exit;
        }
        if !self.known.replace(true) {
            canon::context_set(ptr::from_ref(self).expose_provenance());
        }
        if self.ready_first.get().is_some() {
            return CallbackCode::Yield;
        }
        self.waiting.set(true);
        CallbackCode::Wait(self.set())
    }

    /// Runs the task to the point where `root` has finished, blocking where it has to wait.
    pub(super) fn run_until(&self, root: NodeRef) {
        loop {
            self.poll_ready();
            // SAFETY: the caller holds a reference.
            if unsafe { root.as_ref() }.task.get().is_null() {
                return;
            }
            #[cfg(not(target_arch = "wasm32"))]
            super::remote::receive();
            let event = if self.ready_first.get().is_some() {
                canon::thread_yield();
                canon::waitable_set_poll(self.set())
            } else {
                self.waiting.set(true);
                canon::waitable_set_wait(self.set())
            };
            self.waiting.set(false);
            self.deliver(event);
        }
    }

    /// Records what the host says has happened.
    pub(super) fn deliver(&self, event: canon::Event) {
        if event.kind != canon::Event::NONE && !self.notifier.deliver(event.waitable) {
            waitable::deliver(event.waitable, event.code);
        }
    }

    /// Drops every future that has not finished. The task must be the current one.
    pub(super) fn drop_futures(&self) {
        while let Some(node) = self.living.get() {
            // SAFETY: the list's reference keeps the node until `disown`.
            unsafe { node::drop_node_future(node) }
            self.disown(node);
        }
    }

    /// Runs the task until all its futures have finished, blocking where it has to wait.
    pub(super) fn run_all(&self) {
        while let Some(node) = self.living.get() {
            node::retain(node);
            self.run_until(node);
            // SAFETY: the reference just taken.
            unsafe { node::release(node) }
        }
    }

    /// Moves the unfinished futures to another task.
    pub(super) fn hand_over(&self, to: &TaskCore) {
        self.clear_ready();
        while let Some(node) = self.living.get() {
            self.unlink(node);
            to.adopt(node);
        }
    }

    /// Gives back what the task holds of the host. Its futures must be gone.
    pub(super) fn close(&self) {
        self.clear_ready();
        self.notifier.close(self);
        if self.members.get() > 0 {
            waitable::clear_task(self);
        }
        if self.set.get() != 0 {
            sets::release(self.set.get());
        }
    }
}
