//! Wasmtime, with what `test:traces/host` asks of a host.

use std::collections::{BTreeMap, BTreeSet};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock};
use std::task::{Context, Poll};

use futures::channel::oneshot;
use wasmtime::StoreContextMut;
use wasmtime::component::{
    FutureConsumer, FutureReader, Linker, Source, StreamConsumer, StreamReader, StreamResult, Val,
};
use wharf_tests::{Call, Host, HostConfig, Instance, Sandbox, State, Wasm, guest};

use super::{Run, Trace, cancelling};

const HOST: &str = "test:traces/host";
const TRACED: &str = "test:traces/traced";

/// In so many turns of the host without a line a deadlock shows: Wasmtime waits for ever.
const TURNS: usize = 1_000;

/// Runs it in an instance of its own.
pub(crate) async fn trace(run: &Run) -> Trace {
    let (host, kept) = (host(), Kept::default());
    let mut linker = host.linker().expect("a linker");
    define(&mut linker, &kept).expect("the functions of the host");
    let guest = guest::component("guest-traces").unwrap_or_else(|error| panic!("{error}"));
    let component = if let Run::Cancelled(_) = run { cancelling::canceller(&guest).into() } else { Wasm::from(guest) };
    let mut instance = Instance::with_linker(&host, component, &Sandbox::new(), &linker).await.expect("an instance");
    let call = |function: &str, argument: &str| Call::new(TRACED, function, &[Val::String(argument.into())]);
    let calls: Vec<_> = match run {
        Run::Script(script) | Run::Deadlock(script) => vec![call("run", script)],
        Run::SyncScript(script) => vec![call("run-sync", script)],
        Run::Scenarios(scenarios) => scenarios.iter().map(|scenario| call("play", scenario)).collect(),
        Run::Cancelled(scenarios) => {
            let (last, others) = scenarios.split_last().expect("one to cancel");
            let cancel = Call::new("", "cancel", &[Val::String((*last).into())]);
            others.iter().map(|scenario| call("play", scenario)).chain([cancel]).collect()
        }
    };
    let results = match run {
        Run::Deadlock(_) => tokio::select! {
            results = instance.call_all(&calls) => results,
            () = kept.idle() => Err(anyhow::anyhow!("it hangs")),
        },
        _ => instance.call_all(&calls).await,
    };
    let mut lines = std::mem::take(&mut kept.lock().lines);
    if let (Run::Cancelled(_), Ok(results)) = (run, &results) {
        let Some(Some(Val::U32(state))) = results.last() else { panic!("{results:?}") };
        lines.push(cancelling::ended(*state));
    }
    let trap = results.err().map(|error| format!("{error:#}"));
    Trace { lines, trap }
}

/// A host that has the built-ins which not every host has.
fn host() -> Host {
    static HOST: OnceLock<Host> = OnceLock::new();
    HOST.get_or_init(|| HostConfig::new().extensions(true).build().expect("a host")).clone()
}

/// What the host keeps for an instance.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Inner>>);

#[derive(Default)]
struct Inner {
    lines: Vec<String>,
    answered: BTreeSet<u32>,
    waiting: BTreeMap<u32, oneshot::Sender<()>>,
    taken: Vec<u8>,
}

impl Kept {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().expect("nobody panics with it")
    }

    /// Waits until no line comes any more.
    async fn idle(&self) {
        let lines = || self.lock().lines.len();
        let (mut known, mut turns) = (lines(), 0);
        while turns < TURNS {
            tokio::task::yield_now().await;
            turns = if lines() == known { turns + 1 } else { 0 };
            known = lines();
        }
    }

    /// What ends a call of `later`, unless it was answered before.
    fn later(&self, id: u32) -> Option<oneshot::Receiver<()>> {
        let mut inner = self.lock();
        if inner.answered.remove(&id) {
            return None;
        }
        let (sender, receiver) = oneshot::channel();
        inner.waiting.insert(id, sender);
        Some(receiver)
    }

    fn answer(&self, id: u32) {
        let mut inner = self.lock();
        match inner.waiting.remove(&id) {
            // A call that was cancelled does not hear of it.
            Some(sender) => sender.send(()).unwrap_or_default(),
            None => drop(inner.answered.insert(id)),
        }
    }
}

fn define(linker: &mut Linker<State>, kept: &Kept) -> wasmtime::Result<()> {
    let mut host = linker.instance(HOST)?;
    let keeps = kept.clone();
    host.func_wrap("log", move |_, (line,): (String,)| {
        keeps.lock().lines.push(line);
        Ok(())
    })?;
    let keeps = kept.clone();
    host.func_wrap_concurrent("later", move |_, (id,): (u32,)| {
        let answered = keeps.later(id);
        Box::pin(async move {
            if let Some(answered) = answered {
                answered.await.expect("a call waits as long as its instance lives");
            }
            Ok((2 * id,))
        })
    })?;
    let keeps = kept.clone();
    host.func_wrap("answer", move |_, (id,): (u32,)| {
        keeps.answer(id);
        Ok(())
    })?;
    let keeps = kept.clone();
    host.func_wrap("take", move |store, (reader, count): (StreamReader<u8>, u32)| {
        reader.pipe(store, Take { left: count as usize, keeps: keeps.clone() })
    })?;
    let keeps = kept.clone();
    host.func_wrap("taken", move |_, (): ()| Ok((std::mem::take(&mut keeps.lock().taken),)))?;
    host.func_wrap("give", |store, (count,): (u32,)| {
        Ok((StreamReader::new(store, (1..=count as u8).collect::<Vec<_>>())?,))
    })?;
    host.func_wrap("take-future", |store, (reader,): (FutureReader<u8>,)| reader.pipe(store, TakeFuture))?;
    host.func_wrap("give-future", |store, (value,): (u8,)| {
        Ok((FutureReader::new(store, async move { wasmtime::Result::<u8>::Ok(value) })?,))
    })
}

/// Reads so many bytes of a stream, and drops it.
struct Take {
    left: usize,
    keeps: Kept,
}

impl StreamConsumer<State> for Take {
    type Item = u8;

    fn poll_consume(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        store: StoreContextMut<'_, State>,
        source: Source<'_, u8>,
        _: bool,
    ) -> Poll<wasmtime::Result<StreamResult>> {
        let mut source = source.as_direct(store);
        let bytes = source.remaining();
        let count = bytes.len().min(self.left);
        self.keeps.lock().taken.extend(&bytes[..count]);
        source.mark_read(count);
        self.left -= count;
        Poll::Ready(Ok(if self.left == 0 { StreamResult::Dropped } else { StreamResult::Completed }))
    }
}

/// Reads a future.
struct TakeFuture;

impl FutureConsumer<State> for TakeFuture {
    type Item = u8;

    fn poll_consume(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
        store: StoreContextMut<'_, State>,
        mut source: Source<'_, u8>,
        _: bool,
    ) -> Poll<wasmtime::Result<()>> {
        let mut value = None;
        source.read(store, &mut value)?;
        Poll::Ready(Ok(()))
    }
}
