//! The least executor: a task is one allocation with its future in it, which can wait, spawn and be cancelled.
//!
//! What it leaves out is what makes the difference to one that can be relied on. It keeps no list of who is ready: when
//! one future is woken it polls all of them. Its wakers are of no use to other tasks, or when a task has waited. And the
//! set of a task is never dropped.

use std::cell::{Cell, RefCell, UnsafeCell};
use std::ffi::c_void;
use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::ptr;
use std::rc::Rc;
use std::task::{Context, Poll, RawWaker, RawWakerVTable, Waker};

use crate::canon::{EXIT, task_cancel, wait, waitable_join, waitable_set_new};
use crate::left;

#[link(wasm_import_module = "$root")]
unsafe extern "C" {
    #[link_name = "[context-get-0]"]
    safe fn context_get() -> *mut c_void;
    #[link_name = "[context-set-0]"]
    safe fn context_set(task: *mut c_void);
}

/// What the host has of a task.
struct Head {
    /// Polls the task's own future.
    poll: unsafe fn(*mut Head, &mut Context<'_>) -> bool,
    free: unsafe fn(*mut Head),
    done: Cell<bool>,
    known: Cell<bool>,
    set: Cell<u32>,
    spawned: RefCell<Vec<Rc<dyn Spawned>>>,
}

#[repr(C)]
struct Task<F> {
    head: Head,
    future: F,
}

/// Something of the only thread.
pub struct Static<T>(pub UnsafeCell<T>);

// SAFETY: there is one thread.
unsafe impl<T> Sync for Static<T> {}

impl<T> Static<T> {
    pub fn with<R>(&self, use_it: impl FnOnce(&mut T) -> R) -> R {
        // SAFETY: there is one thread, and `use_it` does not come back here.
        use_it(unsafe { &mut *self.0.get() })
    }
}

static CURRENT: Static<*mut Head> = Static(UnsafeCell::new(ptr::null_mut()));
static WOKEN: Static<bool> = Static(UnsafeCell::new(false));
static WAITABLES: Static<Vec<Waitable>> = Static(UnsafeCell::new(Vec::new()));

/// What has happened to a waitable, and whom to tell.
#[derive(Default)]
struct Waitable {
    event: Option<u32>,
    waker: Option<Waker>,
}

static WAKER: RawWakerVTable = {
    fn wake(_: *const ()) {
        WOKEN.with(|woken| *woken = true);
    }
    RawWakerVTable::new(|_| RawWaker::new(ptr::null(), &WAKER), wake, wake, |_| {})
};

/// Starts the task of an exported call: what its core function returns.
pub fn start<F: Future<Output = ()>>(future: F) -> u32 {
    unsafe fn poll<F: Future>(head: *mut Head, context: &mut Context<'_>) -> bool {
        // SAFETY: the future stays where it is until it is dropped.
        unsafe { Pin::new_unchecked(&mut (*head.cast::<Task<F>>()).future).poll(context).is_ready() }
    }
    unsafe fn free<F>(head: *mut Head) {
        // SAFETY: made by `start`.
        drop(unsafe { Box::from_raw(head.cast::<Task<F>>()) });
    }
    left::end_all();
    let head = Head {
        poll: poll::<F>,
        free: free::<F>,
        done: Cell::new(false),
        known: Cell::new(false),
        set: Cell::new(0),
        spawned: RefCell::default(),
    };
    let task = Box::into_raw(Box::new(Task { head, future })).cast();
    // SAFETY: just made.
    unsafe { run(task) }
}

/// Goes on with a task: what its callback returns.
pub fn resume(event: u32, waitable: u32, code: u32) -> u32 {
    const CANCELLED: u32 = 6;
    let task: *mut Head = context_get().cast();
    if event == CANCELLED {
        // SAFETY: the host has it from `run`.
        unsafe { ((*task).free)(task) }
        task_cancel();
        return EXIT;
    }
    let waker = with_waitable(waitable, |entry| {
        entry.event = Some(code);
        entry.waker.take()
    });
    if let Some(waker) = waker {
        waker.wake();
    }
    // SAFETY: the host has it from `run`.
    unsafe { run(task) }
}

unsafe fn run(task: *mut Head) -> u32 {
    CURRENT.with(|current| *current = task);
    // SAFETY: the waker is valid forever, and the task until it is freed.
    unsafe {
        let waker = Waker::from_raw(RawWaker::new(ptr::null(), &WAKER));
        let mut context = Context::from_waker(&waker);
        let head = &*task;
        loop {
            WOKEN.with(|woken| *woken = false);
            if !head.done.get() {
                head.done.set((head.poll)(task, &mut context));
            }
            let mut spawned = head.spawned.take();
            let before = spawned.len();
            spawned.retain(|spawned| !spawned.poll(&mut context));
            // Somebody may wait for those that are done.
            let is_woken = spawned.len() < before || WOKEN.with(|woken| *woken);
            let mut new = head.spawned.borrow_mut();
            let has_new = !new.is_empty();
            spawned.append(&mut new);
            *new = spawned;
            if head.done.get() && new.is_empty() {
                break;
            }
            if !is_woken && !has_new {
                if !head.known.replace(true) {
                    context_set(task.cast());
                }
                return wait(head.set.get());
            }
        }
        (head.free)(task);
    }
    EXIT
}

fn with_waitable<R>(handle: u32, use_it: impl FnOnce(&mut Waitable) -> R) -> R {
    WAITABLES.with(|waitables| {
        let index = handle as usize;
        if index >= waitables.len() {
            waitables.resize_with(index + 1, Waitable::default);
        }
        use_it(&mut waitables[index])
    })
}

/// Waits for what happens to a waitable.
pub fn poll_event(handle: u32, context: &Context<'_>) -> Poll<u32> {
    with_waitable(handle, |entry| match entry.event.take() {
        Some(event) => Poll::Ready(event),
        None => {
            entry.waker = Some(context.waker().clone());
            Poll::Pending
        }
    })
}

/// Puts a waitable into the set of the task.
pub fn join(handle: u32) {
    // SAFETY: the current task lives.
    let set = unsafe { &(*CURRENT.with(|current| *current)).set };
    if set.get() == 0 {
        set.set(waitable_set_new());
    }
    waitable_join(handle, set.get());
}

/// A future that was spawned.
trait Spawned {
    fn poll(&self, context: &mut Context<'_>) -> bool;
}

struct Node<F: Future>(UnsafeCell<Stage<F>>);

enum Stage<F: Future> {
    Running(F),
    Done(F::Output),
    Taken,
}

impl<F: Future> Spawned for Node<F> {
    fn poll(&self, context: &mut Context<'_>) -> bool {
        // SAFETY: it stays where it is, and does not poll itself.
        unsafe {
            let Stage::Running(future) = &mut *self.0.get() else { return true };
            let Poll::Ready(output) = Pin::new_unchecked(future).poll(context) else { return false };
            *self.0.get() = Stage::Done(output);
            true
        }
    }
}

/// The output of a future that was spawned.
pub struct JoinHandle<F: Future>(Rc<Node<F>>);

pub fn spawn<F: Future + 'static>(future: F) -> JoinHandle<F> {
    let node = Rc::new(Node(UnsafeCell::new(Stage::Running(future))));
    // SAFETY: the current task lives.
    unsafe { &*CURRENT.with(|current| *current) }.spawned.borrow_mut().push(node.clone());
    JoinHandle(node)
}

impl<F: Future> Future for JoinHandle<F> {
    type Output = Option<F::Output>;

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Self::Output> {
        // SAFETY: nobody else has it at the moment.
        let stage = unsafe { &mut *self.0.0.get() };
        if let Stage::Running(_) = stage {
            return Poll::Pending;
        }
        match mem::replace(stage, Stage::Taken) {
            Stage::Done(output) => Poll::Ready(Some(output)),
            _ => Poll::Ready(None),
        }
    }
}
