//! Panics that are caught, where the target unwinds: what panicked is dropped, and the rest goes on.

use std::panic::{AssertUnwindSafe, catch_unwind};

use wharf::abi::canon::sim;
use wharf::task::{block_on, scope, spawn, yield_now};

use crate::support::{Flag, OnDrop, Trace, bytes, host_bytes, task, test};

/// Catches the panic of `body`, which must have one.
fn panics(body: impl FnOnce()) {
    let panic = catch_unwind(AssertUnwindSafe(body)).expect_err("it panics");
    assert_eq!(panic.downcast_ref(), Some(&"on purpose"));
}

/// Tasks, spawned futures, wakes and streams are what they were.
fn all_is_well() {
    let (flag, trace) = (Flag::default(), Trace::default());
    let (waits, says) = (flag.clone(), trace.clone());
    let waiting = task(async move {
        let spawned = spawn(async move {
            waits.wait().await;
            yield_now().await;
        });
        spawned.await;
        let (mut writer, mut reader) = bytes();
        spawn(async move { writer.write_all(vec![7]).await }).detach();
        says.push(format!("{:?}", reader.next().await));
    });
    task(async move { flag.raise() });
    sim::run();
    assert!(waiting.has_exited());
    assert_eq!(trace.take(), ["Some(7)"]);
    assert_eq!(block_on(async { 1 }), 1);
}

#[test]
fn an_exported_task_panics_when_it_starts() {
    test(|| {
        let trace = Trace::default();
        let guard = OnDrop(trace.clone(), "spawned");
        panics(move || {
            task(async move {
                spawn(async move {
                    let _guard = guard;
                    std::future::pending::<()>().await;
                })
                .detach();
                panic!("on purpose");
            });
        });
        assert_eq!(trace.take(), ["spawned"]);
        all_is_well();
    });
}

#[test]
fn an_exported_task_panics_after_a_wait() {
    test(|| {
        let (flag, trace) = (Flag::default(), Trace::default());
        let (waits, guard, spawned) = (flag.clone(), OnDrop(trace.clone(), "task"), OnDrop(trace.clone(), "spawned"));
        let (_host, mut reader) = host_bytes();
        let panicking = task(async move {
            let _guard = guard;
            let reading = spawn(async move {
                let _spawned = spawned;
                reader.next().await
            });
            waits.wait().await;
            drop(reading);
            panic!("on purpose");
        });
        let other = Flag::default();
        let waits = other.clone();
        let waiting = task(async move { waits.wait().await });
        flag.raise();
        panics(sim::run);
        let mut dropped = trace.take();
        dropped.sort();
        assert_eq!(dropped, ["spawned", "task"]);
        assert!(panicking.has_exited() && !waiting.has_exited());
        // Another task of the instance has noticed nothing.
        other.raise();
        sim::run();
        assert!(waiting.has_exited());
        all_is_well();
    });
}

#[test]
fn a_spawned_future_panics_inside_block_on_inside_a_task() {
    test(|| {
        let trace = Trace::default();
        let says = trace.clone();
        let catches = task(async move {
            panics(|| {
                block_on(async {
                    spawn(async { panic!("on purpose") }).detach();
                    yield_now().await;
                });
            });
            // The task is what it was: it spawns, and waits.
            spawn(async move { says.push("spawned") }).await;
        });
        sim::run();
        assert!(catches.has_exited());
        assert_eq!(trace.take(), ["spawned"]);
        all_is_well();
    });
}

#[test]
fn a_child_of_a_scope_panics() {
    test(|| {
        let (trace, name) = (Trace::default(), String::from("lent"));
        panics(|| {
            block_on(scope(async |scope| {
                let guard = OnDrop(trace.clone(), "sibling");
                let lent = &name;
                drop(scope.spawn(async move {
                    let _guard = guard;
                    std::future::pending::<()>().await;
                    assert_eq!(lent, "lent");
                }));
                drop(scope.spawn(async {
                    yield_now().await;
                    panic!("on purpose");
                }));
            }));
        });
        assert_eq!(trace.take(), ["sibling"]);
        all_is_well();
    });
}

#[test]
#[cfg_attr(miri, ignore = "a task in whose end a destructor panics leaks")]
fn a_destructor_panics_when_its_task_is_cancelled() {
    struct Panics;
    impl Drop for Panics {
        fn drop(&mut self) {
            panic!("on purpose");
        }
    }

    test(|| {
        let trace = Trace::default();
        let guard = OnDrop(trace.clone(), "spawned");
        let waits = task(async move {
            spawn(async move {
                let _guard = guard;
                std::future::pending::<()>().await;
            })
            .detach();
            let _panics = Panics;
            std::future::pending::<()>().await;
        });
        panics(|| waits.cancel());
        assert_eq!(trace.take(), ["spawned"]);
        all_is_well();
    });
}
