//! One future that a task or a scope polls: the task's own or a spawned one. Allocated once, together with its header,
//! and kept while its queue, a waker or a join handle refers to it.

use alloc::alloc::handle_alloc_error;
use core::alloc::Layout;
use core::cell::{Cell, UnsafeCell};
use core::future::Future;
use core::mem::ManuallyDrop;
use core::pin::Pin;
use core::ptr::{self, NonNull};
use core::sync::atomic::{AtomicUsize, Ordering};
use core::task::{Context, Poll, RawWaker, RawWakerVTable, Waker};

use super::locals::{self, Locals};
use super::memory;
use super::queue::Queue;

/// The part of a node that does not depend on its future.
pub(crate) struct Header {
    vtable: &'static Vtable,
    references: AtomicUsize,
    /// The queue of whoever polls the node; null once its future is gone.
    pub(super) queue: Cell<*const Queue>,
    /// Whether the node is among its queue's ready ones.
    pub(super) queued: Cell<bool>,
    /// Whether the future is being polled.
    pub(super) polling: Cell<bool>,
    /// Whether the future is to be dropped rather than polled.
    pub(super) aborted: Cell<bool>,
    /// Whether there is somebody to take the output; else it is dropped at once.
    pub(super) is_awaited: Cell<bool>,
    pub(super) next_ready: Cell<Option<NodeRef>>,
    /// Neighbours among its queue's living nodes.
    pub(super) previous: Cell<Option<NodeRef>>,
    pub(super) next: Cell<Option<NodeRef>>,
    /// The task-locals that the future sees.
    locals: Option<Locals>,
    /// Who awaits the output.
    pub(super) joiner: Cell<Option<Waker>>,
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) thread: std::thread::ThreadId,
}

struct Vtable {
    /// Whether dropping the output does anything.
    output_needs_drop: bool,
    poll: unsafe fn(NodeRef, &mut Context<'_>) -> bool,
    clear: unsafe fn(NodeRef),
    take_output: unsafe fn(NodeRef, *mut ()),
    free: unsafe fn(NodeRef),
}

/// A pointer to a node. Copying it does not count a reference.
pub(crate) type NodeRef = NonNull<Header>;

#[repr(C)]
struct Node<X, F: Future> {
    header: Header,
    extra: X,
    stage: UnsafeCell<Stage<F>>,
}

enum Stage<F: Future> {
    Running(F),
    Finished(F::Output),
    Gone,
}

/// Allocates a node with `extra` beside it; the caller holds the first reference.
///
/// The future need not be `'static`: whoever allocates the node sees to it that the future is gone in time.
pub(crate) fn new<X, F: Future>(extra: X, future: F) -> (NodeRef, NonNull<X>) {
    let layout = Layout::new::<Node<X, F>>();
    // SAFETY: a node has a size: it holds a header.
    let Some(node) = NonNull::new(unsafe { memory::alloc(layout) }.cast::<Node<X, F>>()) else {
        handle_alloc_error(layout)
    };
    let header = Header {
        vtable: const {
            &Vtable {
                output_needs_drop: core::mem::needs_drop::<F::Output>(),
                poll: poll::<X, F>,
                clear: clear_stage::<X, F>,
                take_output: take_output::<X, F>,
                free: free::<X, F>,
            }
        },
        references: AtomicUsize::new(1),
        queue: Cell::new(ptr::null()),
        queued: Cell::new(false),
        polling: Cell::new(false),
        aborted: Cell::new(false),
        is_awaited: Cell::new(false),
        next_ready: Cell::new(None),
        previous: Cell::new(None),
        next: Cell::new(None),
        locals: locals::current(),
        joiner: Cell::new(None),
        #[cfg(not(target_arch = "wasm32"))]
        thread: std::thread::current().id(),
    };
    // SAFETY: freshly allocated with room for a node.
    unsafe {
        node.write(Node { header, extra, stage: UnsafeCell::new(Stage::Running(future)) });
        (node.cast(), NonNull::new_unchecked(&raw mut (*node.as_ptr()).extra))
    }
}

unsafe fn stage<X, F: Future>(node: NodeRef) -> *mut Stage<F> {
    // SAFETY: the vtable belongs to a node of this type.
    unsafe { (*node.cast::<Node<X, F>>().as_ptr()).stage.get() }
}

unsafe fn poll<X, F: Future>(node: NodeRef, context: &mut Context<'_>) -> bool {
    // SAFETY: a node is polled by its task only, one call at a time, and never moves.
    unsafe {
        let stage = stage::<X, F>(node);
        let Stage::Running(future) = &mut *stage else { return true };
        match Pin::new_unchecked(future).poll(context) {
            Poll::Pending => false,
            Poll::Ready(output) => {
                // The future is dropped where it lies, and only then overwritten.
                *stage = Stage::Finished(output);
                true
            }
        }
    }
}

unsafe fn clear_stage<X, F: Future>(node: NodeRef) {
    // SAFETY: the caller of `clear` sees to it that the future is not being polled.
    unsafe { *stage::<X, F>(node) = Stage::Gone }
}

unsafe fn take_output<X, F: Future>(node: NodeRef, output: *mut ()) {
    // SAFETY: the caller passes room for an `Option` of the output; only finished nodes are asked.
    unsafe {
        let stage = stage::<X, F>(node);
        let taken = match &*stage {
            Stage::Finished(_) => match ptr::replace(stage, Stage::Gone) {
                Stage::Finished(output) => Some(output),
                Stage::Running(_) | Stage::Gone => None,
            },
            Stage::Running(_) | Stage::Gone => None,
        };
        output.cast::<Option<F::Output>>().write(taken);
    }
}

unsafe fn free<X, F: Future>(node: NodeRef) {
    let node = node.cast::<Node<X, F>>();
    // SAFETY: the last reference is gone, and the node was allocated with this layout.
    unsafe {
        ptr::drop_in_place(node.as_ptr());
        memory::dealloc(node.as_ptr().cast(), Layout::new::<Node<X, F>>());
    }
}

/// Counts one more reference.
#[inline]
pub(crate) fn retain(node: NodeRef) {
    // SAFETY: the caller holds a reference.
    unsafe { node.as_ref() }.references.fetch_add(1, Ordering::Relaxed);
}

/// Gives up a reference.
///
/// # Safety
///
/// The caller must hold one and not use the node through it afterwards.
#[inline]
pub(crate) unsafe fn release(node: NodeRef) {
    // SAFETY: the caller's reference keeps the node until here.
    unsafe {
        if node.as_ref().references.fetch_sub(1, Ordering::Release) == 1 {
            core::sync::atomic::fence(Ordering::Acquire);
            (node.as_ref().vtable.free)(node);
        }
    }
}

/// Polls the future once, among its task-locals; whether it is done.
///
/// # Safety
///
/// Only the owner of the node's queue may call this, not from within the node's own poll.
#[inline]
pub(super) unsafe fn poll_node(node: NodeRef) -> bool {
    // SAFETY: the waker borrows the caller's reference and is not dropped.
    unsafe {
        let _entered = locals::enter(node.as_ref().locals.as_ref());
        let waker = ManuallyDrop::new(Waker::from_raw(raw_waker(node)));
        (node.as_ref().vtable.poll)(node, &mut Context::from_waker(&waker))
    }
}

/// Drops the future, or its output.
///
/// # Safety
///
/// The caller must keep the node, and the future must not be being polled, unless that poll has panicked.
pub(super) unsafe fn clear(node: NodeRef) {
    // SAFETY: the caller's promise.
    unsafe {
        let header = node.as_ref();
        let _entered = locals::enter(header.locals.as_ref());
        // A destructor that aborts its own future must not get here again.
        header.polling.set(true);
        (header.vtable.clear)(node);
        header.polling.set(false);
    }
}

/// Drops the output of a node that has finished, if dropping it does anything.
///
/// # Safety
///
/// As for [`clear`].
#[inline]
pub(super) unsafe fn clear_output(node: NodeRef) {
    // SAFETY: the caller's promise.
    unsafe {
        if node.as_ref().vtable.output_needs_drop {
            clear(node);
        }
    }
}

/// Takes the output of a node that has finished; nothing when it was aborted or the output was taken before.
///
/// # Safety
///
/// `T` must be the output type of the node's future.
pub(crate) unsafe fn take<T>(node: NodeRef) -> Option<T> {
    let mut output = None::<T>;
    // SAFETY: the caller's promise.
    unsafe { (node.as_ref().vtable.take_output)(node, (&raw mut output).cast()) };
    output
}

fn raw_waker(node: NodeRef) -> RawWaker {
    RawWaker::new(node.as_ptr().cast_const().cast(), &WAKER)
}

static WAKER: RawWakerVTable = RawWakerVTable::new(
    |data| {
        let node = from_data(data);
        retain(node);
        raw_waker(node)
    },
    |data| {
        let node = from_data(data);
        wake(node);
        drop_waker(node);
    },
    |data| wake(from_data(data)),
    |data| drop_waker(from_data(data)),
);

fn from_data(data: *const ()) -> NodeRef {
    // SAFETY: wakers are made from nodes.
    unsafe { NonNull::new_unchecked(data.cast_mut().cast()) }
}

/// Whether this is the thread of the node's task. On wasm there is one thread.
#[inline(always)]
fn is_here(node: NodeRef) -> bool {
    #[cfg(not(target_arch = "wasm32"))]
    // SAFETY: the waker holds a reference, and the thread is never written.
    return unsafe { (*node.as_ptr()).thread } == std::thread::current().id();
    #[cfg(target_arch = "wasm32")]
    {
        let _ = node;
        true
    }
}

/// Has the node's task poll it soon; from anywhere, at any time.
#[inline(always)]
fn wake(node: NodeRef) {
    if is_here(node) {
        wake_here(node);
    } else {
        #[cfg(not(target_arch = "wasm32"))]
        super::remote::wake(node);
    }
}

/// Gives up the reference of a waker.
fn drop_waker(node: NodeRef) {
    if is_here(node) {
        // SAFETY: the waker's reference.
        unsafe { release(node) }
    } else {
        #[cfg(not(target_arch = "wasm32"))]
        super::remote::release(node);
    }
}

/// [`wake`] on the node's own thread.
#[inline]
pub(super) fn wake_here(node: NodeRef) {
    // SAFETY: the caller holds a reference; a queue that is gone has cleared the pointer to it.
    if let Some(queue) = unsafe { node.as_ref().queue.get().as_ref() } {
        queue.make_ready(node);
    }
}

/// Drops the future of a node unless it has finished; if it is being polled, as soon as it is not.
pub(super) fn abort(node: NodeRef) {
    // SAFETY: the caller holds a reference; a queue that is gone has cleared the pointer to it.
    if let Some(queue) = unsafe { node.as_ref().queue.get().as_ref() } {
        queue.abort(node);
    }
}
