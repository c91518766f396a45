//! Other async runtimes in the same component: futures of each can be awaited in tasks of the other.
//!
//! A future of the component model has to tell the task that waits for it what it waits for. Runtimes that know nothing
//! of each other do that through one C function, `wasip3_task_set`, by which an executor says which task is being
//! polled, and a future finds out. wit-bindgen came up with it, and every copy of wit-bindgen's runtime (the `wasip3`
//! crate has one) uses the definition that the component happens to have. Here that is wharf's, so that a task of ours
//! is found without a word of ours: who asks is given the [current](state::current) one.
//!
//! - [`ours`] is a task of ours as their futures see it;
//! - [`theirs`] is a task of theirs as ours see it.
//!
//! A component pays three kilobytes for that, which is why it is behind the feature `interop`.
//!
//! Source: wit-bindgen 0.63, `rt/async_support/cabi.rs`, versions 1 to 3.

#![cfg_attr(
    not(any(target_arch = "wasm32", test)),
    allow(dead_code, reason = "off wasm there are neighbours only in the tests below")
)]

mod ours;
#[cfg(test)]
mod tests;
mod theirs;

use alloc::boxed::Box;
use core::ffi::c_void;
use core::future::Future;
use core::ptr;

use super::state;
use crate::local::local;

pub(super) use theirs::{Spawner, is_used, register, release, step_out};

/// What is called with the code of an event.
type Callback = unsafe extern "C" fn(*mut c_void, u32);

/// Has a task wait for a waitable, for one event: what was passed for it before, if it was waited for already.
type Register = unsafe extern "C" fn(*mut c_void, u32, Callback, *mut c_void) -> *mut c_void;

/// Has a task not wait for a waitable any more: what was passed for it, if it was waited for.
type Unregister = unsafe extern "C" fn(*mut c_void, u32) -> *mut c_void;

/// Runs a future beside the task's own.
type Spawn = unsafe fn(*mut c_void, Box<dyn Future<Output = ()>>);

/// A task as the futures of all runtimes see it while it is being polled.
#[repr(C)]
struct Task {
    version: u32,
    /// What the functions are called with.
    this: *mut c_void,
    register: Register,
    unregister: Unregister,
}

/// What a task has from version 2 on.
#[repr(C)]
struct KeptTask {
    task: Task,
    functions: &'static Functions,
}

#[repr(C)]
struct Functions {
    register: Register,
    unregister: Unregister,
    /// One more reference, by which the task can be told to unregister after it was polled.
    clone: unsafe extern "C" fn(*mut c_void) -> *mut c_void,
    /// Gives up a reference that `clone` returned.
    drop: unsafe extern "C" fn(*mut c_void),
    /// From version 3 on, if the runtime can.
    spawn: Option<Spawn>,
}

/// The version from which on there are [`Functions`].
const KEPT: u32 = 2;
/// The version from which on there is `spawn`.
const SPAWNS: u32 = 3;

local! {
    /// The task of a neighbour that is being polled, if that is inside of the current one of ours, or there is none.
    static THEIRS: *mut Task = ptr::null_mut();
}

/// Says which task is being polled, and returns which one was.
///
/// # Safety
///
/// `task` must be null, or be valid until this is called with another.
#[cfg_attr(target_arch = "wasm32", unsafe(export_name = "wasip3_task_set"))]
unsafe extern "C" fn set(task: *mut Task) -> *mut Task {
    let (ours, is_ours) = ours::current(state::current(), task);
    let theirs = THEIRS.with(|theirs| core::mem::replace(theirs, if is_ours { ptr::null_mut() } else { task }));
    if theirs.is_null() { ours } else { theirs }
}
