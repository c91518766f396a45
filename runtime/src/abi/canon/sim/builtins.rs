//! The built-ins that have no type parameters, as the runtime calls them.

use alloc::string::String;

use super::instance::builtin;
use super::subtask::Lowering;
use super::{error_context, set, subtask};
use crate::abi::canon::Event;

/// Makes a waitable set.
pub(crate) fn waitable_set_new() -> u32 {
    builtin(0, set::new)
}

/// Waits until something in the set happens. Nothing has happened when another thread has woken a future of this
/// one.
#[track_caller]
pub(crate) fn waitable_set_wait(handle: u32) -> Event {
    builtin(Event::NOTHING, |instance| set::wait(instance, handle))
}

/// What has happened in the set, [`Event::NONE`] when nothing has.
pub(crate) fn waitable_set_poll(handle: u32) -> Event {
    builtin(Event::NOTHING, |instance| set::poll(instance, handle))
}

/// Drops a waitable set.
pub(crate) fn waitable_set_drop(handle: u32) {
    builtin((), |instance| set::drop(instance, handle));
}

/// Moves a waitable to a set, or with zero out of the one it is in.
pub(crate) fn waitable_join(waitable: u32, handle: u32) {
    builtin((), |instance| set::join(instance, waitable, handle));
}

/// Cancels a subtask and waits for its end: the state it ended in.
#[track_caller]
pub(crate) fn subtask_cancel(handle: u32) -> u32 {
    builtin(subtask::CANCELLED_BEFORE_RETURNED, |instance| subtask::cancel(instance, Lowering::Sync, handle))
}

/// Drops a subtask that has ended.
pub(crate) fn subtask_drop(handle: u32) {
    builtin((), |instance| subtask::drop(instance, handle));
}

/// Ends the current task, which was cancelled, without a result.
pub(crate) fn task_cancel() {
    builtin((), |instance| instance.tasks.task_cancel());
}

/// The number that the task has put down with the host.
pub(crate) fn context_get() -> usize {
    builtin(0, |instance| Ok(instance.tasks.context()))
}

/// Puts down a number of the task with the host.
pub(crate) fn context_set(value: usize) {
    builtin((), |instance| {
        instance.tasks.set_context(value);
        Ok(())
    });
}

/// Lets the host and other tasks of the component get on. Nothing is cancelled meanwhile: that would have to be asked
/// for.
pub(crate) fn thread_yield() -> bool {
    builtin(false, |instance| {
        super::wait::get_on(instance);
        Ok(false)
    })
}

/// Holds back new calls.
pub(crate) fn backpressure_inc() {
    builtin((), |instance| instance.tasks.change_backpressure(1));
}

/// Lets new calls in again.
pub(crate) fn backpressure_dec() {
    builtin((), |instance| instance.tasks.change_backpressure(-1));
}

/// Makes an error context with a message.
pub(crate) fn error_context_new(message: &str) -> u32 {
    builtin(0, |instance| error_context::new(instance, message))
}

/// The message of an error context.
pub(crate) fn error_context_debug_message(handle: u32) -> String {
    builtin(String::new(), |instance| Ok(error_context::debug_message(instance, handle)?.as_ref().into()))
}

/// Drops an error context.
pub(crate) fn error_context_drop(handle: u32) {
    builtin((), |instance| error_context::drop(instance, handle));
}
