//! Futures between two ends of the component, and between the component and the host.

use std::future::IntoFuture;
use std::pin::Pin;
use std::task::Poll;

use wharf::abi::canon::sim::{self, HostFutureReader, HostFutureWriter, Status, host_future};
use wharf::abi::{Lift, SlotReader};
use wharf::future::FutureWriteCancel;
use wharf::task::{block_on, spawn, yield_now};
use wharf::{FutureReader, FutureWriter};

use crate::support::{Flag, Thing, Things, World, call, call_sync, join, poll_once, task, test};

wharf::abi::future_payload! {
    World; Thing => "test:host/functions" {
        new: "[future-new-0]things", read: "[async-lower][future-read-0]things",
        write: "[async-lower][future-write-0]things", cancel_read: "[future-cancel-read-0]things",
        cancel_write: "[future-cancel-write-0]things", drop_readable: "[future-drop-readable-0]things",
        drop_writable: "[future-drop-writable-0]things"
    }
}

fn numbers() -> (FutureWriter<u32>, FutureReader<u32>) {
    wharf::future::new::<World, u32>(|| 99)
}

/// Takes a reader of the host into the component.
fn lift(reader: HostFutureReader<u32>) -> FutureReader<u32> {
    let slots = [u64::from(reader.into_handle())];
    // SAFETY: a new handle.
    unsafe { <FutureReader<u32> as Lift<World>>::lift(&mut SlotReader::new(&slots)) }
}

#[test]
fn a_value_arrives_whoever_comes_first() {
    test(|| {
        block_on(async {
            let (writer, reader) = numbers();
            let (written, read) = join(writer.write(5), reader.into_future()).await;
            assert_eq!((written.is_ok(), read), (true, 5));

            let (writer, reader) = numbers();
            let (read, written) = join(reader.into_future(), writer.write(6)).await;
            assert_eq!((written.is_ok(), read), (true, 6));
        });
    });
}

#[test]
fn a_writer_whose_reader_is_gone_gets_the_value_back() {
    test(|| {
        block_on(async {
            let (writer, reader) = numbers();
            drop(reader);
            assert_eq!(writer.write(5).await.expect_err("gone").value, 5);

            let (writer, reader) = numbers();
            let mut write = writer.write(6);
            assert!(poll_once(&mut write).await.is_pending());
            drop(reader);
            assert_eq!(write.await.expect_err("gone").value, 6);
        });
    });
}

#[test]
fn a_dropped_writer_writes_its_default() {
    test(|| {
        block_on(async {
            // A reader that waits, one that comes later, and one that is gone.
            let (writer, reader) = numbers();
            let mut read = Box::pin(reader.into_future());
            assert!(poll_once(&mut read).await.is_pending());
            drop(writer);
            assert_eq!(read.await, 99);

            let (writer, reader) = numbers();
            drop(writer);
            assert_eq!(reader.await, 99);

            let (writer, reader) = numbers();
            drop(reader);
            drop(writer);

            let (writer, reader) = numbers();
            drop(writer);
            drop(reader);
        });
    });
}

#[test]
fn a_writer_dropped_outside_of_a_task_writes_its_default() {
    test(|| {
        let (writer, reader) = numbers();
        drop(writer);
        assert_eq!(block_on(reader.into_future()), 99);

        // When nobody comes for it, it is cleared away with the next call.
        assert!(task(async {}).has_exited());
        let (writer, reader) = numbers();
        let host = HostFutureReader::<u32>::from_handle(reader.take_handle());
        call_sync(move || drop(writer));
        drop(host);
        assert_eq!(sim::count_handles("future"), 1);
        assert!(task(async {}).has_exited());
        assert_eq!(sim::count_handles("future"), 0);
    });
}

#[test]
fn a_writer_dropped_in_a_task_that_is_cancelled_writes_its_default() {
    test(|| {
        let (writer, reader) = numbers();
        let holds = task(async move {
            let _writer = writer;
            std::future::pending::<()>().await;
        });
        holds.cancel();
        assert!(holds.was_cancelled() && holds.has_exited());
        assert_eq!(block_on(reader.into_future()), 99);
        assert!(task(async {}).has_exited());
    });
}

#[test]
fn a_task_stays_until_its_dropped_writers_have_written() {
    test(|| {
        let (writer, reader) = numbers();
        let mut host = HostFutureReader::<u32>::from_handle(reader.take_handle());
        let drops = task(async move { drop(writer) });
        assert!(drops.has_returned() && !drops.has_exited());
        host.start();
        sim::settle();
        assert_eq!(host.poll(), Some(99));
        assert!(drops.has_exited());

        // A reader that stays here needs no task.
        let (writer, reader) = numbers();
        assert!(task(async move { drop(writer) }).has_exited());
        assert_eq!(block_on(reader.into_future()), 99);
    });
}

#[test]
fn a_write_that_is_dropped_goes_on() {
    test(|| {
        block_on(async {
            let (writer, reader) = numbers();
            let mut write = writer.write(7);
            assert!(poll_once(&mut write).await.is_pending());
            drop(write);
            yield_now().await;
            assert_eq!(reader.await, 7);

            // Also one that was never polled.
            let (writer, reader) = numbers();
            drop(writer.write(8));
            assert_eq!(reader.await, 8);
        });
    });
}

#[test]
fn a_cancelled_write_gives_back_what_it_can() {
    test(|| {
        block_on(async {
            // Not begun.
            let (writer, reader) = numbers();
            let mut write = writer.write(1);
            let FutureWriteCancel::Cancelled(1, writer) = Pin::new(&mut write).cancel() else { panic!("cancelled") };
            // Waiting.
            let mut write = writer.write(2);
            assert!(poll_once(&mut write).await.is_pending());
            let FutureWriteCancel::Cancelled(2, writer) = Pin::new(&mut write).cancel() else { panic!("cancelled") };
            // Taken.
            let mut write = writer.write(3);
            assert!(poll_once(&mut write).await.is_pending());
            assert_eq!(reader.await, 3);
            assert!(matches!(Pin::new(&mut write).cancel(), FutureWriteCancel::AlreadySent));
            // The reader is gone.
            let (writer, reader) = numbers();
            let mut write = writer.write(4);
            assert!(poll_once(&mut write).await.is_pending());
            drop(reader);
            assert!(matches!(Pin::new(&mut write).cancel(), FutureWriteCancel::Dropped(4)));
        });
    });
}

#[test]
fn a_cancelled_read_gives_back_what_it_can() {
    test(|| {
        block_on(async {
            // Not begun, waiting, and come.
            let (writer, reader) = numbers();
            let mut read = Box::pin(reader.into_future());
            let reader = read.as_mut().cancel().expect_err("nothing has come");
            let mut read = Box::pin(reader.into_future());
            assert!(poll_once(&mut read).await.is_pending());
            let reader = read.as_mut().cancel().expect_err("nothing has come");
            let mut read = Box::pin(reader.into_future());
            assert!(poll_once(&mut read).await.is_pending());
            assert!(writer.write(5).await.is_ok());
            assert_eq!(read.as_mut().cancel().expect("it has come"), 5);
        });
    });
}

#[test]
fn a_read_that_is_dropped_drops_the_reader() {
    test(|| {
        block_on(async {
            let (writer, reader) = numbers();
            let mut read = Box::pin(reader.into_future());
            assert!(poll_once(&mut read).await.is_pending());
            drop(read);
            assert_eq!(writer.write(5).await.expect_err("gone").value, 5);
        });
    });
}

#[test]
fn resources_are_dropped_once() {
    test(|| {
        let things = Things::default();
        block_on(async {
            let pair = || wharf::future::new::<World, Thing>(|| unreachable!("written"));
            // Read, read by a read that is dropped, never read, and not wanted.
            let (writer, reader) = pair();
            let (written, thing) = join(writer.write(things.for_guest(1)), reader.into_future()).await;
            assert!(written.is_ok());
            assert_eq!(things.living(), 1);
            drop(thing);
            assert_eq!(things.living(), 0);

            let (writer, reader) = pair();
            let mut read = Box::pin(reader.into_future());
            assert!(poll_once(&mut read).await.is_pending());
            assert!(writer.write(things.for_guest(2)).await.is_ok());
            assert_eq!(things.living(), 1);
            drop(read);
            assert_eq!(things.living(), 0);

            let (writer, reader) = pair();
            let mut write = writer.write(things.for_guest(3));
            assert!(poll_once(&mut write).await.is_pending());
            drop(reader);
            drop(write.await.expect_err("gone"));
            assert_eq!(things.living(), 0);

            let (writer, reader) = pair();
            drop(reader);
            drop(writer.write(things.for_guest(4)));
            assert_eq!(things.living(), 0);
        });
        assert_eq!(things.living(), 0);
    });
}

#[test]
fn the_host_writes_a_future() {
    test(|| {
        block_on(async {
            let (mut writer, reader) = host_future::<u32>();
            let mut read = Box::pin(lift(reader).into_future());
            assert!(poll_once(&mut read).await.is_pending());
            writer.start(5);
            assert_eq!(writer.poll(), Some(Status::Completed));
            assert_eq!(read.await, 5);

            let (writer, reader) = host_future::<u32>();
            let reader = lift(reader);
            sim::spawn(async move {
                sim::sleep(std::time::Duration::from_millis(3)).await;
                assert!(!writer.write(6).await);
            });
            drop(reader);
            let (later, reader) = host_future::<u32>();
            sim::after(std::time::Duration::from_millis(5), move || {
                let mut later: HostFutureWriter<u32> = later;
                later.start(7);
            });
            assert_eq!(lift(reader).await, 7);
        });
    });
}

#[test]
fn the_host_reads_a_future() {
    test(|| {
        block_on(async {
            let (writer, reader) = numbers();
            let mut host = HostFutureReader::<u32>::from_handle(reader.take_handle());
            host.start();
            assert_eq!(host.poll(), None);
            assert_eq!(host.cancel(), None);
            host.start();
            assert!(writer.write(5).await.is_ok());
            assert_eq!(host.poll(), Some(5));

            let (writer, reader) = numbers();
            let host = HostFutureReader::<u32>::from_handle(reader.take_handle());
            drop(host);
            assert!(writer.write(6).await.is_err());
        });
    });
}

/// The call that takes the reader may block until it has read: a synchronous one of an `async func`.
#[test]
fn a_write_that_waits_goes_on_when_the_reader_leaves() {
    test(|| {
        let things = Things::default();
        block_on(async {
            // Nobody polls the write between the two.
            let (writer, reader) = numbers();
            let mut write = writer.write(5);
            assert!(poll_once(&mut write).await.is_pending());
            let mut host = HostFutureReader::<u32>::from_handle(reader.take_handle());
            host.start();
            assert_eq!(host.poll(), Some(5));
            assert!(write.await.is_ok());

            // Cancelled, and dropped, instead of polled.
            let (writer, reader) = numbers();
            let mut write = writer.write(6);
            assert!(poll_once(&mut write).await.is_pending());
            let mut host = HostFutureReader::<u32>::from_handle(reader.take_handle());
            let FutureWriteCancel::Cancelled(6, writer) = Pin::new(&mut write).cancel() else { panic!("cancelled") };
            let mut write = writer.write(7);
            assert!(poll_once(&mut write).await.is_pending());
            host.start();
            assert_eq!(host.poll(), Some(7));
            assert!(matches!(Pin::new(&mut write).cancel(), FutureWriteCancel::AlreadySent));

            let (writer, reader) = numbers();
            let mut write = writer.write(8);
            assert!(poll_once(&mut write).await.is_pending());
            let mut host = HostFutureReader::<u32>::from_handle(reader.take_handle());
            drop(write);
            host.start();
            assert_eq!(host.poll(), Some(8));

            // The reader goes without having read.
            let (writer, reader) = wharf::future::new::<World, Thing>(|| unreachable!("written"));
            let mut write = writer.write(things.for_guest(9));
            assert!(poll_once(&mut write).await.is_pending());
            drop(HostFutureReader::<sim::Own<crate::support::HostThing>>::from_handle(reader.take_handle()));
            let FutureWriteCancel::Dropped(thing) = Pin::new(&mut write).cancel() else { panic!("dropped") };
            assert_eq!(things.living(), 1);
            drop(thing);
        });
        assert_eq!(things.living(), 0);
    });
}

#[test]
fn a_future_is_a_parameter_and_a_result() {
    test(|| {
        let (mut writer, reader) = host_future::<u32>();
        let doubles =
            call::<(FutureReader<u32>,), _, FutureReader<u32>, HostFutureReader<u32>, _>((reader,), |(input,)| async {
                let (writer, output) = numbers();
                spawn(async move {
                    let _ = writer.write(input.await * 2).await;
                })
                .detach();
                output
            });
        let mut output = doubles.take_result().expect("returned");
        output.start();
        sim::settle();
        assert!(output.poll().is_none() && !doubles.has_exited());
        writer.start(21);
        sim::settle();
        assert_eq!(output.poll(), Some(42));
        assert!(doubles.has_exited());
    });
}

#[test]
fn a_future_crosses_tasks() {
    test(|| {
        let (writer, reader) = numbers();
        let flag = Flag::default();
        let read = flag.clone();
        let reads = task(async move {
            assert_eq!(reader.await, 3);
            read.raise();
        });
        let writes = task(async move { assert!(writer.write(3).await.is_ok()) });
        sim::run();
        assert!(reads.has_exited() && writes.has_exited() && flag.is_raised());
    });
}

#[test]
fn a_future_polled_in_one_task_is_finished_in_another() {
    test(|| {
        let (writer, reader) = numbers();
        let mut read = Box::pin(reader.into_future());
        block_on(async { assert!(poll_once(&mut read).await.is_pending()) });
        block_on(async {
            spawn(async move { assert!(writer.write(4).await.is_ok()) }).detach();
            let Poll::Pending = poll_once(&mut read).await else { panic!("nothing has been written") };
            assert_eq!(read.await, 4);
        });
    });
}

#[test]
fn a_kept_write_gives_up_what_was_read() {
    test(|| {
        let things = Things::default();
        let (writer, reader) = wharf::future::new::<World, Thing>(|| unreachable!("written"));
        drop(writer.write(things.for_guest(1)));
        let thing = block_on(reader.into_future());
        assert_eq!(things.living(), 1);
        // The write is cleared away with the next call.
        assert!(task(async {}).has_exited());
        assert_eq!((things.living(), sim::held::<crate::support::HostThing>()), (1, 1));
        drop(thing);
        assert_eq!(things.living(), 0);
    });
}

#[test]
fn a_write_of_a_cancelled_task_gives_up_what_was_read() {
    test(|| {
        let things = Things::default();
        let (writer, reader) = wharf::future::new::<World, Thing>(|| unreachable!("written"));
        let thing = things.for_guest(1);
        let writes = task(async move {
            drop(writer.write(thing));
            std::future::pending::<()>().await;
        });
        let thing = block_on(reader.into_future());
        writes.cancel();
        assert!(writes.was_cancelled());
        assert!(task(async {}).has_exited());
        assert_eq!((things.living(), sim::held::<crate::support::HostThing>()), (1, 1));
        drop(thing);
        assert_eq!(things.living(), 0);
    });
}
