//! What was dropped while it waited, when the host takes its time to let go of it.

use std::future::IntoFuture;
use std::pin::pin;

use wharf::StreamResult::{Cancelled, Complete, Dropped};
use wharf::abi::canon::sim::{self, HostFutureReader, HostReader, Status, host_future, host_stream};
use wharf::task::block_on;
use wharf::{FutureReader, StreamReader};

use crate::support::{Things, World, bytes, call_sync, host_bytes, lift, poll_once, task, test};

/// Everything that can wait on a stream or future is dropped while it waits. What the host has then goes on living.
fn drop_what_waits() {
    let (stream, mut reader) = host_bytes();
    let (mut future, future_reader) = host_future::<u32>();
    let (mut writer, to_host) = bytes();
    let to_host = HostReader::<u8>::from_handle(to_host.take_handle());
    let (value_writer, value_reader) = wharf::future::new::<World, u32>(|| 0);
    let value_to_host = HostFutureReader::<u32>::from_handle(value_reader.take_handle());
    block_on(async move {
        assert!(poll_once(&mut Box::pin(reader.next())).await.is_pending());
        let mut read = lift::<FutureReader<u32>>(future_reader.into_handle()).into_future();
        assert!(poll_once(&mut read).await.is_pending());
        assert!(poll_once(&mut writer.write(vec![1, 2, 3])).await.is_pending());
        let mut write = value_writer.write(7);
        assert!(poll_once(&mut write).await.is_pending());
    });
    // The host does something in the very moment.
    future.start(5);
    drop((stream, to_host, value_to_host));
}

#[test]
fn a_synchronous_export_drops_what_waits() {
    for seed in 0..20 {
        test(move || {
            sim::seed(seed);
            call_sync(drop_what_waits);
            sim::settle();
            assert!(task(async {}).has_exited(), "which clears away what has ended");
        });
    }
}

#[test]
fn a_task_drops_what_waits() {
    for seed in 0..20 {
        test(move || {
            sim::seed(seed);
            let drops = task(async { drop_what_waits() });
            sim::settle();
            assert!(drops.has_exited());
            assert!(task(async {}).has_exited());
        });
    }
}

#[test]
fn what_a_synchronous_export_drops_is_cancelled_by_the_next_task() {
    test(|| {
        let (_host, mut reader) = host_bytes();
        block_on(async { assert!(poll_once(&mut Box::pin(reader.next())).await.is_pending()) });
        call_sync(move || drop(reader));
        sim::settle();
        assert_eq!(sim::count_handles("stream"), 1, "the host may still write to the buffer");
        assert!(task(async {}).has_exited());
        assert_eq!(sim::count_handles("stream"), 0);
    });
}

#[test]
fn what_the_host_still_copies_is_dropped() {
    test(|| {
        let things = Things::default();
        let (mut host, reader) = host_stream::<sim::Own<crate::support::HostThing>>();
        let mut reader = lift::<StreamReader<crate::support::Thing>>(reader.into_handle());
        block_on(async { assert!(poll_once(&mut Box::pin(reader.next())).await.is_pending()) });
        call_sync(move || drop(reader));
        host.start(vec![things.make(1), things.make(2)]);
        assert_eq!(host.poll().map(|copied| copied.count), Some(2));
        assert_eq!(things.living(), 2);
        assert!(task(async {}).has_exited());
        assert_eq!(things.living(), 0);
    });
}

#[test]
fn a_cancel_waits_for_the_host() {
    test(|| {
        let (mut host, mut reader) = host_bytes();
        block_on(async {
            let mut read = Box::pin(reader.read(Vec::with_capacity(4)));
            assert!(poll_once(&mut read).await.is_pending());
            assert_eq!(read.as_mut().cancel(), (Cancelled, vec![]));
            drop(read);
            // The host gets in between.
            let mut read = pin!(reader.read(Vec::with_capacity(4)));
            assert!(poll_once(&mut read).await.is_pending());
            sim::spawn(async move {
                host.start(vec![1, 2]);
                let _ = host.poll();
            });
            let (result, items) = read.cancel();
            assert!(matches!((result, &items[..]), (Complete(2), [1, 2]) | (Dropped, [])), "{result:?} {items:?}");

            let (mut writer, reader) = bytes();
            let mut host = HostReader::<u8>::from_handle(reader.take_handle());
            let mut write = pin!(writer.write(vec![1, 2, 3]));
            assert!(poll_once(&mut write).await.is_pending());
            sim::spawn(async move {
                host.start(2);
                assert_eq!(host.poll().map(|copied| copied.status), Some(Status::Completed));
            });
            let (result, rest) = write.cancel();
            assert_eq!((result, rest.into_vec()), (Complete(2), vec![3]));
        });
    });
}

#[test]
fn a_reader_is_handed_over_while_its_read_ends() {
    for early in [false, true] {
        test(move || {
            let (mut host, mut reader) = host_bytes();
            block_on(async { assert!(poll_once(&mut Box::pin(reader.next())).await.is_pending()) });
            let handle = call_sync(move || reader.take_handle());
            let mut passed = HostReader::<u8>::from_handle(handle);
            if early {
                host.start(vec![1, 2]);
                assert_eq!(host.poll().map(|copied| copied.count), Some(2));
            }
            let passes = task(async {});
            sim::settle();
            assert!(!passes.has_exited(), "it passes on");
            if !early {
                host.start(vec![1, 2]);
                sim::settle();
            }
            passed.start(2);
            sim::settle();
            assert_eq!(passed.poll().map(|copied| copied.items), Some(vec![1, 2]));
            drop(host);
            sim::settle();
            passed.start(2);
            sim::settle();
            assert_eq!(passed.poll().map(|copied| copied.status), Some(Status::Dropped));
            drop(passed);
            sim::run();
            assert!(passes.has_exited());
        });
    }
}
