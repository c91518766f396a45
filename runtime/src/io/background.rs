//! Writers that were dropped with bytes in them, and are finished by themselves.

use alloc::vec::Vec;
use core::future::Future;
use core::mem;

use crate::local::local;
use crate::task::{self, JoinHandle};

local! {
    /// What is being finished; some of it may have ended.
    static UNFINISHED: Vec<JoinHandle<()>> = Vec::new();
}

/// Sees `future` through beside the current task.
pub(crate) fn finish(future: impl Future<Output = ()> + 'static) {
    if !task::can_spawn() {
        return task::spawn_or_defer(future);
    }
    let handle = task::spawn(future);
    let mut unfinished = UNFINISHED.with(mem::take);
    unfinished.retain(|handle| !handle.is_finished());
    unfinished.push(handle);
    UNFINISHED.with(|all| *all = unfinished);
}

/// Waits until all of them are finished: a program ends when its `main` has returned, and what is left is lost.
pub(crate) async fn settle() {
    while let Some(handle) = UNFINISHED.with(Vec::pop) {
        handle.await;
    }
}
