//! The futures that one owner polls: a component task, or a [scope](super::scope()).
//!
//! A node counts one reference for being here, be it as a living one, as a ready one, or as both.

use core::cell::Cell;
use core::ptr;
use core::task::Waker;

use super::locals;
use super::node::{self, NodeRef};

/// Nodes by what they do: those whose futures have not finished, and those of them that are to be polled.
pub(super) struct Queue {
    /// Nodes to poll, first come, first served.
    ready_first: Cell<Option<NodeRef>>,
    ready_last: Cell<Option<NodeRef>>,
    /// Nodes whose futures have not finished.
    living: Cell<Option<NodeRef>>,
    /// Whom to tell that something has become ready, or that the last future has gone.
    alarm: Cell<Option<Waker>>,
}

impl Queue {
    pub(super) const fn new() -> Self {
        Queue {
            ready_first: Cell::new(None),
            ready_last: Cell::new(None),
            living: Cell::new(None),
            alarm: Cell::new(None),
        }
    }

    /// Takes charge of a node, with the caller's reference, and has it polled soon.
    ///
    /// The queue stays where it is as long as it has nodes.
    pub(super) fn adopt(&self, node: NodeRef) {
        // SAFETY: the caller's reference keeps the node.
        let header = unsafe { node.as_ref() };
        header.queue.set(self);
        header.previous.set(None);
        header.next.set(self.living.get());
        if let Some(next) = self.living.get() {
            // SAFETY: living nodes are kept.
            unsafe { next.as_ref() }.previous.set(Some(node));
        }
        self.living.set(Some(node));
        self.make_ready(node);
    }

    /// Has a living node polled soon.
    #[inline]
    pub(super) fn make_ready(&self, node: NodeRef) {
        // SAFETY: living nodes are kept.
        let header = unsafe { node.as_ref() };
        if header.queued.replace(true) {
            return;
        }
        match self.ready_last.replace(Some(node)) {
            // SAFETY: ready nodes are kept.
            Some(last) => unsafe { last.as_ref() }.next_ready.set(Some(node)),
            None => self.ready_first.set(Some(node)),
        }
        self.ring();
    }

    /// Sets whom to tell, once, of what becomes ready.
    pub(super) fn set_alarm(&self, alarm: Waker) {
        self.alarm.set(Some(alarm));
    }

    /// Tells nobody any more.
    #[inline]
    pub(super) fn disarm(&self) {
        self.alarm.set(None);
    }

    #[inline]
    fn ring(&self) {
        if let Some(alarm) = self.alarm.take() {
            alarm.wake();
        }
    }

    /// Whether a node is to be polled.
    #[inline]
    pub(super) fn is_ready(&self) -> bool {
        self.ready_first.get().is_some()
    }

    /// Whether every future has finished.
    #[inline]
    pub(super) fn is_done(&self) -> bool {
        self.living.get().is_none()
    }

    /// Whether there are no nodes at all.
    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.is_done() && !self.is_ready()
    }

    /// Takes the next ready node that is living.
    #[inline]
    fn next_ready(&self) -> Option<NodeRef> {
        loop {
            let node = self.ready_first.get()?;
            // SAFETY: ready nodes are kept.
            let header = unsafe { node.as_ref() };
            header.queued.set(false);
            self.ready_first.set(header.next_ready.take());
            if self.ready_first.get().is_none() {
                self.ready_last.set(None);
            }
            if !header.queue.get().is_null() {
                return Some(node);
            }
            // SAFETY: its place among the ready was all that kept it here.
            unsafe { node::release(node) }
        }
    }

    /// Polls what is ready until nothing is, or so many have been polled.
    #[inline]
    pub(super) fn poll_ready(&self, at_most: u32) {
        // What is seen here is not what the nodes are to see.
        let _entered = locals::enter(None);
        for _ in 0..at_most {
            let Some(node) = self.next_ready() else { return };
            // SAFETY: the node is living, and only we poll it.
            unsafe {
                let header = node.as_ref();
                debug_assert!(ptr::eq(header.queue.get(), self));
                header.polling.set(true);
                let finished = node::poll_node(node);
                header.polling.set(false);
                if finished {
                    self.disown(node);
                } else if header.aborted.get() {
                    self.abort(node);
                }
            }
        }
    }

    /// Drops the future of a living node; if it is being polled, after that.
    pub(super) fn abort(&self, node: NodeRef) {
        // SAFETY: living nodes are kept.
        let header = unsafe { node.as_ref() };
        if header.polling.get() {
            header.aborted.set(true);
            return;
        }
        self.discard(node);
    }

    /// Drops the future of a living node, which is not being polled, unless that poll has panicked.
    #[cold]
    #[inline(never)]
    fn discard(&self, node: NodeRef) {
        // SAFETY: living, hence kept until `disown`.
        unsafe { node::clear(node) }
        self.disown(node);
    }

    /// Lets go of a living node whose future is gone or finished: it is neither polled nor woken any more.
    #[inline]
    fn disown(&self, node: NodeRef) {
        self.unlink(node);
        // SAFETY: kept until released here or, if it is among the ready, when it is taken from them.
        unsafe {
            let header = node.as_ref();
            if !header.is_awaited.get() {
                node::clear(node);
            }
            let joiner = header.joiner.take();
            if !header.queued.get() {
                node::release(node);
            }
            if let Some(joiner) = joiner {
                joiner.wake();
            }
        }
        if self.is_done() {
            self.ring();
        }
    }

    /// Takes a node out of the list of living ones.
    #[inline]
    fn unlink(&self, node: NodeRef) {
        // SAFETY: living nodes are kept.
        unsafe {
            let header = node.as_ref();
            header.queue.set(ptr::null());
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

    /// Moves the unfinished futures to another queue.
    pub(super) fn hand_over(&self, to: &Queue) {
        self.forget_ready();
        while let Some(node) = self.living.get() {
            self.unlink(node);
            to.adopt(node);
        }
    }

    /// A living node with a reference of the caller's, if there is one.
    pub(super) fn any_living(&self) -> Option<NodeRef> {
        self.living.get().inspect(|node| node::retain(*node))
    }

    /// Drops every future that has not finished. None may be being polled, unless its poll has panicked.
    pub(super) fn clear(&self) {
        while let Some(node) = self.living.get() {
            self.discard(node);
        }
        self.forget_ready();
    }

    /// Takes all nodes from the ready ones.
    #[cold]
    #[inline(never)]
    fn forget_ready(&self) {
        while self.next_ready().is_some() {}
    }
}
