//! What the tests share.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use wharf::abi::canon::sim;
use wharf::abi::{Builtins, Lift, Lower, Payload, StreamPayload};

/// Runs a test on a thread of its own, which is an instance of its own, and sees to it that nothing is left over.
pub(crate) fn test(body: impl FnOnce() + Send + 'static) {
    if let Err(panic) = catch(body) {
        std::panic::resume_unwind(panic);
    }
}

/// The message of the panic that a test ends with.
pub(crate) fn panic_of(body: impl FnOnce() + Send + 'static) -> String {
    let panic = catch(body).expect_err("the test panics");
    match panic.downcast::<String>() {
        Ok(message) => *message,
        Err(panic) => panic.downcast::<&str>().map_or_else(|_| "a panic".into(), |message| (*message).into()),
    }
}

fn catch(body: impl FnOnce() + Send + 'static) -> Result<(), Box<dyn Any + Send>> {
    let run = || {
        sim::set_patience(Duration::ZERO);
        body();
        assert_eq!(sim::leaks(), Vec::<String>::new());
    };
    std::thread::Builder::new().name("test".into()).spawn(run).expect("a thread").join()
}

/// Polls a future once, and gives it back for more.
pub(crate) async fn poll_once<F: Future + Unpin + ?Sized>(future: &mut F) -> Poll<F::Output> {
    std::future::poll_fn(|context| Poll::Ready(Pin::new(&mut *future).poll(context))).await
}

/// Polls a future outside of any task.
pub(crate) fn poll_outside<F: Future + Unpin>(future: &mut F) -> Poll<F::Output> {
    Pin::new(future).poll(&mut Context::from_waker(Waker::noop()))
}

/// Polls two futures until both are done.
pub(crate) async fn join<A: Future, B: Future>(a: A, b: B) -> (A::Output, B::Output) {
    let (mut a, mut b) = (Box::pin(a), Box::pin(b));
    let (mut a_done, mut b_done) = (None, None);
    std::future::poll_fn(move |context| {
        if a_done.is_none()
            && let Poll::Ready(output) = a.as_mut().poll(context)
        {
            a_done = Some(output);
        }
        if b_done.is_none()
            && let Poll::Ready(output) = b.as_mut().poll(context)
        {
            b_done = Some(output);
        }
        if a_done.is_none() || b_done.is_none() {
            return Poll::Pending;
        }
        Poll::Ready((a_done.take().expect("done"), b_done.take().expect("done")))
    })
    .await
}

/// What happened, in order.
#[derive(Clone, Default)]
pub(crate) struct Trace(Rc<RefCell<Vec<String>>>);

impl Trace {
    pub(crate) fn push(&self, what: impl Into<String>) {
        self.0.borrow_mut().push(what.into());
    }

    /// What happened since the last time.
    pub(crate) fn take(&self) -> Vec<String> {
        self.0.take()
    }
}

/// Pushes to the trace when it is dropped.
pub(crate) struct OnDrop(pub(crate) Trace, pub(crate) &'static str);

impl Drop for OnDrop {
    fn drop(&mut self) {
        self.0.push(self.1);
    }
}

/// A flag that can be waited for.
#[derive(Clone, Default)]
pub(crate) struct Flag(Rc<(Cell<bool>, RefCell<Vec<Waker>>)>);

impl Flag {
    pub(crate) fn raise(&self) {
        self.0.0.set(true);
        for waker in self.0.1.take() {
            waker.wake();
        }
    }

    pub(crate) fn is_raised(&self) -> bool {
        self.0.0.get()
    }

    pub(crate) async fn wait(&self) {
        std::future::poll_fn(|context| {
            if self.is_raised() {
                return Poll::Ready(());
            }
            self.0.1.borrow_mut().push(context.waker().clone());
            Poll::Pending
        })
        .await;
    }
}

/// Calls an exported async function; `P` and `R` are the component's types, `Q` and `S` the host's.
pub(crate) fn call<P, Q, R, S, F>(params: Q, function: impl FnOnce(P) -> F + 'static) -> sim::Task<S>
where
    P: Lift<World> + 'static,
    Q: sim::Value,
    R: Lower + 'static,
    S: sim::Value,
    F: Future<Output = R> + 'static,
{
    sim::start::<S>(move || {
        let import = wharf::abi::import!("[export]test:host/exports" "[task-return]function" ());
        let slots = sim::lower_params(params);
        // SAFETY: the parameters and the result have the same shape on both sides.
        unsafe { wharf::abi::export_async::<World, P, R, _, _>(slots.as_slice(), function, import) }
    })
}

/// Runs it as a synchronous exported function.
pub(crate) fn call_sync<T>(body: impl FnOnce() -> T) -> T {
    let mut result = None;
    sim::call_sync(|| {
        // SAFETY: the function has neither parameters nor a result.
        unsafe { wharf::abi::export_sync::<World, (), ()>((), |()| result = Some(body())) }
    });
    result.expect("it has run")
}

/// Runs a future as an exported function without parameters and result.
pub(crate) fn task(future: impl Future<Output = ()> + 'static) -> sim::Task<()> {
    call::<(), (), (), (), _>((), |()| future)
}

/// The bindings of the tests.
pub(crate) struct World;

/// Defines an async import of `test:host/functions`.
macro_rules! async_import {
    ($name:ident($Params:ty) -> $Result:ty) => {
        async fn $name(params: $Params) -> $Result {
            let import = wharf::abi::import!("test:host/functions" "[async-lower]imported" () -> u32);
            // SAFETY: the host registers a function of this type under the name.
            unsafe { wharf::abi::call_async::<$crate::support::World, $Params, $Result>(import, params).await }
        }
    };
}
pub(crate) use async_import;

/// The interface of imports, and the one function in it that a test registers.
pub(crate) const FUNCTIONS: &str = "test:host/functions";

wharf::abi::resource! {
    /// A resource of the host.
    pub(crate) struct Thing; "test:host/functions" "[resource-drop]thing"
}

// An option is not plain: it goes through areas.
// SAFETY: off wasm the built-ins take the element's layout from the type.
unsafe impl StreamPayload<World> for Option<u32> {
    const STREAM: &'static Payload<Self> = &Payload::new::<World>(option_stream());
}

const fn option_stream() -> Builtins {
    sim::stream_of::<sim::Bytes<<Option<u32> as wharf::abi::Abi>::Area>>()
}

wharf::abi::stream_payload! {
    World; Thing => "test:host/functions" {
        new: "[stream-new-0]things", read: "[async-lower][stream-read-0]things",
        write: "[async-lower][stream-write-0]things", cancel_read: "[stream-cancel-read-0]things",
        cancel_write: "[stream-cancel-write-0]things", drop_readable: "[stream-drop-readable-0]things",
        drop_writable: "[stream-drop-writable-0]things"
    }
}

/// A resource of the host, on its own side: it counts itself.
#[derive(Debug)]
pub(crate) struct HostThing {
    pub(crate) id: u32,
    living: Rc<Cell<usize>>,
}

impl sim::Resource for HostThing {
    const NAME: &'static str = "thing";
}

impl Drop for HostThing {
    fn drop(&mut self) {
        self.living.set(self.living.get() - 1);
    }
}

/// How many things there are.
#[derive(Clone, Default)]
pub(crate) struct Things(Rc<Cell<usize>>);

impl Things {
    pub(crate) fn make(&self, id: u32) -> sim::Own<HostThing> {
        self.0.set(self.0.get() + 1);
        sim::Own::new(HostThing { id, living: self.0.clone() })
    }

    /// A thing that the component owns.
    pub(crate) fn for_guest(&self, id: u32) -> Thing {
        // SAFETY: a new handle.
        unsafe { Thing::from_handle(self.make(id).into_handle()) }
    }

    pub(crate) fn living(&self) -> usize {
        self.0.get()
    }
}

/// Chance, the same for the same seed.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x2545_f491_4f6c_dd1d)
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 24) as usize % limit
    }
}

/// A stream of bytes.
pub(crate) fn bytes() -> (wharf::StreamWriter<u8>, wharf::StreamReader<u8>) {
    wharf::stream::new::<World, u8>()
}

/// Takes into the component what the host gives it by a handle.
pub(crate) fn lift<T: Lift<World>>(handle: u32) -> T {
    // SAFETY: a new handle of what the caller says it is.
    unsafe { T::lift(&mut wharf::abi::SlotReader::new(&[u64::from(handle)])) }
}

/// A stream of bytes that the host writes.
pub(crate) fn host_bytes() -> (sim::HostWriter<u8>, wharf::StreamReader<u8>) {
    let (writer, reader) = sim::host_stream::<u8>();
    (writer, lift(reader.into_handle()))
}

/// How many orders of operations a test of one stream or future tries.
pub(crate) const SEEDS: u64 = if cfg!(miri) { 4 } else { 10_000 };

/// How many items are many.
pub(crate) const MANY: u32 = if cfg!(miri) { 200 } else { 10_000 };

/// How many runs a test makes that goes by chance.
pub(crate) const RUNS: u64 = if cfg!(miri) { 4 } else { 1500 };

/// Gives way a few times, or not.
pub(crate) async fn yield_some(random: &mut Random) {
    for _ in 0..random.below(3) {
        wharf::task::yield_now().await;
    }
}
