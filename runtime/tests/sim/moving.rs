//! Streams and futures that leave the component in the middle of what goes on.

use std::future::IntoFuture;

use wharf::StreamResult::{Cancelled, Complete, Dropped};
use wharf::abi::canon::sim::{self, HostFutureReader, HostReader, Status};
use wharf::future::FutureWriteCancel;
use wharf::task::{block_on, spawn, yield_now};
use wharf::{FutureReader, StreamReader, StreamWriter};

use crate::support::{Things, World, bytes, join, poll_once, test};

/// The readable end leaves.
fn leave(reader: StreamReader<u8>) -> HostReader<u8> {
    HostReader::from_handle(reader.take_handle())
}

fn leave_future(reader: FutureReader<u32>) -> HostFutureReader<u32> {
    HostFutureReader::from_handle(reader.take_handle())
}

fn numbers() -> (wharf::FutureWriter<u32>, FutureReader<u32>) {
    wharf::future::new::<World, u32>(|| 99)
}

/// What the host reads at once.
fn read(host: &mut HostReader<u8>, count: usize) -> Option<(Vec<u8>, Status)> {
    host.start(count);
    host.poll().map(|copied| (copied.items, copied.status))
}

#[test]
fn the_host_does_not_know_of_what_stays_here() {
    test(|| {
        let (writer, reader) = bytes();
        let (value_writer, value_reader) = numbers();
        assert_eq!((sim::count_handles("stream"), sim::count_handles("future")), (0, 0));
        let (host, value) = (leave(reader), leave_future(value_reader));
        assert_eq!((sim::count_handles("stream"), sim::count_handles("future")), (1, 1));
        drop((writer, host, value));
        block_on(async { assert!(value_writer.write(1).await.is_err()) });
    });
}

#[test]
fn before_and_during_a_write() {
    test(|| {
        block_on(async {
            let (mut writer, reader) = bytes();
            let mut host = leave(reader);
            let mut write = writer.write(vec![1, 2]);
            assert!(poll_once(&mut write).await.is_pending());
            assert_eq!(read(&mut host, 1), Some((vec![1], Status::Completed)));
            let (result, rest) = write.await;
            assert_eq!((result, rest.into_vec()), (Complete(1), vec![2]));

            let (mut writer, reader) = bytes();
            let mut write = writer.write(vec![1, 2]);
            assert!(poll_once(&mut write).await.is_pending());
            let mut host = leave(reader);
            // Also before the writer has heard of it.
            assert_eq!(read(&mut host, 1), Some((vec![1], Status::Completed)));
            let (result, rest) = write.await;
            assert_eq!((result, rest.into_vec()), (Complete(1), vec![2]));
            drop(host);
            assert_eq!(writer.write_one(3).await, Some(3));
        });
    });
}

#[test]
fn after_a_part_of_a_write() {
    test(|| {
        block_on(async {
            let (mut writer, mut reader) = bytes();
            let mut write = writer.write(vec![1, 2, 3]);
            assert!(poll_once(&mut write).await.is_pending());
            assert_eq!(reader.read(Vec::with_capacity(1)).await.1, [1]);
            let mut host = leave(reader);
            // The write has heard of the first read only.
            let (result, rest) = write.await;
            assert_eq!((result, rest.remaining()), (Complete(1), 2));
            let mut write = writer.write_buf(rest);
            assert!(poll_once(&mut write).await.is_pending());
            assert_eq!(read(&mut host, 5), Some((vec![2, 3], Status::Completed)));
            assert_eq!(write.await.0, Complete(2));
        });
    });
}

#[test]
fn with_a_dropped_or_cancelled_write() {
    test(|| {
        block_on(async {
            let (mut writer, reader) = bytes();
            assert!(poll_once(&mut writer.write(vec![1, 2])).await.is_pending());
            let mut host = leave(reader);
            assert_eq!(read(&mut host, 5), Some((vec![1, 2], Status::Completed)));
            host.start(5);
            assert!(writer.write_all(vec![3]).await.is_empty());
            assert_eq!(host.poll().map(|copied| copied.items), Some(vec![3]));

            let (mut writer, reader) = bytes();
            let mut write = Box::pin(writer.write(vec![4]));
            assert!(poll_once(&mut write).await.is_pending());
            let mut host = leave(reader);
            let (result, rest) = write.as_mut().cancel();
            drop(write);
            assert_eq!((result, rest.into_vec()), (Cancelled, vec![4]));
            assert_eq!(read(&mut host, 5), None);
            assert_eq!(writer.write_one(5).await, None);
            assert_eq!(host.poll().map(|copied| copied.items), Some(vec![5]));
        });
    });
}

#[test]
fn with_a_read_that_was_dropped() {
    test(|| {
        block_on(async {
            let (mut writer, mut reader) = bytes();
            assert!(poll_once(&mut reader.read(Vec::with_capacity(3))).await.is_pending());
            let mut host = leave(reader);
            let mut write = writer.write(vec![1, 2]);
            assert!(poll_once(&mut write).await.is_pending(), "the read here is over");
            assert_eq!(read(&mut host, 5), Some((vec![1, 2], Status::Completed)));
            assert_eq!(write.await.0, Complete(2));
        });
    });
}

#[test]
fn after_the_writer_has_gone() {
    test(|| {
        let (writer, reader) = bytes();
        drop(writer);
        let mut host = leave(reader);
        assert_eq!(read(&mut host, 1), Some((vec![], Status::Dropped)));

        // And when the writer has not heard of it, with a write and without.
        let (writer, reader) = bytes();
        let mut host = leave(reader);
        drop(writer);
        assert_eq!(read(&mut host, 1), Some((vec![], Status::Dropped)));
        let (mut writer, reader) = bytes();
        block_on(async { assert!(poll_once(&mut writer.write(vec![1])).await.is_pending()) });
        let mut host = leave(reader);
        drop(writer);
        assert_eq!(read(&mut host, 1), Some((vec![], Status::Dropped)));
    });
}

#[test]
fn and_come_back() {
    test(|| {
        block_on(async {
            let (mut writer, mut reader) = bytes();
            let writing = spawn(async move {
                for number in 0..9 {
                    assert_eq!(writer.write_one(number).await, None);
                }
            });
            let mut items = Vec::new();
            for round in 0..3 {
                for _ in 0..3 {
                    let (result, item) = reader.read(Vec::with_capacity(1)).await;
                    assert_eq!(result, Complete(1));
                    items.extend(item);
                }
                if round == 2 {
                    assert_eq!(reader.read(Vec::with_capacity(1)).await.0, Dropped);
                } else {
                    yield_now().await;
                    reader = crate::support::lift(leave(reader).into_handle());
                }
            }
            writing.await;
            assert_eq!(items, (0..9).collect::<Vec<_>>());
        });
    });
}

#[test]
fn items_of_any_type_stay_here() {
    test(|| {
        let things = Things::default();
        block_on(async {
            // Streams in streams, of resources.
            let (mut writer, mut reader) = wharf::stream::new::<World, crate::support::Thing>();
            let all = spawn(async move {
                let mut ids = Vec::new();
                while reader.next().await.is_some() {
                    ids.push(ids.len());
                }
                ids.len()
            });
            let items: Vec<_> = (0..5).map(|id| things.for_guest(id)).collect();
            assert!(writer.write_all(items).await.is_empty());
            drop(writer);
            assert_eq!(all.await, Some(5));
            assert_eq!(things.living(), 0);

            let (writer, reader) = wharf::future::new::<World, String>(|| "default".into());
            let (written, read) = join(writer.write("a value".into()), reader.into_future()).await;
            assert_eq!((written.is_ok(), read), (true, "a value".into()));
        });
    });
}

#[test]
fn a_stream_crosses_threads_here() {
    test(|| {
        let (mut writer, reader): (StreamWriter<u8>, _) = bytes();
        sim::set_patience(std::time::Duration::from_secs(10));
        let reads = std::thread::spawn(move || {
            sim::set_patience(std::time::Duration::from_secs(10));
            block_on(reader.collect())
        });
        block_on(async {
            for number in 0..100 {
                assert_eq!(writer.write_one(number).await, None);
            }
        });
        drop(writer);
        assert_eq!(reads.join().expect("reads"), (0..100).collect::<Vec<_>>());
    });
}

#[test]
fn a_future_before_during_and_after_its_write() {
    test(|| {
        block_on(async {
            let (writer, reader) = numbers();
            let mut host = leave_future(reader);
            host.start();
            assert!(writer.write(1).await.is_ok());
            assert_eq!(host.poll(), Some(1));

            let (writer, reader) = numbers();
            let mut write = writer.write(2);
            assert!(poll_once(&mut write).await.is_pending());
            let mut host = leave_future(reader);
            host.start();
            assert!(write.await.is_ok());
            assert_eq!(host.poll(), Some(2));

            // Dropped before and after it leaves, and cancelled.
            let (writer, reader) = numbers();
            drop(writer.write(3));
            let mut host = leave_future(reader);
            host.start();
            assert_eq!(host.poll(), Some(3));

            let (writer, reader) = numbers();
            let mut write = writer.write(4);
            assert!(poll_once(&mut write).await.is_pending());
            let mut host = leave_future(reader);
            host.start();
            drop(write);
            assert_eq!(host.poll(), Some(4));

            let (writer, reader) = numbers();
            let mut write = writer.write(5);
            assert!(poll_once(&mut write).await.is_pending());
            let mut host = leave_future(reader);
            let FutureWriteCancel::Cancelled(5, writer) = std::pin::Pin::new(&mut write).cancel() else {
                panic!("nobody had read it")
            };
            host.start();
            drop(writer);
            assert_eq!(host.poll(), Some(99));

            let (writer, reader) = numbers();
            drop(writer);
            let mut host = leave_future(reader);
            host.start();
            assert_eq!(host.poll(), Some(99));
        });
    });
}

#[test]
fn a_future_whose_read_was_cancelled() {
    test(|| {
        block_on(async {
            let (writer, reader) = numbers();
            let mut read = reader.into_future();
            assert!(poll_once(&mut read).await.is_pending());
            let reader = std::pin::Pin::new(&mut read).cancel().expect_err("nothing has come");
            let mut host = leave_future(reader);
            let mut write = writer.write(6);
            assert!(poll_once(&mut write).await.is_pending());
            host.start();
            assert_eq!(host.poll(), Some(6));
            assert!(write.await.is_ok());
        });
    });
}
