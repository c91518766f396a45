//! Waiting: what goes on while the component does not run.

use alloc::rc::Rc;
use alloc::string::String;
use core::time::Duration;

use super::instance::{Instance, here};
use super::random;
use super::subtask::Subtask;
use super::trap::{Checked, trap};
use crate::task::remote;

/// How long to sleep before looking around again.
const NAP: Duration = Duration::from_millis(20);

/// What has ended the waiting.
pub(super) enum Waited<T> {
    Ready(T),
    /// Another thread has woken something of this one.
    WokenRemotely,
}

/// Lets the host and other tasks get on until `ready` gives something. A trap for a deadlock tells what `describe`
/// says.
pub(super) fn until<T>(
    instance: &Instance,
    mut ready: impl FnMut() -> Option<T>,
    describe: impl FnOnce() -> String,
) -> Checked<Waited<T>> {
    loop {
        if let Some(ready) = ready() {
            return Ok(Waited::Ready(ready));
        }
        if get_on(instance) {
            if random::is_fixed() {
                // As real hosts do: what else of theirs is ready gets its turn before the component goes on.
                instance.host.run_round();
            }
            continue;
        }
        if remote::receive() {
            return Ok(Waited::WokenRemotely);
        }
        if !instance.clock.advance() && !await_threads(instance) {
            return trap(deadlock(instance, &describe()));
        }
    }
}

/// [`until`], whatever other threads wake.
pub(super) fn until_some<T>(
    instance: &Instance,
    mut ready: impl FnMut() -> Option<T>,
    describe: impl Fn() -> String,
) -> Checked<T> {
    loop {
        if let Waited::Ready(ready) = until(instance, &mut ready, &describe)? {
            return Ok(ready);
        }
    }
}

/// Waits until a call has ended.
pub(super) fn until_resolved(instance: &Instance, subtask: &Subtask, why: &str) -> Checked<()> {
    let resolved = || subtask.is_resolved().then_some(());
    until_some(instance, resolved, || alloc::format!("{why} {}", subtask.describe()))
}

/// Lets the host or a task of the component do something, if there is something that takes no time. Whether there
/// was.
pub(super) fn get_on(instance: &Instance) -> bool {
    let host_first = random::pick(2) == 0;
    (host_first && instance.host.run_ready())
        || instance.tasks.step(instance)
        || (!host_first && instance.host.run_ready())
}

/// Gives other threads the time to wake this one; whether one did.
fn await_threads(instance: &Instance) -> bool {
    let mut left = instance.patience.get();
    loop {
        let nap = left.min(NAP);
        if remote::wait(nap) || instance.host.is_ready() {
            return true;
        }
        left -= nap;
        if left.is_zero() {
            return false;
        }
    }
}

fn deadlock(instance: &Instance, waiting: &str) -> String {
    let mut text = alloc::format!("deadlock detected: event loop cannot make further progress\nthe task {waiting}");
    text.push_str(&instance.tasks.describe_waiting(instance));
    text
}

/// Runs the exported tasks, and the host, until all of them have exited and the host waits for time to pass.
///
/// # Panics
///
/// When that never happens, with what each task waits for.
pub fn run() {
    let instance: Rc<Instance> = here();
    let idle = || instance.tasks.is_idle().then_some(());
    loop {
        match until(&instance, idle, || String::from("of the test waits for exported tasks")) {
            Ok(Waited::Ready(())) => return settle(),
            Ok(Waited::WokenRemotely) => {}
            Err(trap) => super::trap::settled(Err(trap)),
        }
    }
}

/// Runs the exported tasks, and the host, until nothing can be done before time moves or the test does something.
pub fn settle() {
    let instance = here();
    loop {
        if !get_on(&instance) && !remote::receive() {
            return;
        }
    }
}

/// Lets an exported task, or the host, do one thing. Whether there was anything to do.
pub fn step() -> bool {
    get_on(&here())
}

/// How long a task that has nothing else to wait for waits for other threads to wake it, before that counts as a
/// deadlock: ten seconds at first.
pub fn set_patience(patience: Duration) {
    here().patience.set(patience);
}
