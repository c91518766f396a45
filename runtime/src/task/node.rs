//! One future that a task or a scope polls: the task's own or a spawned one. Allocated once, together with its header,
//! and kept while its queue, a waker or a join handle refers to it.

use alloc::alloc::handle_alloc_error;
use core::alloc::Layout;
use core::cell::{Cell, UnsafeCell};
use core::future::Future;
use core::mem::{ManuallyDrop, needs_drop, offset_of};
use core::pin::Pin;
use core::ptr::{self, NonNull};
use core::sync::atomic::{AtomicUsize, Ordering};
use core::task::{Context, Poll, RawWaker, RawWakerVTable, Waker};

use super::locals::{self, Locals};
use super::queue::Queue;
use crate::abi::memory;

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
    /// What the node's value is.
    stage: Cell<Stage>,
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

/// What is particular to the type of a node.
struct Vtable {
    layout: Layout,
    /// Where the value is, in bytes from the node's beginning.
    value: usize,
    poll: unsafe fn(NodeRef, &mut Context<'_>) -> bool,
    drop_future: unsafe fn(NodeRef),
    /// None if dropping the output does nothing.
    drop_output: Option<unsafe fn(NodeRef)>,
}

/// A pointer to a node. Copying it does not count a reference.
pub(crate) type NodeRef = NonNull<Header>;

#[repr(C)]
struct Node<X, F: Future> {
    header: Header,
    extra: ManuallyDrop<X>,
    value: UnsafeCell<Value<F>>,
}

/// What a node's value is at the time.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// The future.
    Running,
    /// Its output.
    Finished,
    Gone,
}

/// Room for the future, and then its output.
union Value<F: Future> {
    future: ManuallyDrop<F>,
    _output: ManuallyDrop<F::Output>,
}

impl<X, F: Future> Node<X, F> {
    const VTABLE: Vtable = Vtable {
        layout: Layout::new::<Self>(),
        value: offset_of!(Self, value),
        poll: poll::<F>,
        drop_future: drop_value::<F>,
        drop_output: if needs_drop::<F::Output>() { Some(drop_value::<F::Output>) } else { None },
    };
}

/// Allocates a node with `extra` beside it; the caller holds so many references.
///
/// The future need not be `'static`: whoever allocates the node sees to it that the future is gone in time. What is
/// beside it is never dropped.
pub(crate) fn new<X, F: Future>(extra: X, future: F, references: usize) -> (NodeRef, NonNull<X>) {
    let layout = Layout::new::<Node<X, F>>();
    // SAFETY: a node has a size: it holds a header.
    let Some(node) = NonNull::new(unsafe { memory::alloc(layout) }.cast::<Node<X, F>>()) else {
        handle_alloc_error(layout)
    };
    let header = Header {
        vtable: const { &Node::<X, F>::VTABLE },
        references: AtomicUsize::new(references),
        queue: Cell::new(ptr::null()),
        queued: Cell::new(false),
        polling: Cell::new(false),
        aborted: Cell::new(false),
        stage: Cell::new(Stage::Running),
        is_awaited: Cell::new(false),
        next_ready: Cell::new(None),
        previous: Cell::new(None),
        next: Cell::new(None),
        locals: locals::current(),
        joiner: Cell::new(None),
        #[cfg(not(target_arch = "wasm32"))]
        thread: std::thread::current().id(),
    };
    let (extra, value) = (ManuallyDrop::new(extra), Value { future: ManuallyDrop::new(future) });
    // SAFETY: freshly allocated with room for a node.
    unsafe {
        node.write(Node { header, extra, value: UnsafeCell::new(value) });
        (node.cast(), NonNull::new_unchecked(&raw mut (*node.as_ptr()).extra).cast())
    }
}

/// Where the value of a node is. The caller knows of which type it is.
unsafe fn value<T>(node: NodeRef) -> *mut T {
    // SAFETY: the value lies in the node.
    unsafe { node.as_ptr().byte_add(node.as_ref().vtable.value).cast() }
}

unsafe fn poll<F: Future>(node: NodeRef, context: &mut Context<'_>) -> bool {
    // SAFETY: a node is polled by its queue's owner only, one call at a time, as long as its value is the future, which
    // never moves and is dropped where it lies.
    unsafe {
        let future = value::<F>(node);
        let Poll::Ready(output) = Pin::new_unchecked(&mut *future).poll(context) else { return false };
        let stage = &node.as_ref().stage;
        stage.set(Stage::Gone);
        ptr::drop_in_place(future);
        value::<F::Output>(node).write(output);
        stage.set(Stage::Finished);
        true
    }
}

unsafe fn drop_value<T>(node: NodeRef) {
    // SAFETY: the caller has found the value to be of this type and says that it is gone.
    unsafe { ptr::drop_in_place(value::<T>(node)) }
}

/// Frees a node to which there is no reference any more.
unsafe fn free(node: NodeRef) {
    // SAFETY: nobody else has the node, and it was allocated with this layout.
    unsafe {
        clear(node);
        let layout = node.as_ref().vtable.layout;
        ptr::drop_in_place(node.as_ptr());
        memory::dealloc(node.as_ptr().cast(), layout);
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
            free(node);
        }
    }
}

/// Polls the future once, among its task-locals; whether it is done.
///
/// # Safety
///
/// Only the owner of the node's queue may call this, not from within the node's own poll, and no task-locals may be
/// seen around it.
#[inline]
pub(super) unsafe fn poll_node(node: NodeRef) -> bool {
    // SAFETY: the waker borrows the caller's reference and is not dropped.
    unsafe {
        let header = node.as_ref();
        debug_assert!(header.stage.get() == Stage::Running);
        let _entered = header.locals.as_ref().map(|locals| locals::enter(Some(locals)));
        let waker = ManuallyDrop::new(Waker::from_raw(raw_waker(node)));
        (header.vtable.poll)(node, &mut Context::from_waker(&waker))
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
        let drop_value = match header.stage.replace(Stage::Gone) {
            Stage::Running => Some(header.vtable.drop_future),
            Stage::Finished => header.vtable.drop_output,
            Stage::Gone => None,
        };
        let Some(drop_value) = drop_value else { return };
        let _entered = locals::enter(header.locals.as_ref());
        // A destructor that aborts its own future must not get here again.
        header.polling.set(true);
        drop_value(node);
        header.polling.set(false);
    }
}

/// Takes the output of a node that has finished; nothing when it was aborted or the output was taken before.
///
/// # Safety
///
/// `T` must be the output type of the node's future.
#[inline]
pub(crate) unsafe fn take<T>(node: NodeRef) -> Option<T> {
    // SAFETY: the caller's promise.
    unsafe {
        let stage = &node.as_ref().stage;
        if stage.get() != Stage::Finished {
            return None;
        }
        stage.set(Stage::Gone);
        Some(value::<T>(node).read())
    }
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
