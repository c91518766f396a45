//! Async.

use std::cell::{Cell, RefCell};
use std::future::{IntoFuture, pending};
use std::rc::Rc;
use std::time::Duration;

use futures::channel::{mpsc, oneshot};
use futures::lock::Mutex;
use futures::{SinkExt, StreamExt};
use wharf::StreamResult::{Complete, Dropped};
use wharf::abi::canon::sim::{self, Call, HostFutureReader, HostReader, Status, host_future};
use wharf::stream::{StableBuffer, from_stream};
use wharf::task::{self, Backpressure, Concurrency, block_on, spawn, yield_now};
use wharf::time::timeout;
use wharf::{FutureReader, wasi};

use crate::support::{
    FUNCTIONS, Flag, MANY, OnDrop, Thing, Trace, World, async_import, bytes, call_sync, host_bytes, lift, panic_of,
    poll_once, task as export, test,
};

async_import!(wait_for((u32,)) -> u32);
async_import!(plain((u32,)) -> u64);
async_import!(owning((String, Vec<Thing>, Option<Vec<u64>>)) -> Result<Thing, Vec<String>>);

/// Drops something in a place of its own.
type DropThere = fn(Box<dyn FnOnce()>);

/// Where something can be dropped.
const PLACES: [(&str, DropThere); 4] = [
    ("outside of any task", |drops| drops()),
    ("in a task", |drops| drop(export(async move { drops() }))),
    ("in a synchronous export", |drops| call_sync(drops)),
    ("in a task that is cancelled", |drops| {
        let (guard, waits) = (Defer(Some(drops)), Flag::default());
        let cancelled = export(async move {
            let _guard = guard;
            waits.wait().await;
        });
        cancelled.cancel();
    }),
];

/// Runs a closure when it is dropped.
struct Defer(Option<Box<dyn FnOnce()>>);

impl Drop for Defer {
    fn drop(&mut self) {
        if let Some(closure) = self.0.take() {
            closure();
        }
    }
}

/// wit-bindgen#1456, #1610.
#[test]
fn async_01_every_drop_is_legal_anywhere() {
    for (place, drop_there) in PLACES {
        test(move || {
            let (value_writer, value) = wharf::future::new::<World, u32>(|| 99);
            let mut value = HostFutureReader::<u32>::from_handle(value.take_handle());
            let (mut writer, items) = bytes();
            let mut items = HostReader::<u8>::from_handle(items.take_handle());
            let (mut host_writer, mut reader) = host_bytes();
            let (mut host_value, value_reader) = host_future::<u32>();
            let mut read = lift::<FutureReader<u32>>(value_reader.into_handle()).into_future();
            // All but the future that is dropped unwritten are at work.
            block_on(async {
                assert!(poll_once(&mut writer.write(vec![1, 2])).await.is_pending());
                assert!(poll_once(&mut Box::pin(reader.next())).await.is_pending());
                assert!(poll_once(&mut read).await.is_pending());
            });
            drop_there(Box::new(move || drop((value_writer, writer, reader, read))));
            // Whoever is at the other end learns of it.
            assert!(export(async {}).has_exited(), "{place}");
            value.start();
            sim::settle();
            assert_eq!(value.poll(), Some(99), "{place}");
            items.start(4);
            assert_eq!(
                items.poll().map(|copied| (copied.status, copied.items)),
                Some((Status::Dropped, vec![])),
                "{place}"
            );
            host_writer.start(vec![3]);
            assert_eq!(host_writer.poll().map(|copied| copied.status), Some(Status::Dropped), "{place}");
            host_value.start(4);
            assert_eq!(host_value.poll(), Some(Status::Dropped), "{place}");
            drop(value);
            assert!(export(async {}).has_exited(), "{place}");
        });
    }
}

/// wit-bindgen#1387.
#[test]
fn async_03_streams_and_futures_of_rust_become_ones_of_the_component_model() {
    test(|| {
        let mut host = None;
        let pumps = export({
            let reader = from_stream::<World, _>(futures::stream::iter(0..MANY));
            host.replace(HostReader::<u32>::from_handle(reader.take_handle()));
            async {}
        });
        let mut host = host.expect("taken");
        let (mut items, mut copies) = (Vec::new(), 0);
        while items.len() < MANY as usize {
            host.start(MANY as usize);
            sim::settle();
            items.extend(host.poll().expect("there are more").items);
            copies += 1;
        }
        assert_eq!(items, (0..MANY).collect::<Vec<_>>());
        assert!(copies <= 4, "{MANY} items came in {copies} parts");
        drop(host);
        sim::run();
        assert!(pumps.has_exited());

        let value = wharf::future::from_future::<World, u32>(
            async {
                yield_now().await;
                7
            },
            || 99,
        );
        let mut value = HostFutureReader::<u32>::from_handle(value.take_handle());
        value.start();
        let polls = export(async {});
        sim::run();
        assert_eq!(value.poll(), Some(7));
        assert!(polls.has_exited());
    });
}

/// wit-bindgen#1305, #1626.
#[test]
fn async_04_what_is_spawned_has_a_handle() {
    test(|| {
        block_on(async {
            assert_eq!(spawn(async { 7 }).await, Some(7));
            // What came out before somebody asked is kept.
            let handle = spawn(async { String::from("kept") });
            yield_now().await;
            assert!(handle.is_finished());
            assert_eq!(handle.await.as_deref(), Some("kept"));

            let trace = Trace::default();
            let guard = OnDrop(trace.clone(), "aborted");
            let handle = spawn(async move {
                let _guard = guard;
                pending::<()>().await;
            });
            yield_now().await;
            handle.abort();
            assert_eq!(trace.take(), ["aborted"]);
            assert_eq!(handle.await, None);

            // A handle that is dropped lets its future go on.
            let done = Flag::default();
            let raises = done.clone();
            drop(spawn(async move {
                yield_now().await;
                raises.raise();
            }));
            done.wait().await;
        });
    });
}

/// wit-bindgen#1431, #1440.
#[test]
fn async_05_channels_and_locks_work_between_requests() {
    test(|| {
        let trace = Trace::default();
        let (mut sender, mut receiver) = mpsc::channel(1);
        let (done, finished) = oneshot::channel();
        let lock = Rc::new(Mutex::new(()));
        let (holds, waits, says) = (lock.clone(), lock, trace.clone());
        let receives = export(async move {
            let guard = holds.lock().await;
            while let Some(number) = receiver.next().await {
                says.push(format!("{number}"));
            }
            drop(guard);
            finished.await.expect("sent");
            says.push("finished");
        });
        let says = trace.clone();
        let locks = export(async move {
            let _guard = waits.lock().await;
            says.push("locked");
            done.send(()).expect("awaited");
        });
        sim::settle();
        assert!(!receives.has_exited() && !locks.has_exited());
        for number in 0..3 {
            let mut sender = sender.clone();
            // More than there is room for: the sender waits as well.
            let sends = export(async move {
                for count in 0..3 {
                    sender.send(10 * number + count).await.expect("it is received");
                }
            });
            sim::settle();
            assert!(sends.has_exited());
        }
        sender.close_channel();
        sim::run();
        assert_eq!(trace.take().join(" "), "0 1 2 10 11 12 20 21 22 locked finished");
        assert!(receives.has_exited() && locks.has_exited());
    });
}

/// wit-bindgen#1396.
#[test]
fn async_06_what_has_come_is_told_before_the_end() {
    use futures::io::AsyncReadExt;

    test(|| {
        block_on(async {
            // The last items and the end come in one event: a loop sees first the one and then the other.
            let (mut host, mut reader) = host_bytes();
            let mut read = reader.read(Vec::with_capacity(8));
            assert!(poll_once(&mut read).await.is_pending());
            host.start(vec![1, 2, 3]);
            assert_eq!(host.poll().map(|copied| copied.count), Some(3));
            drop(host);
            assert_eq!(read.await, (Complete(3), vec![1, 2, 3]));
            assert_eq!(reader.read(Vec::with_capacity(8)).await, (Dropped, vec![]));

            let (mut writer, reader) = bytes();
            let mut host = HostReader::<u8>::from_handle(reader.take_handle());
            let mut write = writer.write(vec![1, 2, 3]);
            assert!(poll_once(&mut write).await.is_pending());
            host.start(2);
            assert_eq!(host.poll().map(|copied| copied.items), Some(vec![1, 2]));
            drop(host);
            let (result, rest) = write.await;
            assert_eq!((result, rest.remaining()), (Complete(2), 1));
            let (result, rest) = writer.write_buf(rest).await;
            assert_eq!((result, rest.into_vec()), (Dropped, vec![3]));

            // As std's readers say it.
            let source = futures::stream::iter(0..10_u8);
            let mut reader = from_stream::<World, _>(source);
            let mut four = [0; 4];
            reader.read_exact(&mut four).await.expect("there are so many");
            assert_eq!(four, [0, 1, 2, 3]);
            let mut rest = Vec::new();
            assert_eq!(reader.read_to_end(&mut rest).await.expect("the end is no error"), 6);
            assert_eq!(rest, [4, 5, 6, 7, 8, 9]);
            let error = reader.read_exact(&mut four).await.expect_err("there are no more");
            assert_eq!(error.kind(), std::io::ErrorKind::UnexpectedEof);
        });
    });
}

/// wit-bindgen#1575, #1262, #1152.
#[test]
fn async_07_adapters_take_and_give_many_items_at_a_time() {
    use futures::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt};

    test(|| {
        block_on(async {
            // `Stream`: one read of the host's gets all that there is.
            let (mut host, mut reader) = host_bytes();
            host.start(vec![7; 4000]);
            assert_eq!(StreamExt::next(&mut reader).await, Some(7));
            assert_eq!(host.poll().map(|copied| copied.count), Some(4000));

            // `AsyncRead` and `AsyncBufRead` go on from there.
            assert_eq!(reader.fill_buf().await.expect("bytes").len(), 3999);
            reader.consume_unpin(3000);
            host.start(vec![8; 10]);
            let mut buffer = [0; 900];
            assert_eq!(AsyncReadExt::read(&mut reader, &mut buffer).await.expect("bytes"), 900);
            assert_eq!(AsyncReadExt::read(&mut reader, &mut buffer).await.expect("bytes"), 99);
            assert_eq!(AsyncReadExt::read(&mut reader, &mut buffer).await.expect("bytes"), 10);

            // `Sink` and `AsyncWrite`: one write has what was given before the flush.
            let (mut writer, reader) = bytes();
            let mut host = HostReader::<u8>::from_handle(reader.take_handle());
            for item in 0..200 {
                writer.feed(item).await.expect("it is read");
            }
            assert!(poll_once(&mut SinkExt::flush(&mut writer)).await.is_pending());
            host.start(1000);
            assert_eq!(host.poll().map(|copied| copied.count), Some(200));
            assert_eq!(AsyncWriteExt::write(&mut writer, &[1; 100]).await.expect("it is read"), 100);
            host.start(1000);
            AsyncWriteExt::flush(&mut writer).await.expect("it is read");
            assert_eq!(host.poll().map(|copied| copied.count), Some(100));
        });
    });
}

/// wit-bindgen#1190.
#[test]
fn async_08_whatever_owns_its_items_is_written_from_and_comes_back() {
    /// Writes to the host; where the items lie is where they lay.
    async fn write<B: StableBuffer<u8>>(owner: B) {
        let (mut writer, reader) = bytes();
        let mut host = HostReader::<u8>::from_handle(reader.take_handle());
        let items = owner.items().as_ptr();
        let parts = Rc::new(RefCell::new(Vec::new()));
        let gets = parts.clone();
        sim::spawn(async move {
            for _ in 0..2 {
                let part = host.read(3).await.items;
                gets.borrow_mut().push(part);
                sim::sleep(Duration::from_millis(1)).await;
            }
        });
        let (count, owner) = writer.write_from(owner).await;
        assert_eq!(parts.take(), [&b"car"[..], b"go"]);
        assert_eq!((count, owner.items()), (5, &b"cargo"[..]));
        assert_eq!(owner.items().as_ptr(), items);
    }

    test(|| {
        block_on(async {
            write(b"cargo".to_vec()).await;
            write(Box::<[u8]>::from(*b"cargo")).await;
            write(bytes::Bytes::from_static(b"cargo")).await;
            write(&b"cargo"[..]).await;

            // The memory of a vector whose items were written is used again.
            let (mut writer, reader) = bytes();
            let mut host = HostReader::<u8>::from_handle(reader.take_handle());
            let items = b"cargo".to_vec();
            let memory = items.as_ptr();
            host.start(5);
            let left = writer.write_all(items).await;
            assert_eq!((left.as_ptr(), left.len(), left.capacity()), (memory, 0, 5));
        });
    });
}

/// wit-bindgen#1188, #1191.
#[test]
fn async_09_a_dropped_read_or_write_loses_nothing() {
    test(|| {
        block_on(async {
            let (mut host, mut reader) = host_bytes();
            drop_once(reader.read(Vec::with_capacity(2))).await;
            drop_once(Box::pin(reader.next())).await;
            host.start((0..5).collect());
            assert_eq!(host.poll().map(|copied| copied.count), Some(2), "the read has gone on");
            assert_eq!(reader.next().await, Some(0));
            host.start((2..5).collect());
            assert_eq!(reader.read(Vec::with_capacity(8)).await, (Complete(1), vec![1]));
            assert_eq!(reader.read(Vec::with_capacity(8)).await, (Complete(3), vec![2, 3, 4]));

            let (mut writer, reader) = bytes();
            let mut host = HostReader::<u8>::from_handle(reader.take_handle());
            drop_once(writer.write(vec![0, 1])).await;
            drop_once(writer.write(vec![2])).await;
            let got = Rc::new(RefCell::new(Vec::new()));
            let gets = got.clone();
            sim::spawn(async move {
                while gets.borrow().len() < 4 {
                    let items = host.read(1).await.items;
                    gets.borrow_mut().extend(items);
                }
            });
            assert!(writer.write_all(vec![3]).await.is_empty());
            assert_eq!(got.take(), [0, 1, 2, 3]);
        });
    });
}

/// Begins something and gives it up.
async fn drop_once<F: Future + Unpin>(mut operation: F) {
    assert!(poll_once(&mut operation).await.is_pending());
}

/// wit-bindgen#1400, wstd#15.
#[test]
fn async_10_join_select_and_timeout_are_in_the_box() {
    wharf::testing::run(async || {
        assert_eq!(task::join(async { 1 }, async { 2 }).await, (1, 2));
        assert_eq!(task::join_all([3, 4].map(|number| async move { number })).await, [3, 4]);
        assert_eq!(task::race(pending::<u8>(), async { 5 }).await, task::Either::Right(5));
        assert!(timeout(Duration::from_secs(5), pending::<()>()).await.is_err());
        assert_eq!(wharf::testing::now(), Duration::from_secs(5));
        assert_eq!(timeout(Duration::from_secs(5), async { 6 }).await.ok(), Some(6));
    });
}

/// wstd#107, #113.
#[test]
#[cfg_attr(miri, ignore = "a task that panics while it waits leaks")]
fn async_11_block_on_nests_and_borrows_or_says_why_not() {
    test(|| {
        register_wait();
        let text = String::from("lent");
        let length = block_on(async {
            let inner = block_on(async {
                wait_for((1,)).await;
                &text
            });
            wait_for((1,)).await;
            inner.len()
        });
        assert_eq!(length, 4);
        let inside = export(async {
            assert_eq!(block_on(wait_for((1,))), 1);
        });
        sim::run();
        assert!(inside.has_exited());
    });
    let message = panic_of(|| {
        register_wait();
        call_sync(|| block_on(wait_for((1,))));
    });
    assert!(
        message.contains("`block_on` has to wait in an exported function whose WIT type is not `async`"),
        "{message}"
    );
    assert!(message.contains("make it an `async func` in the WIT"), "{message}");
}

/// A function of the host that answers after so many milliseconds.
fn register_wait() {
    sim::async_function(FUNCTIONS, "imported", |call: Call<(u32,), u32>| {
        let (time,) = call.start();
        sim::spawn(async move {
            sim::sleep(Duration::from_millis(time.into())).await;
            let _ = call.finish(time);
        });
    });
}

/// WASI#898. That `#[service(concurrency = N)]` does it is seen in `tests/tests/all/http`.
#[test]
fn async_12_calls_are_held_back() {
    static LIMIT: Concurrency = Concurrency::at_most(2);

    test(|| {
        let (stop, running) = (Flag::default(), Rc::new(Cell::new(0)));
        let tasks: Vec<_> = (0..5)
            .map(|_| {
                let (stop, running) = (stop.clone(), running.clone());
                export(async move {
                    LIMIT.count();
                    running.set(running.get() + 1);
                    stop.wait().await;
                })
            })
            .collect();
        sim::settle();
        assert_eq!(running.get(), 2);
        // One that is cancelled makes room.
        tasks[0].cancel();
        sim::settle();
        assert_eq!(running.get(), 3);
        stop.raise();
        sim::run();
        assert_eq!(running.get(), 5);

        // By hand, as long as a guard lives.
        let held = block_on(async { Backpressure::hold() });
        let waits = export(async {});
        sim::settle();
        assert!(!waits.has_exited());
        drop(held);
        sim::settle();
        assert!(waits.has_exited());
    });
}

/// WASI#919, #920, component-model#659: a request calls imports on its own task, whoever has woken it.
#[test]
fn async_13_imports_are_called_on_the_task_of_their_own_request() {
    test(|| {
        let kept = Rc::new(Cell::new(None));
        let keeps = kept.clone();
        sim::async_function(FUNCTIONS, "imported", move |call: Call<(u32,), u32>| keeps.set(Some(call)));
        for cancelled in [false, true] {
            let flag = Flag::default();
            let waits = flag.clone();
            let request = export(async move {
                waits.wait().await;
                wait_for((1,)).await;
            });
            let wakes = export(async move { flag.raise() });
            sim::settle();
            // Were it the waker's call, that task could not end before the answer, and the answer would go there.
            assert!(wakes.has_exited() && !request.has_exited());
            let call = kept.take().expect("called");
            if cancelled {
                request.cancel();
                assert!(call.is_cancelled());
            } else {
                call.finish(1).expect("not cancelled");
                sim::run();
            }
            assert!(request.has_exited() && request.was_cancelled() == cancelled);
        }
    });
}

/// wit-bindgen#1405: what server frameworks ask of their handlers. Checked when this is compiled.
#[test]
fn async_15_futures_of_imports_are_send() {
    fn is_send<T: Send>(_: T) {}

    is_send(plain((1,)));
    is_send(owning((String::new(), Vec::new(), None)));
    is_send(wasi::clocks::monotonic_clock::wait_for(1));
    is_send(wharf::time::sleep(wharf::time::Duration::ZERO));
    is_send(wasi::sockets::ip_name_lookup::resolve_addresses(String::new()));
    let (mut writer, mut reader) = bytes();
    is_send(async move {
        writer.write_all(vec![1]).await;
        reader.next().await
    });
    let (writer, reader) = wharf::future::new::<World, u32>(|| 1);
    is_send(writer.write(2));
    is_send(reader.into_future());
}
