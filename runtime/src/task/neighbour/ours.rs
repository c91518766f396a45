//! A task of ours as futures of other runtimes see it.

use alloc::boxed::Box;
use core::ffi::c_void;
use core::future::Future;
use core::ptr::{self, NonNull};
use core::task::{RawWaker, RawWakerVTable, Waker};

use super::{Callback, Functions, KeptTask, SPAWNS, Task};
use crate::local::local;
use crate::task::node;
use crate::task::state::TaskCore;
use crate::task::waitable;

static FUNCTIONS: Functions = Functions { register, unregister, clone, drop, spawn: Some(spawn) };

local! {
    /// The current task, filled in when it is asked for. It is read at once.
    static CURRENT: KeptTask = KeptTask {
        task: Task { version: SPAWNS, this: ptr::null_mut(), register, unregister },
        functions: &FUNCTIONS,
    };
}

/// The current task as it is passed to others, and whether `task` is that.
pub(super) fn current(core: Option<NonNull<TaskCore>>, task: *mut Task) -> (*mut Task, bool) {
    CURRENT.with(|kept| {
        let is_ours = ptr::eq(task, &raw const kept.task);
        let Some(core) = core else { return (ptr::null_mut(), is_ours) };
        kept.task.this = core.as_ptr().cast();
        (ptr::from_mut(kept).cast(), is_ours)
    })
}

/// A callback that waits for an event, in the place of a waker.
struct Waiting {
    waitable: u32,
    callback: Callback,
    data: *mut c_void,
}

static WAITING: RawWakerVTable = RawWakerVTable::new(
    |waiting| {
        // SAFETY: the waker's own.
        let Waiting { waitable, callback, data } = unsafe { &*waiting.cast::<Waiting>() };
        Waiting { waitable: *waitable, callback: *callback, data: *data }.into_raw()
    },
    // SAFETY: the waker gives up what it has.
    |waiting| unsafe { Box::from_raw(waiting.cast_mut().cast::<Waiting>()) }.call(),
    // SAFETY: the waker's own.
    |waiting| unsafe { &*waiting.cast::<Waiting>() }.call(),
    // SAFETY: the waker gives up what it has.
    |waiting| core::mem::drop(unsafe { Box::from_raw(waiting.cast_mut().cast::<Waiting>()) }),
);

impl Waiting {
    fn into_raw(self) -> RawWaker {
        RawWaker::new(Box::into_raw(Box::new(self)).cast_const().cast(), &WAITING)
    }

    /// Tells the neighbour what has happened. The waitable is its own again after that, and in no set.
    fn call(&self) {
        if let Some(code) = waitable::take_event(self.waitable) {
            waitable::leave(self.waitable);
            // SAFETY: who registered the callback keeps its data until it is called or unregistered.
            unsafe { (self.callback)(self.data, code) }
        }
    }
}

/// What was passed with the callback that a waker stands for, if it stands for one.
fn data_of(waker: Option<Waker>) -> *mut c_void {
    match waker {
        // SAFETY: the wakers of this table are made of this type.
        Some(waker) if ptr::eq(waker.vtable(), &raw const WAITING) => unsafe { (*waker.data().cast::<Waiting>()).data },
        _ => ptr::null_mut(),
    }
}

unsafe extern "C" fn register(this: *mut c_void, waitable: u32, callback: Callback, data: *mut c_void) -> *mut c_void {
    // SAFETY: the caller passes a task that lives.
    let core = unsafe { &*this.cast::<TaskCore>() };
    let previous = waitable::take_waker(waitable);
    // SAFETY: the functions of the table keep the contract of wakers, on the one thread that there is.
    let waker = unsafe { Waker::from_raw(Waiting { waitable, callback, data }.into_raw()) };
    waitable::register_with(core, waitable, &waker);
    data_of(previous)
}

unsafe extern "C" fn unregister(_: *mut c_void, waitable: u32) -> *mut c_void {
    let previous = waitable::take_waker(waitable);
    waitable::leave(waitable);
    data_of(previous)
}

unsafe extern "C" fn clone(this: *mut c_void) -> *mut c_void {
    // SAFETY: the caller passes a task, which lies beside its root.
    node::retain(unsafe { &*this.cast::<TaskCore>() }.root.get());
    this
}

unsafe extern "C" fn drop(this: *mut c_void) {
    // SAFETY: the caller gives up what `clone` retained.
    unsafe { node::release((*this.cast::<TaskCore>()).root.get()) }
}

unsafe fn spawn(this: *mut c_void, future: Box<dyn Future<Output = ()>>) {
    // SAFETY: the caller passes the task that is being polled.
    let core = unsafe { &*this.cast::<TaskCore>() };
    let (node, _) = node::new((), Box::into_pin(future), 1);
    core.queue.adopt(node);
}
