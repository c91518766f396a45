//! Futures, calls and tasks in random order, compared with what must come out.

use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::Poll;
use std::time::Duration;

use wharf::FutureReader;
use wharf::abi::canon::sim::{self, Call, Own};
use wharf::future::FutureWriteCancel;
use wharf::task::{block_on, yield_now};

use crate::support::{
    FUNCTIONS, HostThing, RUNS, Random, Thing, Things, World, async_import, join, poll_once, task, test, yield_some,
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

#[test]
fn futures_in_random_order() {
    test(|| {
        for seed in 1..=RUNS {
            sim::reset();
            sim::seed(seed);
            let (mut for_writer, for_reader) = (Random::new(seed), Random::new(!seed));
            let (writer, reader) = wharf::future::new::<World, u32>(|| 99);
            let write = async move {
                let mut writer = writer;
                loop {
                    yield_some(&mut for_writer).await;
                    match for_writer.below(4) {
                        0 => return writer.write(5).await.map(|()| 5).map_err(|error| error.value),
                        1 => {
                            return {
                                drop(writer);
                                Ok(99)
                            };
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
                            yield_some(&mut for_writer).await;
                            match Pin::new(&mut write).cancel() {
                                FutureWriteCancel::AlreadySent => return Ok(7),
                                FutureWriteCancel::Dropped(value) => return Err(value),
                                FutureWriteCancel::Cancelled(_, again) => writer = again,
                            }
                        }
                    }
                }
            };
            let (written, read) = if seed % 2 == 0 {
                block_on(join(write, read_future(reader, for_reader)))
            } else {
                let results = Rc::new(RefCell::new((None, None)));
                let (writes, reads) = (results.clone(), results.clone());
                task(async move {
                    let written = write.await;
                    writes.borrow_mut().0 = Some(written);
                });
                task(async move {
                    let read = read_future(reader, for_reader).await;
                    reads.borrow_mut().1 = Some(read);
                });
                sim::run();
                let (written, read) = results.take();
                (written.expect("ended"), read.expect("ended"))
            };
            match (written, read) {
                (Ok(written), Some(read)) => assert_eq!(written, read, "seed {seed}"),
                // A default or a write that goes on in the background may find nobody.
                (Ok(written), None) => assert!([6, 99].contains(&written), "seed {seed}: {written}"),
                (Err(_), None) => {}
                (Err(_), Some(read)) => panic!("seed {seed}: read {read}, which was not written"),
            }
            assert_eq!(sim::leaks(), Vec::<String>::new(), "seed {seed}");
        }
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
        for seed in 1..=RUNS {
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
        }
    });
}
