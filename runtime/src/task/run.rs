//! Running a task: for the host, or on the spot.

use core::future::Future;
use core::ptr::{self, NonNull};

use super::node::{self, NodeRef};
use super::state::{self, TaskCore};
use super::{DEFERRED, SyncExport, neighbour};
use crate::abi::background;
use crate::abi::canon::{self, CallbackCode, Event};

/// Runs `future` to its end, blocking the component where it has to wait, and returns its output.
///
/// It may borrow from its surroundings, and it may be nested. Futures that it spawned and that have not finished go
/// on in the task around it; where there is none, they are finished first.
///
/// # Panics
///
/// When the future panics, and when it has to wait in an exported function whose WIT type is not `async`: those may not
/// block, and the host would trap.
///
/// ```
/// let name = String::from("wharf");
/// let length = wharf::task::block_on(async { name.len() });
/// assert_eq!(length, 5);
/// ```
pub fn block_on<F: Future>(future: F) -> F::Output {
    let _outside = neighbour::step_out();
    let outer = state::current();
    if outer.is_none() {
        background::clear();
    }
    let task = RunningTask::new(future);
    let core = task.core();
    // SAFETY: the task keeps its root.
    unsafe { task.root.as_ref() }.is_awaited.set(true);
    let entered = core.enter();
    core.run_until(task.root);
    match outer {
        // SAFETY: the outer task is polling us, so it lives.
        Some(outer) => core.queue.hand_over(unsafe { &outer.as_ref().queue }),
        None => {
            core.run_all();
            background::clear();
        }
    }
    drop(entered);
    // SAFETY: the root's future is of type `F`, and its output is taken once.
    match unsafe { node::take(task.root) } {
        Some(output) => output,
        None => unreachable!("the future has finished"),
    }
}

/// A task and the reference to it that its runner holds.
struct RunningTask {
    root: NodeRef,
    core: NonNull<TaskCore>,
}

impl RunningTask {
    fn new<F: Future>(future: F) -> Self {
        let (root, core) = node::new(TaskCore::new(), future, 2);
        // SAFETY: just allocated.
        unsafe {
            core.as_ref().root.set(root);
            core.as_ref().queue.adopt(root);
            if DEFERRED.with(|deferred| !deferred.is_empty()) {
                core.as_ref().adopt_deferred();
            }
        }
        RunningTask { root, core }
    }

    /// Takes back the reference of a task that the host has.
    ///
    /// # Safety
    ///
    /// The task must have been kept for the host by [`run`].
    unsafe fn from_core(core: *const TaskCore) -> Self {
        // SAFETY: the caller's promise; the core lies beside the root.
        unsafe {
            let core = NonNull::new_unchecked(core.cast_mut());
            RunningTask { root: core.as_ref().root.get(), core }
        }
    }

    fn core(&self) -> &TaskCore {
        // SAFETY: lies beside the root, to which we hold a reference.
        unsafe { self.core.as_ref() }
    }
}

impl Drop for RunningTask {
    /// Ends the task. Its futures are gone, unless it was cancelled or one of them panicked: then they are dropped.
    fn drop(&mut self) {
        let core = self.core();
        if !core.queue.is_empty() {
            let _entered = core.enter();
            core.ending.set(true);
            core.queue.disarm();
            core.queue.clear();
        }
        core.close();
        // SAFETY: our reference, and nobody polls any more.
        unsafe {
            if self.root.as_ref().is_awaited.get() {
                // A waker may keep the node for longer than the output is valid.
                node::clear(self.root);
            }
            node::release(self.root);
        }
    }
}

/// Starts the task of an exported call and runs it until it waits; what the core function returns to the host.
pub(crate) fn start<F: Future<Output = ()>>(future: F) -> u32 {
    background::clear();
    run(RunningTask::new(future))
}

fn run(task: RunningTask) -> u32 {
    let code = {
        let _outside = SyncExport::leave();
        let _entered = task.core().enter();
        task.core().run()
    };
    if code == CallbackCode::Exit {
        drop(task);
    } else {
        // The host has it: it comes back with the next event.
        core::mem::forget(task);
    }
    code.pack()
}

/// Goes on with the task for which an event has come; what its callback returns to the host.
///
/// # Safety
///
/// Only the callback of an export may call this, with what the host passed.
pub(crate) unsafe fn resume(event: u32, waitable: u32, code: u32) -> u32 {
    let core: *const TaskCore = ptr::with_exposed_provenance(canon::context_get());
    // SAFETY: the host resumes only tasks that have not exited, and those were kept by `run`.
    let task = unsafe { RunningTask::from_core(core) };
    task.core().queue.disarm();
    if event == Event::TASK_CANCELLED {
        let _outside = SyncExport::leave();
        let returned = task.core().returned.get();
        drop(task);
        if !returned {
            canon::task_cancel();
        }
        return CallbackCode::Exit.pack();
    }
    task.core().deliver_all(Event { kind: event, waitable, code });
    run(task)
}

/// Records that the current task has returned its result.
pub(crate) fn set_returned() {
    if let Some(task) = state::current() {
        // SAFETY: the current task lives.
        unsafe { task.as_ref() }.returned.set(true);
    }
}
