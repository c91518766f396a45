//! The simulated host, with what `test:traces/host` asks of one.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::panic::AssertUnwindSafe;
use std::rc::Rc;
use std::sync::{Arc, Mutex, Once};
use std::time::Duration;

use wharf::abi::canon::sim::{self, Call, HostFutureReader, HostReader};

use super::{Run, Trace, cancelling};

const HOST: &str = "test:traces/host";

/// Runs it on a thread of its own, which is an instance of its own.
pub(crate) fn trace(run: Run) -> Trace {
    let lines = Arc::new(Mutex::new(Vec::new()));
    let taken_down = lines.clone();
    be_silent();
    let thread = std::thread::Builder::new().name(THREAD.into()).spawn(move || {
        sim::set_patience(Duration::ZERO);
        register(taken_down.clone());
        std::panic::catch_unwind(AssertUnwindSafe(|| enter(run, &taken_down))).err().map(|panic| {
            let reason = panic.downcast::<String>().map_or_else(|_| "a panic".into(), |reason| *reason);
            let reason = reason.strip_prefix("trap: ").unwrap_or(&reason);
            reason.lines().next().unwrap_or_default().to_owned()
        })
    });
    let trap = thread.expect("a thread").join().expect("the panic has been caught");
    let lines = std::mem::take(&mut *lines.lock().expect("the thread has ended"));
    Trace { lines, trap }
}

/// The name of the threads that simulate.
const THREAD: &str = "simulated";

/// Keeps traps from being printed: they are part of the trace.
fn be_silent() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let others = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if std::thread::current().name() != Some(THREAD) {
                others(panic);
            }
        }));
    });
}

fn enter(run: Run, lines: &Mutex<Vec<String>>) {
    let mut ended = None;
    match run {
        Run::Script(script) | Run::Deadlock(script) => drop(export(async move { guest_traces::run(&script) })),
        Run::SyncScript(script) => sim::call_sync(|| guest_traces::run(&script)),
        Run::Scenarios(scenarios) => play(scenarios),
        Run::Cancelled(mut scenarios) => {
            let last = scenarios.pop().expect("one to cancel");
            play(scenarios);
            ended = Some(cancel(last));
        }
    }
    sim::run();
    lines.lock().expect("one thread").extend(ended.map(cancelling::ended));
}

fn play(scenarios: Vec<&'static str>) {
    for scenario in scenarios {
        drop(export(guest_traces::play(scenario)));
    }
}

/// Plays a scenario and cancels it when it waits: the state that the call ends in.
fn cancel(scenario: &'static str) -> u32 {
    let begun = Rc::new(Cell::new(false));
    let begins = begun.clone();
    let task = export(async move {
        begins.set(true);
        guest_traces::play(scenario).await;
    });
    if task.has_returned() {
        return cancelling::RETURNED;
    }
    task.cancel();
    match (task.was_cancelled(), begun.get()) {
        (true, true) => cancelling::CANCELLED_BEFORE_RETURNED,
        (true, false) => cancelling::CANCELLED_BEFORE_STARTED,
        (false, _) => cancelling::RETURNED,
    }
}

/// Calls an async export without parameters and result.
fn export(task: impl Future<Output = ()> + 'static) -> sim::Task<()> {
    sim::start::<()>(|| {
        let import = wharf::abi::import!("[export]test:traces/traced" "[task-return]run" ());
        // SAFETY: there is nothing to lift or lower.
        unsafe { wharf::abi::export_async::<(), (), (), _, _>((), |()| task, import) }
    })
}

/// The calls of `later`.
#[derive(Default)]
struct Later {
    answered: BTreeSet<u32>,
    waiting: BTreeMap<u32, Call<(u32,), u32>>,
}

fn register(lines: Arc<Mutex<Vec<String>>>) {
    sim::function(HOST, "log", move |(line,): (String,)| lines.lock().expect("one thread").push(line));

    let later = Rc::new(RefCell::new(Later::default()));
    let calls = later.clone();
    sim::async_function(HOST, "later", move |call: Call<(u32,), u32>| {
        let (id,) = call.start();
        let mut calls = calls.borrow_mut();
        if calls.answered.remove(&id) {
            let _ = call.finish(2 * id);
        } else {
            calls.waiting.insert(id, call);
        }
    });
    sim::function(HOST, "answer", move |(id,): (u32,)| {
        let mut later = later.borrow_mut();
        let Some(call) = later.waiting.remove(&id) else {
            later.answered.insert(id);
            return;
        };
        // The component hears of it when it waits.
        sim::spawn(async move {
            if !call.is_cancelled() {
                let _ = call.finish(2 * id);
            }
        });
    });

    let taken = Rc::new(RefCell::new(Vec::new()));
    let takes = taken.clone();
    sim::function(HOST, "take", move |(mut reader, count): (HostReader<u8>, u32)| {
        reader.start(count as usize);
        let takes = takes.clone();
        sim::spawn(async move {
            let items = reader.ended().await.items;
            takes.borrow_mut().extend(items);
        });
    });
    sim::function(HOST, "taken", move |(): ()| taken.take());
    sim::function(HOST, "give", |(count,): (u32,)| {
        let (mut writer, reader) = sim::host_stream::<u8>();
        writer.start((1..=count as u8).collect());
        sim::spawn(async move {
            writer.ended().await;
        });
        reader
    });
    sim::function(HOST, "take-future", |(mut reader,): (HostFutureReader<u8>,)| {
        reader.start();
        sim::spawn(async move {
            reader.read().await;
        });
    });
    sim::function(HOST, "give-future", |(value,): (u8,)| {
        let (mut writer, reader) = sim::host_future::<u8>();
        writer.start(value);
        sim::spawn(async move {
            writer.ended().await;
        });
        reader
    });
}
