//! The real built-ins: core imports that the linker turns into canonical definitions.

use super::Event;

mod core_imports {
    #[link(wasm_import_module = "$root")]
    unsafe extern "C" {
        #[link_name = "[waitable-set-new]"]
        pub(crate) safe fn waitable_set_new() -> u32;
        #[link_name = "[waitable-set-wait]"]
        pub(super) fn waitable_set_wait(set: u32, payload: *mut [u32; 2]) -> u32;
        #[link_name = "[waitable-set-poll]"]
        pub(super) fn waitable_set_poll(set: u32, payload: *mut [u32; 2]) -> u32;
        #[link_name = "[waitable-set-drop]"]
        pub(crate) safe fn waitable_set_drop(set: u32);
        #[link_name = "[waitable-join]"]
        pub(crate) safe fn waitable_join(waitable: u32, set: u32);
        #[link_name = "[subtask-cancel]"]
        pub(crate) safe fn subtask_cancel(subtask: u32) -> u32;
        #[link_name = "[subtask-drop]"]
        pub(crate) safe fn subtask_drop(subtask: u32);
        #[link_name = "[context-get-0]"]
        pub(crate) safe fn context_get() -> usize;
        #[link_name = "[context-set-0]"]
        pub(crate) safe fn context_set(value: usize);
        #[link_name = "[thread-yield]"]
        pub(crate) safe fn thread_yield() -> u32;
        #[link_name = "[backpressure-inc]"]
        pub(crate) safe fn backpressure_inc();
        #[link_name = "[backpressure-dec]"]
        pub(crate) safe fn backpressure_dec();
        #[link_name = "[error-context-new-utf8]"]
        pub(super) fn error_context_new(message: *const u8, len: usize) -> u32;
        #[link_name = "[error-context-debug-message-utf8]"]
        pub(super) fn error_context_debug_message(context: u32, message: *mut [usize; 2]);
        #[link_name = "[error-context-drop]"]
        pub(crate) safe fn error_context_drop(context: u32);
    }

    #[link(wasm_import_module = "[export]$root")]
    unsafe extern "C" {
        #[link_name = "[task-cancel]"]
        pub(crate) safe fn task_cancel();
    }
}

pub(crate) use core_imports::{
    backpressure_dec, backpressure_inc, context_get, context_set, error_context_drop, subtask_cancel, subtask_drop,
    task_cancel, waitable_join, waitable_set_drop, waitable_set_new,
};

/// Waits until something in the set happens; traps where blocking is not allowed.
pub(crate) fn waitable_set_wait(set: u32) -> Event {
    let mut payload = [0; 2];
    // SAFETY: the payload has room for two words.
    let kind = unsafe { core_imports::waitable_set_wait(set, &mut payload) };
    Event { kind, waitable: payload[0], code: payload[1] }
}

/// What has happened in the set, [`Event::NONE`] when nothing has.
pub(crate) fn waitable_set_poll(set: u32) -> Event {
    let mut payload = [0; 2];
    // SAFETY: the payload has room for two words.
    let kind = unsafe { core_imports::waitable_set_poll(set, &mut payload) };
    Event { kind, waitable: payload[0], code: payload[1] }
}

/// Lets other tasks of the component run; whether this one has been cancelled meanwhile.
pub(crate) fn thread_yield() -> bool {
    core_imports::thread_yield() != 0
}

/// Makes an error context with a message.
pub(crate) fn error_context_new(message: &str) -> u32 {
    // SAFETY: the message is valid for the call.
    unsafe { core_imports::error_context_new(message.as_ptr(), message.len()) }
}

/// The message of an error context.
pub(crate) fn error_context_debug_message(context: u32) -> alloc::string::String {
    let mut message = [0; 2];
    // SAFETY: the host writes a pointer and a length of a string that it allocated with `cabi_realloc`.
    unsafe {
        error_context_message_into(context, &mut message);
        let [pointer, len] = message;
        if len == 0 {
            return alloc::string::String::new();
        }
        alloc::string::String::from_raw_parts(core::ptr::with_exposed_provenance_mut(pointer), len, len)
    }
}

unsafe fn error_context_message_into(context: u32, message: &mut [usize; 2]) {
    // SAFETY: the message has room for two words.
    unsafe { core_imports::error_context_debug_message(context, message) }
}
