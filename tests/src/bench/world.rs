//! What the host offers to the guests of the benchmark: `bench:guest/host`.
//!
//! The host never waits but where a row is about waiting, and does as little as it can.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};

use anyhow::Result;
use wasmtime::component::{
    ComponentType, Destination, FutureReader, Lift, Linker, Lower, Source, StreamConsumer, StreamProducer,
    StreamReader, StreamResult, VecBuffer,
};
use wasmtime::{AsContextMut as _, StoreContextMut};

use crate::{Host, State};

/// The items of a list, and the most of a stream that the host gives at once.
pub(crate) const ITEMS: usize = 1000;
const MOST: usize = 4096;

#[derive(Clone, Copy, Debug, ComponentType, Lift, Lower)]
#[component(record)]
struct Point {
    x: u32,
    y: u32,
    z: f64,
}

impl Point {
    fn new(number: u32) -> Self {
        Self { x: number, y: number + 1, z: 0.5 }
    }
}

#[derive(Clone, Debug, ComponentType, Lift, Lower)]
#[component(record)]
struct Entry {
    name: String,
    tags: Vec<String>,
}

impl Entry {
    fn new(number: u32) -> Self {
        Self { name: format!("entry {:04}", number % 10_000), tags: (0..3).map(|tag| format!("tag {tag}")).collect() }
    }
}

/// How many bytes in names and tags an [`Entry`] has.
pub(crate) const ENTRY_WEIGHT: u64 = 10 + 3 * 5;

/// How many bytes or items the host has taken from the guest's streams.
#[derive(Clone, Debug, Default)]
pub(crate) struct Taken(Arc<AtomicU64>);

impl Taken {
    pub(crate) fn so_far(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    fn add(&self, count: usize) {
        self.0.fetch_add(count as u64, Ordering::Relaxed);
    }
}

type Concurrent<'a, T> = Pin<Box<dyn Future<Output = wasmtime::Result<T>> + Send + 'a>>;

/// A linker with WASI and `bench:guest/host`.
pub(crate) fn linker(host: &Host, taken: &Taken) -> Result<Linker<State>> {
    let mut linker = host.linker()?;
    let mut world = linker.instance("bench:guest/host")?;
    let points: Vec<_> = (0..ITEMS as u32).map(Point::new).collect();
    let entries: Vec<_> = (0..ITEMS as u32).map(Entry::new).collect();

    world.func_wrap("measure", |_, (text,): (String,)| Ok((text.len() as u32,)))?;
    world.func_wrap("take-points", |_, (points,): (Vec<Point>,)| Ok((points.len() as u32,)))?;
    world.func_wrap("give-points", move |_, ()| Ok((points.clone(),)))?;
    world.func_wrap("take-entries", |_, (entries,): (Vec<Entry>,)| Ok((entries.len() as u32,)))?;
    world.func_wrap("give-entries", move |_, ()| Ok((entries.clone(),)))?;

    world.func_wrap_concurrent("ready", |_, (value,): (u64,)| -> Concurrent<'_, (u64,)> {
        Box::pin(async move { Ok((value,)) })
    })?;
    world.func_wrap_concurrent("ready-text", |_, (text,): (String,)| -> Concurrent<'_, (u32,)> {
        Box::pin(async move { Ok((text.len() as u32,)) })
    })?;
    world.func_wrap_concurrent("wait", |_, (value,): (u64,)| -> Concurrent<'_, (u64,)> {
        Box::pin(async move {
            tokio::task::yield_now().await;
            Ok((value,))
        })
    })?;
    world.func_wrap("soon", |store, (value,): (u64,)| {
        Ok((FutureReader::new(store, async move { wasmtime::Result::<u64>::Ok(value) })?,))
    })?;

    world.func_wrap("read-bytes", |store, ()| Ok((StreamReader::new(store, Zeros)?,)))?;
    world.func_wrap("read-points", |store, ()| Ok((StreamReader::new(store, Items::new(Point::new))?,)))?;
    world.func_wrap("read-entries", |store, ()| Ok((StreamReader::new(store, Items::new(Entry::new))?,)))?;
    let bytes = TakeBytes(taken.clone());
    world.func_wrap("write-bytes", move |store, (stream,): (StreamReader<u8>,)| stream.pipe(store, bytes.clone()))?;
    let points = taken.clone();
    world.func_wrap("write-points", move |store, (stream,): (StreamReader<Point>,)| {
        stream.pipe(store, TakePoints { taken: points.clone(), items: Vec::with_capacity(MOST) })
    })?;
    Ok(linker)
}

/// A stream of zeros that fills whatever is read.
struct Zeros;

impl StreamProducer<State> for Zeros {
    type Item = u8;
    type Buffer = VecBuffer<u8>;

    fn poll_produce<'a>(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
        store: StoreContextMut<'a, State>,
        destination: Destination<'a, u8, VecBuffer<u8>>,
        _: bool,
    ) -> Poll<wasmtime::Result<StreamResult>> {
        let mut room = destination.as_direct(store, MOST);
        let count = room.remaining().len();
        room.remaining().fill(0);
        room.mark_written(count);
        Poll::Ready(Ok(StreamResult::Completed))
    }
}

/// A stream of numbered items that fills whatever is read.
struct Items<T> {
    next: u32,
    make: fn(u32) -> T,
}

impl<T> Items<T> {
    fn new(make: fn(u32) -> T) -> Self {
        Self { next: 0, make }
    }
}

impl<T: Send + Sync + 'static> StreamProducer<State> for Items<T> {
    type Item = T;
    type Buffer = VecBuffer<T>;

    fn poll_produce<'a>(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        mut store: StoreContextMut<'a, State>,
        mut destination: Destination<'a, T, VecBuffer<T>>,
        _: bool,
    ) -> Poll<wasmtime::Result<StreamResult>> {
        let count = destination.remaining(store.as_context_mut()).unwrap_or(MOST).min(MOST) as u32;
        let items: Vec<T> = (self.next..self.next + count).map(self.make).collect();
        self.next += count;
        destination.set_buffer(items.into());
        Poll::Ready(Ok(StreamResult::Completed))
    }
}

/// Takes all the bytes that are written.
#[derive(Clone)]
struct TakeBytes(Taken);

impl StreamConsumer<State> for TakeBytes {
    type Item = u8;

    fn poll_consume(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
        store: StoreContextMut<'_, State>,
        source: Source<'_, u8>,
        _: bool,
    ) -> Poll<wasmtime::Result<StreamResult>> {
        let mut bytes = source.as_direct(store);
        let count = bytes.remaining().len();
        bytes.mark_read(count);
        self.0.add(count);
        Poll::Ready(Ok(StreamResult::Completed))
    }
}

/// Takes all the points that are written.
struct TakePoints {
    taken: Taken,
    items: Vec<Point>,
}

impl StreamConsumer<State> for TakePoints {
    type Item = Point;

    fn poll_consume(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        store: StoreContextMut<'_, State>,
        mut source: Source<'_, Point>,
        _: bool,
    ) -> Poll<wasmtime::Result<StreamResult>> {
        self.items.clear();
        source.read(store, &mut self.items)?;
        self.taken.add(self.items.len());
        Poll::Ready(Ok(StreamResult::Completed))
    }
}
