//! A task of another runtime as our futures see it.

use alloc::boxed::Box;
use alloc::rc::Rc;
use alloc::vec::Vec;
use core::ffi::c_void;
use core::future::Future;
use core::pin::Pin;
use core::ptr::{self, NonNull};
use core::task::{Context, Poll, Waker};

use super::{Functions, KEPT, KeptTask, SPAWNS, Spawn, THEIRS, Task};
use crate::local::local;
use crate::task::node::NodeRef;
use crate::task::queue::Queue;
use crate::task::state::BUDGET;
use crate::task::waitable;

/// The task of a neighbour that polls us, if it is one of a neighbour's.
#[inline]
fn current() -> Option<NonNull<Task>> {
    NonNull::new(THEIRS.with(|theirs| *theirs))
}

/// Whether a task of a neighbour waits for something of ours, or polls us.
#[inline]
pub(in crate::task) fn is_used() -> bool {
    REGISTERED.with(|registered| !registered.is_empty())
}

/// Forgets that a neighbour polls us until the result is dropped: a task of ours is being polled inside of it.
pub(in crate::task) fn step_out() -> impl Drop {
    struct Outside(*mut Task);
    impl Drop for Outside {
        fn drop(&mut self) {
            THEIRS.with(|theirs| *theirs = self.0);
        }
    }
    Outside(THEIRS.with(|theirs| core::mem::replace(theirs, ptr::null_mut())))
}

/// A waitable of ours that a task of a neighbour waits for.
struct Registration {
    waitable: u32,
    task: *mut c_void,
    /// None for a task of version 1, which cannot be kept.
    functions: Option<&'static Functions>,
}

local! {
    static REGISTERED: Vec<Registration> = Vec::new();
}

impl Drop for Registration {
    fn drop(&mut self) {
        if let Some(functions) = self.functions {
            // SAFETY: gives up the reference that was taken when it was registered.
            unsafe { (functions.drop)(self.task) }
        }
    }
}

fn take(waitable: u32) -> Option<Registration> {
    REGISTERED.with(|registered| {
        let index = registered.iter().position(|registration| registration.waitable == waitable)?;
        Some(registered.swap_remove(index))
    })
}

/// Lets the neighbour that polls us wait for the waitable, and has `waker` woken when something happens to it. Whether
/// there is one.
#[inline]
pub(in crate::task) fn register(handle: u32, waker: &Waker) -> bool {
    let Some(task) = current() else { return false };
    register_with(task, handle, waker);
    true
}

#[cold]
fn register_with(task: NonNull<Task>, handle: u32, waker: &Waker) {
    // SAFETY: the neighbour keeps the task while it polls us.
    let (this, version, register) =
        unsafe { ((*task.as_ptr()).this, (*task.as_ptr()).version, (*task.as_ptr()).register) };
    let is_same = |registration: &Registration| registration.waitable == handle && registration.task == this;
    if !REGISTERED.with(|registered| registered.iter().any(is_same)) {
        release(handle);
        // Out of a set of ours.
        waitable::leave(handle);
        // SAFETY: from this version on the task has these.
        let functions = (version >= KEPT).then(|| unsafe { (*task.as_ptr().cast::<KeptTask>()).functions });
        if let Some(functions) = functions {
            // SAFETY: given up with the registration.
            unsafe { (functions.clone)(this) };
        }
        let registration = Registration { waitable: handle, task: this, functions };
        REGISTERED.with(|registered| registered.push(registration));
        // SAFETY: the waitable is ours, and what is passed for it is a number.
        unsafe { register(this, handle, happened, ptr::without_provenance_mut(handle as usize)) };
    }
    waitable::set_waker(handle, waker);
}

/// Something has happened to a waitable of ours, which the neighbour has taken out of its set.
unsafe extern "C" fn happened(waitable: *mut c_void, code: u32) {
    let waitable = waitable.addr() as u32;
    if let Some(registration) = take(waitable) {
        drop(registration);
        waitable::deliver(waitable, code);
    }
}

/// Has no neighbour wait for the waitable any more.
#[cold]
pub(in crate::task) fn release(waitable: u32) {
    let Some(registration) = take(waitable) else { return };
    match (registration.functions, current()) {
        // SAFETY: the task is kept by the registration.
        (Some(functions), _) => unsafe { (functions.unregister)(registration.task, waitable) },
        // SAFETY: a task that cannot be kept is asked only while it is being polled; it may be another one by now, which
        // has never heard of the waitable.
        (None, Some(task)) => unsafe { ((*task.as_ptr()).unregister)((*task.as_ptr()).this, waitable) },
        (None, None) => ptr::null_mut(),
    };
}

/// A future of ours, with all that belongs to it, that a task of a neighbour runs.
struct Hosted {
    /// Nodes point to it, and the box around this one says, whenever it moves, that nobody points into it.
    queue: Rc<Queue>,
}

impl Future for Hosted {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        self.queue.disarm();
        self.queue.poll_ready(BUDGET);
        if self.queue.is_done() {
            return Poll::Ready(());
        }
        if self.queue.is_ready() {
            context.waker().wake_by_ref();
        } else {
            self.queue.set_alarm(context.waker().clone());
        }
        Poll::Pending
    }
}

impl Drop for Hosted {
    fn drop(&mut self) {
        self.queue.disarm();
        self.queue.clear();
    }
}

/// What runs futures of ours beside those of the neighbour that polls us.
pub(in crate::task) struct Spawner {
    task: *mut c_void,
    spawn: Spawn,
}

impl Spawner {
    /// The spawner of a neighbour's task, if it has one.
    unsafe fn of(task: *mut Task) -> Option<Self> {
        // SAFETY: the caller passes a task that lives, and from this version on it has the functions.
        unsafe {
            if (*task).version < SPAWNS {
                return None;
            }
            Some(Spawner { task: (*task).this, spawn: (*task.cast::<KeptTask>()).functions.spawn? })
        }
    }

    /// Whether a neighbour polls us that has one.
    pub(in crate::task) fn is_there() -> bool {
        // SAFETY: the neighbour keeps the task while it polls us.
        current().is_some_and(|task| unsafe { Spawner::of(task.as_ptr()) }.is_some())
    }

    /// The spawner of the neighbour that polls us; none if none does.
    ///
    /// # Panics
    ///
    /// When the neighbour has none.
    #[inline]
    pub(in crate::task) fn current() -> Option<Self> {
        let task = current()?;
        // SAFETY: the neighbour keeps the task while it polls us.
        let Some(spawner) = (unsafe { Spawner::of(task.as_ptr()) }) else {
            panic!(
                "`spawn` in a task of another runtime that does not run futures of others: \
                 enable the feature `async-spawn` of the `wasip3` or `wit-bindgen` crate, 0.10 and 0.63 or later"
            )
        };
        Some(spawner)
    }

    /// Has the neighbour run a node, whose first reference it gets.
    pub(in crate::task) fn spawn(self, node: NodeRef) {
        // It stays where it is, and the neighbour gets the box.
        let hosted = Box::new(Hosted { queue: Rc::new(Queue::new()) });
        hosted.queue.adopt(node);
        // SAFETY: the task is the one that is being polled.
        unsafe { (self.spawn)(self.task, hosted) }
    }
}
