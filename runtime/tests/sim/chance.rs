//! Futures, calls and tasks in random order, compared with what must come out.

use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::rc::Rc;
use std::task::Poll;
use std::time::Duration;

use wharf::abi::canon::sim::{self, Call, HostFutureReader, HostFutureWriter, Own, Status};
use wharf::abi::{Lift, SlotReader};
use wharf::future::FutureWriteCancel;
use wharf::task::{JoinHandle, block_on, yield_now};
use wharf::{FutureReader, FutureWriter};

use crate::memory;
use crate::support::{
    FUNCTIONS, Flag, HostThing, RUNS, Random, SEEDS, Thing, Things, World, async_import, join, poll_once, task, test,
    yield_some,
};

/// Reads a future in one of the ways there are; none if it did not want the value.
async fn read_future(mut reader: FutureReader<u32>, mut random: Random) -> Option<u32> {
    loop {
        yield_some(&mut random).await;
        match random.below(4) {
            0 => return Some(reader.await),
            1 => {
                let mut read = Box::pin(reader.into_future());
                if let Poll::Ready(value) = poll_once(&mut read).await {
                    return Some(value);
                }
                yield_some(&mut random).await;
                match read.as_mut().cancel() {
                    Ok(value) => return Some(value),
                    Err(again) => reader = again,
                }
            }
            2 if random.below(4) == 0 => return None,
            _ => {}
        }
    }
}

/// Writes a future in one of the ways there are: what the reader gets, or what came back because it is gone.
async fn write_future(mut writer: FutureWriter<u32>, mut random: Random) -> Result<u32, u32> {
    loop {
        yield_some(&mut random).await;
        match random.below(4) {
            0 => return writer.write(5).await.map(|()| 5).map_err(|error| error.value),
            1 => {
                drop(writer);
                return Ok(99);
            }
            2 => {
                let mut write = writer.write(6);
                let _ = poll_once(&mut write).await.is_pending();
                drop(write);
                return Ok(6);
            }
            _ => {
                let mut write = writer.write(7);
                if let Poll::Ready(result) = poll_once(&mut write).await {
                    return result.map(|()| 7).map_err(|error| error.value);
                }
                yield_some(&mut random).await;
                match Pin::new(&mut write).cancel() {
                    FutureWriteCancel::AlreadySent => return Ok(7),
                    FutureWriteCancel::Dropped(value) => return Err(value),
                    FutureWriteCancel::Cancelled(_, again) => writer = again,
                }
            }
        }
    }
}

/// [`write_future`] of the host.
async fn host_write_future(mut writer: HostFutureWriter<u32>, mut random: Random) -> Result<u32, u32> {
    loop {
        sim::sleep(Duration::from_millis(random.below(3) as u64)).await;
        writer.start(8);
        if random.below(2) == 0 {
            return if writer.ended().await == Status::Completed { Ok(8) } else { Err(8) };
        }
        sim::sleep(Duration::from_millis(random.below(3) as u64)).await;
        match writer.poll() {
            Some(Status::Completed) => return Ok(8),
            Some(_) => return Err(8),
            None if writer.cancel().is_none() => return Ok(8),
            None => {}
        }
    }
}

/// [`read_future`] of the host.
async fn host_read_future(mut reader: HostFutureReader<u32>, mut random: Random) -> Option<u32> {
    loop {
        sim::sleep(Duration::from_millis(random.below(3) as u64)).await;
        if random.below(4) == 0 {
            return None;
        }
        reader.start();
        if random.below(2) == 0 {
            return Some(reader.read().await);
        }
        sim::sleep(Duration::from_millis(random.below(3) as u64)).await;
        let value = match reader.poll() {
            Some(value) => Some(value),
            None => reader.cancel(),
        };
        if value.is_some() {
            return value;
        }
    }
}

#[test]
fn futures_in_random_order() {
    test(|| {
        memory::stays_flat(SEEDS, |seed| {
            sim::reset();
            sim::seed(seed);
            let (for_writer, for_reader) = (Random::new(seed), Random::new(!seed));
            let results = Rc::new(RefCell::new((None, None)));
            let (writes, reads) = (results.clone(), results.clone());
            let (writer, reader) = wharf::future::new::<World, u32>(|| 99);
            match seed % 4 {
                0 => {
                    let (written, read) =
                        block_on(join(write_future(writer, for_writer), read_future(reader, for_reader)));
                    results.replace((Some(written), Some(read)));
                }
                1 => {
                    task(async move {
                        let written = write_future(writer, for_writer).await;
                        writes.borrow_mut().0 = Some(written);
                    });
                    task(async move {
                        let read = read_future(reader, for_reader).await;
                        reads.borrow_mut().1 = Some(read);
                    });
                }
                2 => {
                    drop(reader);
                    drop(writer);
                    let (writer, reader) = sim::host_future::<u32>();
                    sim::spawn(async move {
                        let written = host_write_future(writer, for_writer).await;
                        writes.borrow_mut().0 = Some(written);
                    });
                    task(async move {
                        let slots = [u64::from(reader.into_handle())];
                        // SAFETY: a new handle.
                        let reader = unsafe { <FutureReader<u32> as Lift<World>>::lift(&mut SlotReader::new(&slots)) };
                        let read = read_future(reader, for_reader).await;
                        reads.borrow_mut().1 = Some(read);
                    });
                }
                _ => {
                    let reader = HostFutureReader::<u32>::from_handle(reader.take_handle());
                    sim::spawn(async move {
                        let read = host_read_future(reader, for_reader).await;
                        reads.borrow_mut().1 = Some(read);
                    });
                    task(async move {
                        let written = write_future(writer, for_writer).await;
                        writes.borrow_mut().0 = Some(written);
                    });
                }
            }
            sim::run();
            sim::advance(Duration::from_secs(1));
            let (written, read) = results.take();
            match (written.expect("the writer has ended"), read.expect("the reader has ended")) {
                (Ok(written), Some(read)) => assert_eq!(written, read, "seed {seed}"),
                // A default or a write that goes on in the background may find nobody.
                (Ok(written), None) => assert!([6, 99].contains(&written), "seed {seed}: {written}"),
                (Err(_), None) => {}
                (Err(_), Some(read)) => panic!("seed {seed}: read {read}, which was not written"),
            }
            assert_eq!(sim::leaks(), Vec::<String>::new(), "seed {seed}");
        });
    });
}

async_import!(consume((Thing, Vec<Thing>)) -> Option<Thing>);

/// A call of `consume`, as the host sees it.
type Consume = Call<(Own<HostThing>, Vec<Own<HostThing>>), Option<Own<HostThing>>>;

/// A host that does with a call whatever hosts may do.
async fn answer(call: Consume, mut random: Random) {
    let mut sleep = async || sim::sleep(Duration::from_millis(random.below(4) as u64)).await;
    sleep().await;
    if call.is_cancelled() {
        let _ = call.finish(None);
        return;
    }
    let (thing, mut others) = call.start();
    sleep().await;
    drop(thing);
    let _ = call.finish(others.pop());
}

#[test]
fn calls_in_random_order() {
    test(|| {
        memory::stays_flat(RUNS, |seed| {
            sim::reset();
            sim::seed(seed);
            let things = Things::default();
            let policies = RefCell::new(Random::new(!seed));
            sim::async_function(FUNCTIONS, "imported", move |call: Call<_, _>| {
                let mut random = policies.borrow_mut();
                if random.below(2) == 0 {
                    call.finish_anyway();
                }
                let seed = random.below(1 << 30) as u64;
                let host = answer(call, Random::new(seed));
                if random.below(4) == 0 {
                    // Perhaps at once.
                    let mut host = Box::pin(host);
                    if host.as_mut().poll(&mut std::task::Context::from_waker(std::task::Waker::noop())).is_pending() {
                        sim::spawn(host);
                    }
                } else {
                    sim::spawn(host);
                }
            });
            let tasks: Vec<_> = (0..4_u64)
                .map(|index| {
                    let things = things.clone();
                    let mut random = Random::new(seed * 4 + index);
                    task(async move {
                        for _ in 0..random.below(4) {
                            let rest = (0..random.below(3)).map(|id| things.for_guest(id as u32)).collect();
                            let mut call = Box::pin(consume((things.for_guest(9), rest)));
                            if random.below(2) == 0 {
                                drop(call.await);
                                continue;
                            }
                            for _ in 0..random.below(5) {
                                if poll_once(&mut call).await.is_ready() {
                                    break;
                                }
                                if random.below(2) == 0 {
                                    yield_now().await;
                                }
                            }
                        }
                    })
                })
                .collect();
            if seed % 3 == 0 {
                sim::advance(Duration::from_millis(seed % 7));
                tasks[0].cancel();
            }
            sim::run();
            sim::advance(Duration::from_secs(1));
            assert_eq!(things.living(), 0, "seed {seed}");
            assert_eq!(sim::leaks(), Vec::<String>::new(), "seed {seed}");
        });
    });
}

/// What the futures of a run share.
struct Crowd {
    random: RefCell<Random>,
    flags: Vec<Flag>,
    handles: RefCell<Vec<JoinHandle<usize>>>,
    living: Rc<Cell<usize>>,
    spawned: Cell<usize>,
}

/// Counts the futures that live.
struct Alive(Rc<Cell<usize>>);

impl Alive {
    fn new(living: &Rc<Cell<usize>>) -> Self {
        living.set(living.get() + 1);
        Alive(living.clone())
    }
}

impl Drop for Alive {
    fn drop(&mut self) {
        self.0.set(self.0.get() - 1);
    }
}

impl Crowd {
    fn below(&self, limit: usize) -> usize {
        self.random.borrow_mut().below(limit)
    }

    fn handle(&self) -> Option<JoinHandle<usize>> {
        let mut handles = self.handles.borrow_mut();
        (!handles.is_empty()).then(|| {
            let index = self.random.borrow_mut().below(handles.len());
            handles.swap_remove(index)
        })
    }

    fn spawn(self: &Rc<Self>) {
        if self.spawned.get() < 30 {
            self.spawned.set(self.spawned.get() + 1);
            let handle = wharf::task::spawn(self.clone().member(Alive::new(&self.living)));
            if self.below(4) == 0 {
                handle.detach();
            } else {
                self.handles.borrow_mut().push(handle);
            }
        }
    }

    /// Does this and that.
    fn member(self: Rc<Self>, alive: Alive) -> Pin<Box<dyn Future<Output = usize>>> {
        Box::pin(async move {
            let _alive = alive;
            let steps = self.below(6);
            for _ in 0..steps {
                match self.below(8) {
                    0 => self.flags[self.below(self.flags.len())].raise(),
                    1 => self.flags[self.below(self.flags.len())].wait().await,
                    2 => self.spawn(),
                    3 => {
                        if let Some(mut handle) = self.handle() {
                            handle.cancel();
                            if self.below(2) == 0 {
                                handle.await;
                            }
                        }
                    }
                    4 => {
                        if let Some(mut handle) = self.handle()
                            && poll_once(&mut handle).await.is_pending()
                        {
                            self.handles.borrow_mut().push(handle);
                        }
                    }
                    5 => wharf::task::block_on(async {
                        self.spawn();
                        yield_now().await;
                    }),
                    6 => drop(self.handle()),
                    _ => yield_now().await,
                }
            }
            steps
        })
    }
}

#[test]
fn tasks_in_random_order() {
    test(|| {
        memory::stays_flat(RUNS, |seed| {
            sim::reset();
            sim::seed(seed);
            let living = Rc::new(Cell::new(0));
            let crowd = Rc::new(Crowd {
                random: RefCell::new(Random::new(seed)),
                flags: (0..5).map(|_| Flag::default()).collect(),
                handles: RefCell::default(),
                living: living.clone(),
                spawned: Cell::new(0),
            });
            let tasks: Vec<_> = (0..3)
                .map(|_| {
                    let crowd = crowd.clone();
                    let alive = Alive::new(&living);
                    task(async move {
                        crowd.spawn();
                        crowd.clone().member(alive).await;
                    })
                })
                .collect();
            sim::settle();
            if seed % 3 == 0 {
                tasks[0].cancel();
            }
            for flag in &crowd.flags {
                flag.raise();
            }
            sim::run();
            assert_eq!(living.get(), 0, "seed {seed}");
            assert!(tasks.iter().all(sim::Task::has_exited));
            // Outputs that nobody asked for, of futures that may be gone or not.
            crowd.handles.take();
            assert_eq!(sim::leaks(), Vec::<String>::new(), "seed {seed}");
        });
    });
}
