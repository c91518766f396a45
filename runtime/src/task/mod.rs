//! Tasks: one exported call is one component task, which polls its own future and those spawned on it.
//!
//! A task runs on the component's only thread until its futures wait, and then goes back to the host. Wakers work
//! from anywhere in the component: a future that one request wakes may belong to another.

mod backpressure;
mod blocking;
mod join;
mod node;
mod notify;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) mod remote;
mod sets;
mod state;
pub(crate) mod waitable;
mod yield_now;

use alloc::vec::Vec;
use core::future::Future;
use core::ptr::{self, NonNull};

use self::node::NodeRef;
use self::state::TaskCore;
pub use backpressure::Backpressure;
pub(crate) use blocking::{SyncExport, may_block};
pub use join::JoinHandle;
pub use yield_now::{YieldNow, yield_now};

use crate::abi::background;
use crate::abi::canon::{self, CallbackCode, Event};
use crate::local::local;

/// Runs `future` beside the current one, on the same task, and returns a handle to its output.
///
/// The task lives until its spawned futures have finished, also after its result has been returned: that is how work
/// goes on after an answer. Dropping the handle detaches the future.
///
/// ```
/// wharf::task::block_on(async {
///     let handle = wharf::task::spawn(async { 6 * 7 });
///     assert_eq!(handle.await, Some(42));
/// });
/// ```
///
/// # Panics
///
/// Outside a task: in an exported function that is not async and not inside [`block_on`].
pub fn spawn<T: 'static>(future: impl Future<Output = T> + 'static) -> JoinHandle<T> {
    let Some(task) = state::current() else {
        panic!("`spawn` needs a task: call it in an exported async function or inside `block_on`")
    };
    let (node, _) = node::new((), future);
    node::retain(node);
    // SAFETY: the current task lives.
    unsafe { task.as_ref() }.adopt(node);
    // SAFETY: the second reference is the handle's, and `T` is the output.
    unsafe { JoinHandle::new(node) }
}

local! {
    /// Futures that had no task to be spawned on, each with a reference.
    static DEFERRED: Vec<NodeRef> = Vec::new();
}

/// Runs `future` beside the current one or, where there is no task, beside the next one that starts.
pub(crate) fn spawn_or_defer(future: impl Future<Output = ()> + 'static) {
    if can_spawn() {
        spawn(future).detach();
    } else {
        let (node, _) = node::new((), future);
        DEFERRED.with(|deferred| deferred.push(node));
    }
}

/// Whether there is a task to spawn on, and it is not ending.
pub(crate) fn can_spawn() -> bool {
    // SAFETY: the current task lives.
    state::current().is_some_and(|task| unsafe { !task.as_ref().ending.get() })
}

/// Runs `future` to its end, blocking the component where it has to wait, and returns its output.
///
/// It may borrow from its surroundings, and it may be nested. Futures that it spawned and that have not finished go
/// on in the task around it; where there is none, they are finished first.
///
/// # Panics
///
/// When the future panics. The host traps a component that blocks in an exported function whose WIT type is not
/// `async`: there, only futures that need not wait can be run.
///
/// ```
/// let name = String::from("wharf");
/// let length = wharf::task::block_on(async { name.len() });
/// assert_eq!(length, 5);
/// ```
pub fn block_on<F: Future>(future: F) -> F::Output {
    let outer = state::current();
    if outer.is_none() {
        background::clear();
    }
    let task = RunningTask::new(future);
    let core = task.core();
    let entered = core.enter();
    core.run_until(task.root);
    match outer {
        // SAFETY: the outer task is polling us, so it lives.
        Some(outer) => core.hand_over(unsafe { outer.as_ref() }),
        None => {
            core.run_all();
            background::clear();
        }
    }
    drop(entered);
    // SAFETY: the root's future is of type `F`.
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
        let (root, core) = node::new(TaskCore::new(), future);
        node::retain(root);
        // SAFETY: just allocated.
        unsafe {
            core.as_ref().root.set(root);
            core.as_ref().adopt(root);
            for node in DEFERRED.with(core::mem::take) {
                core.as_ref().adopt(node);
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
        {
            let _entered = core.enter();
            core.ending.set(true);
            core.drop_futures();
        }
        core.close();
        // SAFETY: our reference.
        unsafe { node::release(self.root) }
    }
}

/// Starts the task of an exported call and runs it until it waits; what the core function returns to the host.
pub(crate) fn start<F: Future<Output = ()>>(future: F) -> u32 {
    background::clear();
    run(RunningTask::new(future))
}

fn run(task: RunningTask) -> u32 {
    let code = {
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
    let core: *const TaskCore = match event {
        Event::NONE | Event::TASK_CANCELLED => ptr::with_exposed_provenance(canon::context_get()),
        _ => waitable::task_of(waitable),
    };
    // SAFETY: the host resumes only tasks that have not exited, and those were kept by `run`.
    let task = unsafe { RunningTask::from_core(core) };
    match event {
        Event::NONE => {}
        Event::TASK_CANCELLED => {
            let returned = task.core().returned.get();
            drop(task);
            if !returned {
                canon::task_cancel();
            }
            return CallbackCode::Exit.pack();
        }
        _ => task.core().deliver(Event { kind: event, waitable, code }),
    }
    run(task)
}

/// Records that the current task has returned its result.
pub(crate) fn set_returned() {
    if let Some(task) = state::current() {
        // SAFETY: the current task lives.
        unsafe { task.as_ref() }.returned.set(true);
    }
}
