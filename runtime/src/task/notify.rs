//! Calling back a task that waits with the host, because another task of the instance woke one of its futures.
//!
//! The host can only be moved by a waitable with an event. So a task that is woken across tasks gets a stream without
//! payload whose both ends are ours: its readable end joins the task's waitable set, a read of one item is started,
//! and a write completes it. That costs two calls of the host for each such wake, and nothing for tasks that are never
//! woken from outside. The stream stays with the set.

use core::ptr;
use core::task::{RawWaker, RawWakerVTable, Waker};

use super::sets::WaitableSet;
use super::state::TaskCore;
use super::waitable;
use crate::abi::canon::{self, BLOCKED, Event};
use crate::abi::{Builtins, StreamPayload};

fn builtins() -> &'static Builtins {
    &<() as StreamPayload<()>>::STREAM.builtins
}

/// A waker that has the host call `task` back. It is the alarm of the task's own queue, which lies in it.
#[inline]
pub(super) fn alarm(task: &TaskCore) -> Waker {
    // SAFETY: the waker stays in the task's queue: it neither outlives the task nor is it sent to another thread.
    unsafe { Waker::from_raw(raw(ptr::from_ref(task).cast())) }
}

const fn raw(task: *const ()) -> RawWaker {
    static ALARM: RawWakerVTable = RawWakerVTable::new(raw, wake, wake, |_| {});
    RawWaker::new(task, &ALARM)
}

#[cold]
fn wake(task: *const ()) {
    // SAFETY: the alarm goes off from the queue that lies in the task.
    let task = unsafe { &*task.cast::<TaskCore>() };
    if task.notified.replace(true) {
        return;
    }
    let handle = task.set();
    let mut set = task.set.get();
    let builtins = builtins();
    // SAFETY: the ends are ours and idle, and items have no bytes.
    unsafe {
        if set.reader == 0 {
            let ends = (builtins.new)();
            (set.reader, set.writer) = (ends as u32, (ends >> 32) as u32);
            waitable::assign(set.reader, task);
            canon::waitable_join(set.reader, handle);
            task.set.set(set);
        }
        let read = (builtins.read)(set.reader, ptr::null_mut(), 1);
        debug_assert_eq!(read, BLOCKED, "nothing has been written");
        (builtins.write)(set.writer, ptr::null(), 1);
    }
}

/// Takes in the event of a task that ends before it was called back. It is there: the write has brought it about. So
/// nothing has to be cancelled, which could block.
#[cold]
pub(super) fn absorb(set: WaitableSet) {
    loop {
        let event = canon::waitable_set_poll(set.handle);
        debug_assert_ne!(event.kind, Event::NONE, "the read has completed");
        if event.kind == Event::NONE || event.waitable == set.reader {
            return;
        }
        waitable::deliver(event.waitable, event.code);
    }
}

/// Drops the stream of a set, which must be idle.
#[cold]
pub(super) fn close(set: WaitableSet) {
    let builtins = builtins();
    waitable::forget(set.reader);
    // SAFETY: the ends are ours and idle.
    unsafe {
        (builtins.drop_readable)(set.reader);
        (builtins.drop_writable)(set.writer);
    }
}
