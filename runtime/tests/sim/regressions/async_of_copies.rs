//! Async: streams and futures.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use futures::{SinkExt, StreamExt};
use wharf::FutureReader;
use wharf::StreamResult::{Complete, Dropped};
use wharf::abi::canon::sim::{self, HostFutureReader, HostReader, Status, host_future};
use wharf::stream::{StableBuffer, from_stream};
use wharf::task::{block_on, yield_now};

use crate::support::{Flag, MANY, World, bytes, call_sync, host_bytes, lift, poll_once, task as export, test};

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
