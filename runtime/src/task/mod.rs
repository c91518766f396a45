//! Tasks: one exported call is one component task, which polls its own future and those spawned on it.
//!
//! A task runs on the component's only thread until its futures wait, and then goes back to the host. Wakers work
//! from anywhere in the component: a future that one request wakes may belong to another.
//!
//! - [`spawn`] lets a future run beside the current one, also after the call has returned; a [`JoinSet`] holds many.
//! - [`scope`](scope()) lets futures run side by side that borrow.
//! - [`join`](join()), [`join_all`] and [`race`](race()) await several futures, [`time::timeout`](crate::time::timeout())
//!   one for some time.
//! - [`block_on`] runs a future where there is no `async`.
//! - [`task_local!`](crate::task_local) declares values that follow the work for one call.
//! - [`Concurrency`] and [`Backpressure`] hold back calls.
//!
//! When the host cancels a call, all futures of its task are dropped, spawned ones too.

mod backpressure;
mod blocking;
mod combine;
mod concurrency;
mod ecosystem;
mod join;
mod join_set;
mod locals;
#[cfg(any(feature = "interop", test))]
mod neighbour;
#[cfg(not(any(feature = "interop", test)))]
#[path = "neighbour/none.rs"]
mod neighbour;
mod node;
mod notify;
mod queue;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) mod remote;
mod run;
mod scope;
mod sets;
mod state;
pub(crate) mod waitable;
mod yield_now;

use alloc::vec::Vec;
use core::future::Future;
use core::ptr::NonNull;

use self::node::NodeRef;
use self::state::TaskCore;
pub use backpressure::Backpressure;
pub(crate) use blocking::{SyncExport, may_block, require_blocking};
pub use combine::{Either, join, join_all, race};
pub use concurrency::Concurrency;
pub use ecosystem::{backpressure_dec, backpressure_inc, spawn_local, yield_async, yield_blocking};
pub use join::JoinHandle;
pub use join_set::JoinSet;
pub use locals::{Scoped, TaskLocal};
pub use run::block_on;
pub(crate) use run::{resume, set_returned, start};
pub use scope::{Scope, ScopeFuture, ScopedJoinHandle, scope};
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use sets::drop_unused_sets;
pub(crate) use state::stir;
pub use yield_now::{YieldNow, yield_now};

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
    let Some(runner) = Runner::current() else {
        panic!("`spawn` needs a task: call it in an exported async function or inside `block_on`")
    };
    let (node, _) = node::new((), future, 2);
    // SAFETY: `T` is the output of the future.
    let handle = unsafe { JoinHandle::new(node) };
    runner.adopt(node);
    handle
}

/// The task that is being polled: it can take on futures.
enum Runner {
    Ours(NonNull<TaskCore>),
    Theirs(neighbour::Spawner),
}

impl Runner {
    fn current() -> Option<Self> {
        neighbour::Spawner::current().map(Runner::Theirs).or_else(|| state::current().map(Runner::Ours))
    }

    /// Takes on a node with its first reference.
    fn adopt(self, node: NodeRef) {
        match self {
            // SAFETY: the current task lives.
            Runner::Ours(task) => unsafe { task.as_ref() }.queue.adopt(node),
            Runner::Theirs(spawner) => spawner.spawn(node),
        }
    }
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
        let (node, _) = node::new((), future, 1);
        DEFERRED.with(|deferred| deferred.push(node));
    }
}

/// Whether there is a task to spawn on, and it is not ending.
pub(crate) fn can_spawn() -> bool {
    // SAFETY: the current task lives.
    neighbour::Spawner::is_there() || state::current().is_some_and(|task| unsafe { !task.as_ref().ending.get() })
}
