//! A neighbour as small as can be, by the C ABI alone: it is what Miri sees of others.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::rc::Rc;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::cell::{Cell, RefCell};
use core::ffi::c_void;
use core::future::{Future, poll_fn};
use core::pin::Pin;
use core::ptr;
use core::task::{Context, Poll, Waker};

use super::{Callback, Functions, KEPT, KeptTask, SPAWNS, Task, set};
use crate::abi::area_box::AreaBox;
use crate::abi::canon::{self, sim};
use crate::task::{block_on, spawn};

type Boxed = Pin<Box<dyn Future<Output = ()>>>;

/// What the neighbour's task waits for.
#[derive(Default)]
struct Shared {
    waiting: RefCell<BTreeMap<u32, (Callback, *mut c_void)>>,
    set: Cell<u32>,
    spawned: RefCell<Vec<Boxed>>,
}

unsafe fn shared<'a>(this: *mut c_void) -> &'a Shared {
    // SAFETY: the tests pass a task that lives, or was cloned.
    unsafe { &*this.cast::<Shared>() }
}

unsafe extern "C" fn register(this: *mut c_void, waitable: u32, callback: Callback, data: *mut c_void) -> *mut c_void {
    // SAFETY: as above.
    let shared = unsafe { shared(this) };
    canon::waitable_join(waitable, shared.set.get());
    shared.waiting.borrow_mut().insert(waitable, (callback, data)).map_or(ptr::null_mut(), |(_, data)| data)
}

unsafe extern "C" fn unregister(this: *mut c_void, waitable: u32) -> *mut c_void {
    canon::waitable_join(waitable, 0);
    // SAFETY: as above.
    unsafe { shared(this) }.waiting.borrow_mut().remove(&waitable).map_or(ptr::null_mut(), |(_, data)| data)
}

unsafe extern "C" fn clone(this: *mut c_void) -> *mut c_void {
    // SAFETY: tasks are kept in an `Rc`.
    unsafe { Rc::increment_strong_count(this.cast::<Shared>()) };
    this
}

unsafe extern "C" fn drop_task(this: *mut c_void) {
    // SAFETY: given up once.
    unsafe { Rc::decrement_strong_count(this.cast::<Shared>()) }
}

unsafe fn spawn_here(this: *mut c_void, future: Box<dyn Future<Output = ()>>) {
    // SAFETY: as above.
    unsafe { shared(this) }.spawned.borrow_mut().push(Box::into_pin(future));
}

static FUNCTIONS: Functions = Functions { register, unregister, clone, drop: drop_task, spawn: Some(spawn_here) };

/// Runs futures as a neighbour of this version does: it polls all of them, and waits for its own set.
fn run(version: u32, future: impl Future<Output = ()> + 'static) {
    let shared = Rc::new(Shared::default());
    shared.set.set(canon::waitable_set_new());
    let this = Rc::as_ptr(&shared).cast_mut().cast::<c_void>();
    let mut task = KeptTask { task: Task { version, this, register, unregister }, functions: &FUNCTIONS };
    let mut futures: Vec<Boxed> = vec![Box::pin(future)];
    while !futures.is_empty() {
        // SAFETY: the task lives until it is replaced.
        let outer = unsafe { set((&raw mut task).cast()) };
        futures.retain_mut(|future| future.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        futures.append(&mut shared.spawned.borrow_mut());
        // SAFETY: the outer task is as it was.
        unsafe { set(outer) };
        if !shared.waiting.borrow().is_empty() {
            let event = canon::waitable_set_wait(shared.set.get());
            canon::waitable_join(event.waitable, 0);
            let waiting = shared.waiting.borrow_mut().remove(&event.waitable);
            let (callback, data) = waiting.expect("one waits for it");
            // SAFETY: it is called once.
            unsafe { callback(data, event.code) }
        }
    }
    canon::waitable_set_drop(shared.set.get());
}

/// Runs a test on a thread of its own.
fn test(body: impl FnOnce() + Send + 'static) {
    let run = || {
        sim::set_patience(core::time::Duration::ZERO);
        body();
        assert_eq!(sim::leaks(), Vec::<String>::new());
    };
    if let Err(panic) = std::thread::spawn(run).join() {
        std::panic::resume_unwind(panic);
    }
}

async fn poll_once<F: Future + Unpin>(future: &mut F) -> bool {
    poll_fn(|context| Poll::Ready(Pin::new(&mut *future).poll(context).is_ready())).await
}

fn bytes() -> (crate::StreamWriter<u8>, crate::StreamReader<u8>) {
    crate::stream::new::<(), u8>()
}

#[test]
fn our_futures_in_their_task() {
    for version in [1, KEPT, SPAWNS] {
        test(move || {
            run(version, async {
                let (mut writer, mut reader) = bytes();
                assert!(!poll_once(&mut Box::pin(reader.next())).await);
                assert_eq!(writer.write_one(1).await, None);
                assert_eq!(reader.next().await, Some(1));
                // What is under way is handed from task to task.
                let mut read = Box::pin(async move { reader.next().await });
                assert!(!poll_once(&mut read).await);
                block_on(async {
                    assert!(!poll_once(&mut read).await);
                    assert_eq!(writer.write_one(2).await, None);
                });
                assert_eq!(read.await, Some(2));
            });
        });
    }
}

#[test]
fn their_task_runs_what_ours_spawn() {
    test(|| {
        run(SPAWNS, async {
            let (mut writer, mut reader) = bytes();
            let reads = spawn(async move {
                let first = reader.next().await;
                let second = spawn(async move { reader.next().await }).await;
                (first, second)
            });
            let writes = spawn(async move { writer.write_all(vec![1, 2]).await });
            // Woken by each other; their executor here polls all of them when one has an event.
            writes.detach();
            let aborted = spawn(core::future::pending::<()>());
            aborted.abort();
            assert_eq!(aborted.await, None);
            assert_eq!(reads.await, Some((Some(1), Some(Some(2)))));
        });
    });
}

#[test]
fn a_task_of_theirs_that_cannot_spawn_says_so() {
    for version in [1, KEPT] {
        test(move || {
            run(version, async {
                let spawns = std::panic::catch_unwind(|| spawn(async {}).detach());
                let message = *spawns.expect_err("a panic").downcast::<&str>().expect("a message");
                assert!(message.contains("async-spawn"), "{message}");
            });
        });
    }
}

/// An operation of theirs: it reads a byte of a stream by hand.
struct TheirRead {
    readable: u32,
    /// Not a box: that would say, whenever it moves, that nobody else has a pointer to what is inside.
    byte: AreaBox<u8>,
    code: Rc<Cell<Option<u32>>>,
    started: bool,
    task: Option<(*mut c_void, &'static Functions)>,
}

impl TheirRead {
    fn new(readable: u32) -> Self {
        TheirRead { readable, byte: AreaBox::new(), code: Rc::default(), started: false, task: None }
    }
}

unsafe extern "C" fn arrived(data: *mut c_void, code: u32) {
    // SAFETY: the read keeps the cell until it has unregistered.
    unsafe { &*data.cast::<Cell<Option<u32>>>() }.set(Some(code));
}

impl Future for TheirRead {
    type Output = u8;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<u8> {
        if !self.started {
            self.started = true;
            let builtins = const { &canon::stream::<u8>() };
            // SAFETY: the byte stays where it is until the read has ended.
            let code = unsafe { (builtins.read)(self.readable, self.byte.as_ptr(), 1) };
            assert_eq!(code, canon::BLOCKED);
        }
        if self.code.take().is_some() {
            // SAFETY: the host has written it.
            return Poll::Ready(unsafe { self.byte.as_ptr().read() });
        }
        // SAFETY: by the rules: the task is asked for, read and put back.
        unsafe {
            let task = set(ptr::null_mut());
            assert!(!task.is_null() && (*task).version >= KEPT);
            let (this, functions) = ((*task).this, (*task.cast::<KeptTask>()).functions);
            if let Some((before, functions)) = self.task.replace(((functions.clone)(this), functions)) {
                (functions.drop)(before);
            }
            let data = Rc::as_ptr(&self.code).cast_mut().cast();
            ((*task).register)(this, self.readable, arrived, data);
            set(task);
        }
        // The callback has no waker here: whoever polls polls again.
        context.waker().wake_by_ref();
        Poll::Pending
    }
}

impl Drop for TheirRead {
    fn drop(&mut self) {
        let Some((task, functions)) = self.task else { return };
        // SAFETY: the reference is ours, and given up once.
        unsafe {
            (functions.unregister)(task, self.readable);
            (functions.drop)(task);
        }
    }
}

#[test]
fn their_operation_in_our_task() {
    test(|| {
        let (mut writer, reader) = bytes();
        let readable = reader.take_handle();
        block_on(async {
            let mut read = TheirRead::new(readable);
            assert!(!poll_once(&mut read).await);
            assert!(!poll_once(&mut read).await, "registered a second time");
            let reads = spawn(read);
            assert_eq!(writer.write_one(5).await, None);
            assert_eq!(reads.await, Some(5));
        });
        // Dropped where no task is, and after its task.
        let mut read = TheirRead::new(readable);
        assert!(!block_on(poll_once(&mut read)));
        drop(read);
        let builtins = const { &canon::stream::<u8>() };
        // SAFETY: the handle is ours, and its read is cancelled first.
        unsafe {
            assert_eq!((builtins.cancel_read)(readable), 2);
            (builtins.drop_readable)(readable);
        }
    });
}

#[test]
fn their_futures_spawned_on_our_task() {
    test(|| {
        let done = Rc::new(Cell::new(false));
        let sets = done.clone();
        block_on(async move {
            let future: Box<dyn Future<Output = ()>> = Box::new(async move {
                crate::task::yield_now().await;
                sets.set(true);
            });
            // SAFETY: by the rules, as above.
            unsafe {
                let task = set(ptr::null_mut());
                let spawn = (*task.cast::<KeptTask>()).functions.spawn.expect("ours do");
                spawn((*task).this, future);
                set(task);
            }
        });
        assert!(done.get());
    });
}

/// The task that a future would be told of now.
fn told() -> *mut Task {
    // SAFETY: by the rules: it is asked for and put back.
    unsafe {
        let task = set(ptr::null_mut());
        set(task);
        task
    }
}

#[test]
fn the_innermost_task_is_told() {
    test(|| {
        assert!(told().is_null());
        run(SPAWNS, async {
            let theirs = told();
            block_on(async {
                let ours = told();
                assert!(!ours.is_null() && !ptr::eq(ours, theirs));
                run(SPAWNS, async move {
                    assert!(!ptr::eq(told(), ours) && !ptr::eq(told(), theirs));
                });
                assert!(ptr::eq(told(), ours));
            });
            assert!(ptr::eq(told(), theirs));
        });
        assert!(told().is_null());
    });
}
