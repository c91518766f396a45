//! Deadlocks, and what they tell.

use wharf::abi::canon::sim;
use wharf::task::block_on;

use crate::support::{World, host_bytes, panic_of, task};

#[test]
fn a_stream_that_nobody_writes() {
    let message = panic_of(|| {
        let (_writer, mut reader) = host_bytes();
        block_on(reader.next());
    });
    assert!(message.contains("deadlock detected"), "{message}");
    assert!(
        message.contains("readable end of a stream, reading; its writable end is the host's and idle"),
        "{message}"
    );
}

#[test]
fn a_task_that_waits_for_nothing() {
    let message = panic_of(|| block_on(std::future::pending()));
    assert!(message.contains("waits for nothing: its waitable set is empty"), "{message}");
}

#[test]
fn a_stream_that_the_host_does_not_read() {
    let message = panic_of(|| {
        let (mut writer, reader) = wharf::stream::new::<World, u8>();
        let host = sim::HostReader::<u8>::from_handle(reader.take_handle());
        block_on(writer.write_all(vec![1]));
        drop(host);
    });
    assert!(
        message.contains("writable end of a stream, writing; its readable end is the host's and idle"),
        "{message}"
    );
}

#[test]
fn exported_tasks_are_listed() {
    let message = panic_of(|| {
        let tasks = [
            task(std::future::pending()),
            task(async {
                let (_writer, mut reader) = host_bytes();
                reader.next().await;
            }),
        ];
        let panic = std::panic::catch_unwind(sim::run).expect_err("a deadlock");
        for task in tasks {
            task.cancel();
        }
        std::panic::resume_unwind(panic);
    });
    assert!(message.contains("an exported task waits for nothing: its waitable set is empty"), "{message}");
    assert!(message.contains("an exported task waits for \n"), "{message}");
    assert!(message.contains("readable end of a stream, reading"), "{message}");
}

#[test]
fn an_event_wakes_only_who_waits_for_it() {
    crate::support::test(|| {
        let (mut a, mut from_a) = wharf::stream::new::<World, u8>();
        let (mut b, mut from_b) = wharf::stream::new::<World, u8>();
        let reads = task(async move {
            assert_eq!(from_a.next().await, Some(1));
            assert_eq!(from_b.next().await, Some(2));
        });
        let writes = task(async move {
            assert_eq!(b.write_one(2).await, None);
        });
        assert!(!writes.has_exited());
        let writes_too = task(async move {
            assert_eq!(a.write_one(1).await, None);
        });
        sim::run();
        assert!(reads.has_exited() && writes.has_exited() && writes_too.has_exited());
    });
}
