//! Bugs of another runtime: streams, futures, and what calls pass.

use std::cell::{Cell, RefCell};
use std::future::IntoFuture;
use std::pin::{Pin, pin};
use std::rc::Rc;

use wharf::StreamResult::{Cancelled, Complete, Dropped};
use wharf::abi::canon::sim::{self, Call, HostFutureReader, HostReader, Own, Status, host_future, host_stream};
use wharf::abi::{Abi, FuturePayload, Payload};
use wharf::future::FutureWriteCancel;
use wharf::task::{block_on, yield_now};
use wharf::{FutureReader, StreamReader, StreamWriter};

use crate::memory;
use crate::support::{
    FUNCTIONS, HostThing, Thing, Things, World, async_import, bytes, call_sync, host_bytes, join, lift, poll_once,
    task, test,
};

/// wit-bindgen#1456, #1610, #1304: hosts trap when a future is dropped unwritten, also in synchronous exports.
#[test]
fn bug_02_a_future_dropped_unwritten_has_its_default() {
    let new = || wharf::future::new::<World, u32>(|| 99);
    test(move || {
        let (writer, reader) = new();
        drop(writer);
        assert_eq!(block_on(reader.into_future()), 99);

        // The host has the reader.
        for waits in [false, true] {
            let (writer, reader) = new();
            let mut host = HostFutureReader::<u32>::from_handle(reader.take_handle());
            if waits {
                host.start();
            }
            call_sync(move || drop(writer));
            if !waits {
                host.start();
            }
            assert_eq!(host.poll(), Some(99));
            assert!(task(async {}).has_exited());
        }

        // The export makes it.
        let handle = call_sync(|| {
            let (writer, reader) = new();
            drop(writer);
            reader.take_handle()
        });
        let mut host = HostFutureReader::<u32>::from_handle(handle);
        host.start();
        assert_eq!(host.poll(), Some(99));

        // The value was taken back.
        let (writer, reader) = new();
        let mut host = HostFutureReader::<u32>::from_handle(reader.take_handle());
        let cancels = task(async move {
            let mut write = writer.write(5);
            assert!(poll_once(&mut write).await.is_pending());
            let FutureWriteCancel::Cancelled(5, writer) = Pin::new(&mut write).cancel() else { panic!("under way") };
            drop(writer);
        });
        host.start();
        sim::run();
        assert_eq!(host.poll(), Some(99));
        assert!(cancels.has_exited());
        assert!(task(async {}).has_exited());
    });
}

/// A stream whose other end is in this component, or with the host; what it does to that end is the same.
fn stream(away: bool) -> (StreamWriter<u8>, StreamReader<u8>) {
    let (writer, reader) = bytes();
    if away {
        let host = HostReader::<u8>::from_handle(reader.take_handle());
        return (writer, lift(host.into_handle()));
    }
    (writer, reader)
}

/// wit-bindgen#1317: a write after the reader was dropped, with and without items that it had taken.
#[test]
fn bug_07_the_reader_has_gone() {
    for (away, taken) in [(false, 0), (false, 2), (true, 0), (true, 2)] {
        test(move || {
            block_on(async {
                let (mut writer, mut reader) = stream(away);
                let mut write = Box::pin(writer.write(vec![1, 2, 3]));
                assert!(poll_once(&mut write).await.is_pending());
                if taken > 0 {
                    assert_eq!(reader.read(Vec::with_capacity(taken)).await, (Complete(taken), vec![1, 2]));
                }
                drop(reader);
                let (result, rest) = write.await;
                let expected = if taken > 0 { (Complete(2), vec![3]) } else { (Dropped, vec![1, 2, 3]) };
                assert_eq!((result, rest.into_vec()), expected);
                for _ in 0..3 {
                    let (result, rest) = writer.write(vec![4]).await;
                    assert_eq!((result, rest.into_vec()), (Dropped, vec![4]));
                    assert_eq!(writer.write(vec![]).await.0, Dropped);
                    assert_eq!(writer.write_one(5).await, Some(5));
                }

                let (mut writer, reader) = stream(away);
                drop(reader);
                assert_eq!(writer.write_all(vec![6]).await, [6]);
                assert_eq!(writer.write_all(vec![7]).await, [7]);
            });
        });
    }
}

/// wit-bindgen#1317: a read after the writer was dropped, with and without items that it had written.
#[test]
fn bug_07_the_writer_has_gone() {
    for (away, written) in [(false, 0), (false, 2), (true, 0), (true, 2)] {
        test(move || {
            block_on(async {
                let (mut writer, mut reader) = stream(away);
                let mut read = Box::pin(reader.read(Vec::with_capacity(4)));
                assert!(poll_once(&mut read).await.is_pending());
                assert!(writer.write_all(vec![1; written]).await.is_empty());
                drop(writer);
                let expected = if written > 0 { (Complete(2), vec![1, 1]) } else { (Dropped, vec![]) };
                assert_eq!(read.await, expected);
                for _ in 0..3 {
                    assert_eq!(reader.read(Vec::with_capacity(4)).await, (Dropped, vec![]));
                    assert_eq!(reader.read(Vec::new()).await, (Dropped, vec![]));
                    assert_eq!(reader.next().await, None);
                }
            });
        });
    }
}

/// wit-bindgen#1317: of futures, the reader has gone before, and while, the value is written.
#[test]
fn bug_07_the_reader_of_a_future_has_gone() {
    for (away, waits) in [(false, false), (false, true), (true, false), (true, true)] {
        test(move || {
            block_on(async {
                let (writer, reader) = wharf::future::new::<World, u32>(|| 99);
                let host = away.then(|| HostFutureReader::<u32>::from_handle(reader.take_handle()));
                let mut reader = Some((reader, host));
                let mut write = writer.write(7);
                if waits {
                    assert!(poll_once(&mut write).await.is_pending());
                }
                reader.take();
                assert_eq!(write.await.expect_err("nobody reads").value, 7);
            });
        });
    }
}

/// wit-bindgen#1588: a stream carries at most 2^28 - 1 items at a time, of which more than that fit into no memory.
#[test]
fn bug_08_lengths_of_unit_streams_are_clamped() {
    test(|| {
        block_on(async {
            let many = 1 << 30;
            let (mut writer, reader) = wharf::stream::new::<World, ()>();
            let mut host = HostReader::<()>::from_handle(reader.take_handle());
            let mut write = writer.write(vec![(); many]);
            assert!(poll_once(&mut write).await.is_pending());
            host.start(10);
            assert_eq!(host.poll().map(|copied| copied.count), Some(10));
            let (result, rest) = write.await;
            assert_eq!((result, rest.remaining()), (Complete(10), many - 10));

            // A vector of units always has room.
            let (mut host, reader) = host_stream::<()>();
            let mut reader = lift::<StreamReader<()>>(reader.into_handle());
            host.start(vec![(); 10]);
            assert_eq!(reader.read(Vec::with_capacity(many)).await, (Complete(10), vec![(); 10]));
        });
    });
}

type Names = Vec<Vec<String>>;

async_import!(exchange((Names, Thing)) -> (Names, Thing));

fn names() -> Names {
    (0..3).map(|count| (0..count).map(|name| format!("the name of number {name}")).collect()).collect()
}

/// How far a call has come when it is dropped.
#[derive(Clone, Copy, Debug)]
enum State {
    New,
    Starting,
    Started,
    Returned,
    /// Its task has been told that it has returned.
    Delivered,
}

/// wit-bindgen#1177, #1179: nested lists and handles are given up or freed once, and so are results that nobody saw.
#[test]
fn bug_09_a_call_dropped_in_each_state_frees_what_it_has() {
    test(|| {
        let things = Things::default();
        let calls = Rc::new(RefCell::new(Vec::new()));
        let keeps = calls.clone();
        sim::async_function(
            FUNCTIONS,
            "imported",
            move |call: Call<(Names, Own<HostThing>), (Names, Own<HostThing>)>| {
                keeps.borrow_mut().push(call);
            },
        );
        let take = || calls.borrow_mut().pop().expect("called");
        let mut settled = 0;
        for round in 0..3 {
            for state in [State::New, State::Starting, State::Started, State::Returned, State::Delivered] {
                block_on(async {
                    let mut running = Box::pin(exchange((names(), things.for_guest(1))));
                    if let State::New = state {
                        return;
                    }
                    assert!(poll_once(&mut running).await.is_pending());
                    let call = take();
                    if let State::Starting = state {
                        drop(running);
                        assert!(call.is_cancelled());
                        return;
                    }
                    assert_eq!(call.start().0, names());
                    if let State::Started = state {
                        yield_now().await;
                        drop(running);
                        assert!(call.is_cancelled());
                        return;
                    }
                    call.finish((names(), things.make(2))).expect("not cancelled");
                    if let State::Delivered = state {
                        let mut other = Box::pin(exchange((names(), things.for_guest(3))));
                        assert!(poll_once(&mut other).await.is_pending());
                        take().finish((names(), things.make(4))).expect("not cancelled");
                        other.await;
                    }
                });
                assert_eq!((things.living(), sim::held::<HostThing>()), (0, 0), "{state:?}");
            }
            match round {
                1 => settled = memory::in_use(),
                2 => assert_eq!(memory::in_use(), settled, "lists are leaked"),
                _ => {}
            }
        }
    });
}

/// wit-bindgen#1188, #1191: what a copy has done when it is cancelled is told.
#[test]
fn bug_09_a_cancelled_copy_tells_what_it_has_done() {
    // Whether the host has got in before, and whether the task has been told.
    for (done, told) in [(false, false), (true, false), (true, true)] {
        test(move || {
            block_on(async {
                let (mut host, mut reader) = host_bytes();
                let mut read = pin!(reader.read(Vec::with_capacity(4)));
                assert!(poll_once(&mut read).await.is_pending());
                if done {
                    host.start(vec![1, 2]);
                    assert_eq!(host.poll().map(|copied| copied.count), Some(2));
                }
                if told {
                    be_told().await;
                }
                let expected = if done { (Complete(2), vec![1, 2]) } else { (Cancelled, vec![]) };
                assert_eq!(read.as_mut().cancel(), expected);

                let (mut writer, reader) = bytes();
                let mut host = HostReader::<u8>::from_handle(reader.take_handle());
                let mut write = pin!(writer.write(vec![1, 2, 3]));
                assert!(poll_once(&mut write).await.is_pending());
                if done {
                    host.start(2);
                    assert_eq!(host.poll().map(|copied| copied.count), Some(2));
                }
                if told {
                    be_told().await;
                }
                let (result, rest) = write.as_mut().cancel();
                let expected = if done { (Complete(2), vec![3]) } else { (Cancelled, vec![1, 2, 3]) };
                assert_eq!((result, rest.into_vec()), expected);

                let (mut host, reader) = host_future::<u32>();
                let mut read = lift::<FutureReader<u32>>(reader.into_handle()).into_future();
                assert!(poll_once(&mut read).await.is_pending());
                if done {
                    host.start(7);
                    assert_eq!(host.poll(), Some(Status::Completed));
                }
                if told {
                    be_told().await;
                }
                match (done, Pin::new(&mut read).cancel()) {
                    (true, Ok(value)) => assert_eq!(value, 7),
                    (false, Err(reader)) => drop(reader),
                    (_, result) => panic!("{done}: {result:?}"),
                }
            });
        });
    }
}

/// wit-bindgen#1188: what a read that was dropped had got, and what a write that was dropped had not written, are there.
#[test]
fn bug_09_a_dropped_copy_that_was_done_in_part_is_gone_on_with() {
    test(|| {
        block_on(async {
            let (mut host, mut reader) = host_bytes();
            {
                let mut read = pin!(reader.read(Vec::with_capacity(4)));
                assert!(poll_once(&mut read).await.is_pending());
                host.start(vec![1, 2]);
                assert_eq!(host.poll().map(|copied| copied.count), Some(2));
            }
            assert_eq!(reader.read(Vec::with_capacity(1)).await, (Complete(1), vec![1]));
            assert_eq!(reader.next().await, Some(2));

            let (mut writer, reader) = bytes();
            let mut host = HostReader::<u8>::from_handle(reader.take_handle());
            {
                let mut write = pin!(writer.write(vec![1, 2, 3]));
                assert!(poll_once(&mut write).await.is_pending());
                host.start(2);
                assert_eq!(host.poll().map(|copied| copied.items), Some(vec![1, 2]));
            }
            let got = Rc::new(RefCell::new(Vec::new()));
            let gets = got.clone();
            sim::spawn(async move { *gets.borrow_mut() = host.collect().await });
            assert!(writer.write_all(vec![4]).await.is_empty());
            drop(writer);
            sim::settle();
            assert_eq!(got.take(), [3, 4]);
        });
    });
}

/// Waits for the host, so that it tells what has happened.
async fn be_told() {
    let (mut host, mut reader) = host_bytes();
    let (_, next) = join(
        async {
            yield_now().await;
            host.start(vec![0]);
        },
        reader.next(),
    )
    .await;
    assert_eq!(next, Some(0));
    assert_eq!(host.poll().map(|copied| copied.count), Some(1));
}

type Wide = (u64, u64, u64, u64, u64);

// SAFETY: off wasm the built-ins take the payload's layout from the type.
unsafe impl FuturePayload<World> for Wide {
    const FUTURE: &'static Payload<Self> = &Payload::new::<World>(sim::future_of::<sim::Bytes<<Wide as Abi>::Area>>());
}

/// wit-bindgen#1247: the host traps when the buffer that it is to write a value to is not aligned.
#[test]
fn bug_11_the_value_of_a_future_is_read_where_it_is_aligned() {
    test(|| {
        block_on(async {
            for value in 0..5 {
                let (mut host, reader) = host_future::<u64>();
                host.start(value);
                assert_eq!(lift::<FutureReader<u64>>(reader.into_handle()).await, value);
            }
            let wide = (1, 2, 3, 4, 5);
            let (mut host, reader) = host_future::<Wide>();
            host.start(wide);
            assert_eq!(lift::<FutureReader<Wide>>(reader.into_handle()).await, wide);
        });
    });
}

/// wit-bindgen#1259: a read of nothing does not end a write, and a write of nothing does not wait.
#[test]
fn bug_11_write_all_goes_on_when_nothing_was_taken() {
    test(|| {
        block_on(async {
            let (mut writer, reader) = bytes();
            let mut host = HostReader::<u8>::from_handle(reader.take_handle());
            assert!(writer.write_all(vec![]).await.is_empty());
            let sent = Cell::new(false);
            let ((), items) = join(
                async {
                    assert!(writer.write_all(vec![1, 2, 3]).await.is_empty());
                    sent.set(true);
                },
                async {
                    let mut items = Vec::new();
                    for count in [0, 1, 0, 0, 1, 0, 4] {
                        for _ in 0..3 {
                            yield_now().await;
                        }
                        assert!(!sent.get());
                        host.start(count);
                        items.push(host.poll().expect("something is being written").items);
                    }
                    items
                },
            )
            .await;
            assert_eq!(items, [vec![], vec![1], vec![], vec![], vec![2], vec![], vec![3]]);
        });
    });
}
