//! Calling back a task that waits with the host, because another task of the instance woke one of its futures.
//!
//! The host can only be moved by a waitable with an event. So a task that is woken across tasks gets a stream without
//! payload whose both ends are ours: a read of one item is started, its end joins the task's waitable set, and a
//! write completes it. That costs three calls of the host for each such wake, and nothing for tasks that are never
//! woken from outside.

use core::cell::Cell;

use super::state::TaskCore;
use super::waitable;
use crate::abi::canon::BLOCKED;
use crate::abi::{Builtins, StreamPayload};

/// The stream by which a task is called back, once it has been needed.
pub(super) struct Notifier {
    reader: Cell<u32>,
    writer: Cell<u32>,
    /// Whether the reader has an event that has not been delivered.
    signalled: Cell<bool>,
}

fn builtins() -> &'static Builtins {
    &<() as StreamPayload<()>>::STREAM.builtins
}

impl Notifier {
    pub(super) const fn new() -> Self {
        Notifier { reader: Cell::new(0), writer: Cell::new(0), signalled: Cell::new(false) }
    }

    /// Has the host call `task` back.
    #[cold]
    pub(super) fn signal(&self, task: &TaskCore) {
        if self.signalled.replace(true) {
            return;
        }
        let builtins = builtins();
        // SAFETY: the ends are ours and idle, items have no bytes, and the reader leaves the set before it is dropped.
        unsafe {
            if self.reader.get() == 0 {
                let ends = (builtins.new)();
                self.reader.set(ends as u32);
                self.writer.set((ends >> 32) as u32);
                waitable::join(self.reader.get(), task);
            }
            let read = (builtins.read)(self.reader.get(), core::ptr::null_mut(), 1);
            debug_assert_eq!(read, BLOCKED, "nothing has been written");
            (builtins.write)(self.writer.get(), core::ptr::null(), 1);
        }
    }

    /// Whether `handle` is this notifier's, whose event has come.
    pub(super) fn deliver(&self, handle: u32) -> bool {
        let ours = self.reader.get() == handle;
        if ours {
            self.signalled.set(false);
        }
        ours
    }

    /// Drops the stream; its task is going.
    pub(super) fn close(&self, task: &TaskCore) {
        let (reader, writer) = (self.reader.take(), self.writer.take());
        if reader == 0 {
            return;
        }
        debug_assert!(core::ptr::eq(waitable::task_of(reader), task));
        waitable::leave(reader);
        let builtins = builtins();
        // SAFETY: the ends are ours; a read whose event has not been delivered is cancelled first.
        unsafe {
            if self.signalled.take() {
                (builtins.cancel_read)(reader);
            }
            (builtins.drop_readable)(reader);
            (builtins.drop_writable)(writer);
        }
    }
}
