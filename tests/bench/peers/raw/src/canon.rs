//! The component model's side of it.

use std::alloc::{self, Layout};

/// A task's function or callback has done all.
pub const EXIT: u32 = 0;
const WAIT: u32 = 2;

/// A subtask has returned.
pub const RETURNED: u32 = 2;

/// What to return to wait for an event in a set.
pub fn wait(set: u32) -> u32 {
    WAIT | set << 4
}

#[link(wasm_import_module = "$root")]
unsafe extern "C" {
    #[link_name = "[waitable-set-new]"]
    pub safe fn waitable_set_new() -> u32;
    #[link_name = "[waitable-join]"]
    pub safe fn waitable_join(waitable: u32, set: u32);
    #[link_name = "[subtask-drop]"]
    pub safe fn subtask_drop(subtask: u32);
    #[link_name = "[subtask-cancel]"]
    pub safe fn subtask_cancel(subtask: u32) -> u32;
}

#[link(wasm_import_module = "[export]$root")]
unsafe extern "C" {
    #[link_name = "[task-cancel]"]
    pub safe fn task_cancel();
}

pub mod task_return {
    #[link(wasm_import_module = "[export]bench:guest/rows")]
    unsafe extern "C" {
        #[link_name = "[task-return]nothing"]
        pub fn nothing();
        #[link_name = "[task-return]async-ready"]
        pub fn async_ready(result: u64);
        #[link_name = "[task-return]async-ready-text"]
        pub fn async_ready_text(result: u64);
        #[link_name = "[task-return]async-wait"]
        pub fn async_wait(result: u64);
        #[link_name = "[task-return]async-wait-joined"]
        pub fn async_wait_joined(result: u64);
        #[link_name = "[task-return]read-bytes"]
        pub fn read_bytes(result: u64);
        #[link_name = "[task-return]write-bytes"]
        pub fn write_bytes(result: u64);
        #[link_name = "[task-return]read-points-batched"]
        pub fn read_points_batched(result: u64);
        #[link_name = "[task-return]read-entries-batched"]
        pub fn read_entries_batched(result: u64);
        #[link_name = "[task-return]host-future"]
        pub fn host_future(result: u64);
        #[link_name = "[task-return]spawn"]
        pub fn spawn(result: u64);
        #[link_name = "[task-return]channel"]
        pub fn channel(result: u64);
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn cabi_realloc(old: *mut u8, old_size: usize, align: usize, size: usize) -> *mut u8 {
    if size == 0 {
        return std::ptr::without_provenance_mut(align);
    }
    // SAFETY: the host passes what it got before.
    unsafe {
        let pointer = if old_size == 0 {
            alloc::alloc(Layout::from_size_align_unchecked(size, align))
        } else {
            alloc::realloc(old, Layout::from_size_align_unchecked(old_size, align), size)
        };
        if pointer.is_null() {
            std::process::abort();
        }
        pointer
    }
}
