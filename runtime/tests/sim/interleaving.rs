//! Streams in random order, compared with what must come out.

use std::cell::{Cell, RefCell};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::Poll;
use std::time::Duration;

use futures_sink::Sink;
use wharf::abi::canon::sim::{self, Borrow, Call, HostReader, HostWriter, Own, Status};
use wharf::abi::{Lift, SlotReader, StreamPayload};
use wharf::task::block_on;
use wharf::{StreamReader, StreamResult, StreamWriter};

use crate::memory;
use crate::support::{
    FUNCTIONS, HostThing, Random, SEEDS, Thing, Things, World, join, poll_once, task, test, yield_some,
};

/// What goes through the streams: numbered items.
trait Item: StreamPayload<World> {
    type Host: sim::Value;

    fn make(id: u32, things: &Things) -> Self;
    fn id(&self) -> u32;
    fn make_host(id: u32, things: &Things) -> Self::Host;
    fn host_id(host: &Self::Host) -> u32;
}

impl Item for u32 {
    type Host = u32;

    fn make(id: u32, _: &Things) -> u32 {
        id
    }
    fn id(&self) -> u32 {
        *self
    }
    fn make_host(id: u32, _: &Things) -> u32 {
        id
    }
    fn host_id(host: &u32) -> u32 {
        *host
    }
}

impl Item for Option<u32> {
    type Host = Option<u32>;

    fn make(id: u32, _: &Things) -> Self {
        Some(id)
    }
    fn id(&self) -> u32 {
        self.expect("made with a number")
    }
    fn make_host(id: u32, _: &Things) -> Self {
        Some(id)
    }
    fn host_id(host: &Self) -> u32 {
        host.expect("made with a number")
    }
}

impl Item for Thing {
    type Host = Own<HostThing>;

    fn make(id: u32, things: &Things) -> Thing {
        things.for_guest(id)
    }
    fn id(&self) -> u32 {
        let import = wharf::abi::import!("test:host/functions" "id" (u32) -> u32);
        // SAFETY: the host's function has this type.
        unsafe { wharf::abi::call::<World, (&Thing,), u32>(import, (self,)) }
    }
    fn make_host(id: u32, things: &Things) -> Own<HostThing> {
        things.make(id)
    }
    fn host_id(host: &Own<HostThing>) -> u32 {
        host.id
    }
}

/// Wraps an import whose parameter is a type parameter.
async fn pass<T: Item>(reader: StreamReader<T>) -> StreamReader<T> {
    let import = wharf::abi::import!("test:host/functions" "[async-lower]pass" (u32, usize) -> u32);
    // SAFETY: the host's function has this type.
    unsafe { wharf::abi::call_async::<World, (StreamReader<T>,), StreamReader<T>>(import, (reader,)).await }
}

/// Writes the numbers below `total` in all the ways there are. Sometimes it stops before everything is written, and
/// then it says so first.
async fn write<T: Item>(
    mut writer: StreamWriter<T>,
    total: u32,
    things: Things,
    mut random: Random,
    stopped: Rc<Cell<bool>>,
) {
    let stops_early = random.below(4) == 0;
    let mut left: Vec<T> = (0..total).map(|id| T::make(id, &things)).collect();
    while !left.is_empty() {
        let mut batch: Vec<T> = left.drain(..(1 + random.below(6)).min(left.len())).collect();
        let (result, rest) = match random.below(7) {
            0 => {
                yield_some(&mut random).await;
                (StreamResult::Complete(0), batch)
            }
            1 => {
                let (result, rest) = writer.write(batch).await;
                (result, rest.into_vec())
            }
            2 => {
                let mut write = pin!(writer.write(batch));
                match poll_once(&mut write).await {
                    Poll::Ready((result, rest)) => (result, rest.into_vec()),
                    Poll::Pending => {
                        yield_some(&mut random).await;
                        let (result, rest) = write.cancel();
                        (result, rest.into_vec())
                    }
                }
            }
            3 => {
                let rest = writer.write_all(batch).await;
                (if rest.is_empty() { StreamResult::Complete(0) } else { StreamResult::Dropped }, rest)
            }
            4 => {
                let (result, _) = writer.write(Vec::new()).await;
                (result, batch)
            }
            5 => {
                let mut writer = Pin::new(&mut writer);
                let mut result = StreamResult::Complete(0);
                for item in batch.drain(..) {
                    let ready = std::future::poll_fn(|context| writer.as_mut().poll_ready(context)).await;
                    if ready.and_then(|()| writer.as_mut().start_send(item)).is_err() {
                        result = StreamResult::Dropped;
                        break;
                    }
                }
                if std::future::poll_fn(|context| writer.as_mut().poll_flush(context)).await.is_err() {
                    result = StreamResult::Dropped;
                }
                (result, Vec::new())
            }
            _ => match poll_once(&mut writer.write(batch)).await {
                Poll::Ready((result, rest)) => (result, rest.into_vec()),
                // The writer has it, and writes it before anything else.
                Poll::Pending => (StreamResult::Complete(0), Vec::new()),
            },
        };
        left.splice(0..0, rest);
        if stops_early && random.below(6) == 0 {
            stopped.set(true);
            yield_some(&mut random).await;
            return;
        }
        if result == StreamResult::Dropped {
            return;
        }
    }
    let mut writer = Pin::new(&mut writer);
    let _ = std::future::poll_fn(|context| writer.as_mut().poll_flush(context)).await;
}

/// Reads in all the ways there are; what it got, and whether that is all.
async fn read<T: Item>(mut reader: StreamReader<T>, mut random: Random) -> (Vec<u32>, bool) {
    let mut items: Vec<T> = Vec::new();
    let stops_early = random.below(4) == 0;
    let ids = |items: &[T]| items.iter().map(Item::id).collect();
    loop {
        match random.below(8) {
            0 => yield_some(&mut random).await,
            1 => {
                let (result, more) = reader.read(Vec::with_capacity(random.below(6))).await;
                items.extend(more);
                if result == StreamResult::Dropped {
                    return (ids(&items), true);
                }
            }
            2 => {
                let mut read = pin!(reader.read(Vec::with_capacity(random.below(6))));
                let (result, more) = match poll_once(&mut read).await {
                    Poll::Ready(read) => read,
                    Poll::Pending => {
                        yield_some(&mut random).await;
                        read.cancel()
                    }
                };
                items.extend(more);
                if result == StreamResult::Dropped {
                    return (ids(&items), true);
                }
            }
            3 => {
                let mut read = reader.read(Vec::with_capacity(random.below(6)));
                if let Poll::Ready((_, more)) = poll_once(&mut read).await {
                    items.extend(more);
                }
            }
            4 => match reader.next().await {
                Some(item) => items.push(item),
                None => return (ids(&items), true),
            },
            5 => {
                if let Poll::Ready(Some(item)) = poll_once(&mut Box::pin(reader.next())).await {
                    items.push(item);
                }
            }
            6 => reader = pass(reader).await,
            _ if stops_early && random.below(8) == 0 => return (ids(&items), false),
            _ => {}
        }
    }
}

/// [`write`] of the host.
async fn host_write<T: Item>(mut writer: HostWriter<T::Host>, total: u32, things: Things, mut random: Random) {
    let mut left: Vec<T::Host> = (0..total).map(|id| T::make_host(id, &things)).collect();
    while !left.is_empty() {
        sim::sleep(Duration::from_millis(random.below(3) as u64)).await;
        let batch: Vec<_> = left.drain(..random.below(7).min(left.len())).collect();
        writer.start(batch);
        let copied = if random.below(3) == 0 {
            sim::sleep(Duration::from_millis(random.below(3) as u64)).await;
            writer.cancel()
        } else {
            writer.ended().await
        };
        left.splice(0..0, copied.items);
        if copied.status == Status::Dropped {
            return;
        }
    }
}

/// [`read`] of the host.
async fn host_read<T: Item>(mut reader: HostReader<T::Host>, mut random: Random) -> (Vec<u32>, bool) {
    let mut ids = Vec::new();
    let stops_early = random.below(4) == 0;
    loop {
        sim::sleep(Duration::from_millis(random.below(3) as u64)).await;
        reader.start(random.below(6));
        let copied = if random.below(3) == 0 {
            sim::sleep(Duration::from_millis(random.below(3) as u64)).await;
            reader.cancel()
        } else {
            reader.ended().await
        };
        ids.extend(copied.items.iter().map(T::host_id));
        if copied.status == Status::Dropped {
            return (ids, true);
        }
        if stops_early && random.below(8) == 0 {
            return (ids, false);
        }
    }
}

fn lift<T: Item>(reader: HostReader<T::Host>) -> StreamReader<T> {
    let slots = [u64::from(reader.into_handle())];
    // SAFETY: a new handle.
    unsafe { <StreamReader<T> as Lift<World>>::lift(&mut SlotReader::new(&slots)) }
}

/// Where the two ends of a stream are.
#[derive(Clone, Copy, Debug)]
enum Places {
    OneTask,
    TwoTasks,
    HostWrites,
    HostReads,
}

fn run_stream<T: Item>(seed: u64, places: Places) {
    sim::reset();
    sim::seed(seed);
    sim::function(FUNCTIONS, "id", |(thing,): (Borrow<HostThing>,)| thing.id);
    sim::async_function(FUNCTIONS, "pass", |call: Call<(HostReader<T::Host>,), HostReader<T::Host>>| {
        sim::spawn(async move {
            let (reader,) = call.start();
            sim::sleep(Duration::from_millis(1)).await;
            let _ = call.finish(reader);
        });
    });
    let mut random = Random::new(seed);
    let total = random.below(40) as u32;
    let things = Things::default();
    let (for_writer, for_reader) = (Random::new(seed ^ 0x5555), Random::new(seed ^ 0xaaaa));
    let result = Rc::new(RefCell::new(None));
    let (writes, got, stopped) = (things.clone(), result.clone(), Rc::new(Cell::new(false)));
    let stops = stopped.clone();
    match places {
        Places::OneTask => {
            let (writer, reader) = wharf::stream::new::<World, T>();
            let ((), read) = block_on(join(write(writer, total, writes, for_writer, stops), read(reader, for_reader)));
            got.replace(Some(read));
        }
        Places::TwoTasks => {
            let (writer, reader) = wharf::stream::new::<World, T>();
            task(write(writer, total, writes, for_writer, stops));
            task(async move {
                let read = read(reader, for_reader).await;
                got.replace(Some(read));
            });
            sim::run();
        }
        Places::HostWrites => {
            let (writer, reader) = sim::host_stream::<T::Host>();
            sim::spawn(host_write::<T>(writer, total, writes, for_writer));
            task(async move {
                let read = read(lift::<T>(reader), for_reader).await;
                got.replace(Some(read));
            });
            sim::run();
        }
        Places::HostReads => {
            let (writer, reader) = wharf::stream::new::<World, T>();
            let reader = HostReader::<T::Host>::from_handle(reader.take_handle());
            sim::spawn(async move {
                let read = host_read::<T>(reader, for_reader).await;
                got.replace(Some(read));
            });
            task(write(writer, total, writes, for_writer, stops));
            sim::run();
        }
    }
    sim::advance(Duration::from_secs(1));
    let (ids, is_all) = result.take().unwrap_or_else(|| panic!("seed {seed}, {places:?}: the reader has not ended"));
    let expected: Vec<u32> = (0..if is_all && !stopped.get() { total } else { ids.len() as u32 }).collect();
    assert_eq!(ids, expected, "seed {seed}, {places:?}");
    assert_eq!(things.living(), 0, "seed {seed}, {places:?}");
    assert_eq!(sim::leaks(), Vec::<String>::new(), "seed {seed}, {places:?}");
}

fn run_streams<T: Item>() {
    let places = [Places::OneTask, Places::TwoTasks, Places::HostWrites, Places::HostReads];
    memory::stays_flat(SEEDS, |seed| run_stream::<T>(seed, places[seed as usize % places.len()]));
}

#[test]
fn streams_of_plain_items() {
    test(run_streams::<u32>);
}

#[test]
fn streams_of_items_with_areas() {
    test(run_streams::<Option<u32>>);
}

#[test]
fn streams_of_resources() {
    test(run_streams::<Thing>);
}
