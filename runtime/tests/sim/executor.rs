//! Tasks, spawned futures and wakers.

use std::cell::Cell;
use std::rc::Rc;

use wharf::abi::canon::sim;
use wharf::task::{block_on, spawn, yield_now};

use crate::support::{Flag, OnDrop, Trace, panic_of, poll_once, task, test};

#[test]
fn block_on_borrows_and_returns() {
    test(|| {
        let text = String::from("wharf");
        assert_eq!(block_on(async { text.len() }), 5);
    });
}

#[test]
fn spawned_futures_run_in_order_and_hand_over_their_output() {
    test(|| {
        let trace = Trace::default();
        let seen = trace.clone();
        block_on(async move {
            let handles: Vec<_> = ["a", "b", "c"]
                .map(|name| {
                    let trace = trace.clone();
                    spawn(async move {
                        trace.push(name);
                        yield_now().await;
                        trace.push(name);
                        name
                    })
                })
                .into();
            trace.push("spawned");
            for handle in handles {
                trace.push(handle.await.expect("finished").to_uppercase());
            }
        });
        assert_eq!(seen.take().concat(), "spawnedabcabcABC");
    });
}

#[test]
fn detached_futures_are_finished_by_the_outermost_block_on() {
    test(|| {
        let trace = Trace::default();
        let seen = trace.clone();
        block_on(async move {
            let (inner, flag) = (trace.clone(), Flag::default());
            let raised = flag.clone();
            block_on(async {
                spawn(async move {
                    raised.wait().await;
                    inner.push("spawned");
                })
                .detach();
            });
            trace.push("inner");
            flag.raise();
        });
        assert_eq!(seen.take(), ["inner", "spawned"]);
    });
}

#[test]
#[expect(clippy::async_yields_async, reason = "the handle is what is returned")]
fn join_handle_of_a_nested_block_on_is_awaited_outside() {
    test(|| {
        let output = block_on(async {
            let handle = block_on(async {
                spawn(async {
                    yield_now().await;
                    7
                })
            });
            handle.await
        });
        assert_eq!(output, Some(7));
    });
}

#[test]
fn cancel_drops_the_future_at_once() {
    test(|| {
        let trace = Trace::default();
        let seen = trace.clone();
        block_on(async move {
            let guard = OnDrop(trace.clone(), "dropped");
            let mut handle = spawn(async move {
                let _guard = guard;
                std::future::pending::<()>().await;
            });
            yield_now().await;
            assert!(!handle.is_finished());
            handle.cancel();
            assert_eq!(trace.take(), ["dropped"]);
            assert!(handle.is_finished());
            assert_eq!(handle.await, None);
        });
        assert!(seen.take().is_empty());
    });
}

#[test]
fn cancel_before_the_first_poll_and_after_the_end() {
    test(|| {
        block_on(async {
            let mut never = spawn(async { unreachable!("cancelled before it was polled") });
            never.cancel();
            assert_eq!(never.await, None::<()>);

            let mut finished = spawn(async { 1 });
            yield_now().await;
            finished.cancel();
            assert_eq!(finished.await, Some(1));
        });
    });
}

#[test]
fn a_future_that_cancels_itself_ends_at_its_next_wait() {
    test(|| {
        let trace = Trace::default();
        let seen = trace.clone();
        block_on(async move {
            let own = Rc::new(Cell::new(None::<wharf::task::JoinHandle<()>>));
            let (inner, inside) = (own.clone(), trace.clone());
            let handle = spawn(async move {
                yield_now().await;
                let mut handle = inner.take().expect("put there");
                handle.cancel();
                inside.push("cancelled");
                yield_now().await;
                unreachable!("cancelled");
            });
            own.set(Some(handle));
            yield_now().await;
            yield_now().await;
            yield_now().await;
        });
        assert_eq!(seen.take(), ["cancelled"]);
    });
}

#[test]
fn a_handle_that_waits_is_woken_by_cancellation() {
    test(|| {
        block_on(async {
            let mut handle = spawn(std::future::pending::<()>());
            assert!(poll_once(&mut handle).await.is_pending());
            let flag = Flag::default();
            let raised = flag.clone();
            let canceller = Rc::new(Cell::new(Some(handle)));
            let cancelled = canceller.clone();
            spawn(async move {
                let mut handle = cancelled.take().expect("put there");
                handle.cancel();
                assert_eq!(handle.await, None);
                raised.raise();
            })
            .detach();
            flag.wait().await;
        });
    });
}

#[test]
fn yielding_gives_way() {
    test(|| {
        let trace = Trace::default();
        let seen = trace.clone();
        block_on(async move {
            let other = trace.clone();
            let handle = spawn(async move {
                for _ in 0..3 {
                    other.push("b");
                    yield_now().await;
                }
            });
            for _ in 0..3 {
                trace.push("a");
                yield_now().await;
            }
            handle.await;
        });
        assert_eq!(seen.take().concat(), "ababab");
    });
}

#[test]
fn a_busy_future_lets_the_host_and_other_tasks_run() {
    test(|| {
        let flag = Flag::default();
        let raised = flag.clone();
        let busy = task(async move {
            while !flag.is_raised() {
                yield_now().await;
            }
        });
        let other = task(async move { raised.raise() });
        sim::run();
        assert!(busy.has_exited() && other.has_exited());

        let done = Rc::new(Cell::new(false));
        let set = done.clone();
        sim::spawn(async move { set.set(true) });
        block_on(async {
            while !done.get() {
                yield_now().await;
            }
        });
    });
}

#[test]
fn a_panic_in_a_future_is_passed_on_and_drops_the_rest() {
    let message = panic_of(|| {
        block_on(async {
            let (mut writer, mut reader) = wharf::stream::new::<(), u8>();
            spawn(async move {
                let _ = reader.next().await;
            })
            .detach();
            yield_now().await;
            assert!(writer.write_one(1).await.is_none());
            spawn(async move {
                let _ = writer.write_one(2).await;
            })
            .detach();
            panic!("on purpose");
        });
    });
    assert_eq!(message, "on purpose");
}

#[test]
fn a_panic_in_a_spawned_future_leaves_nothing_behind() {
    test(|| {
        let panic = std::panic::catch_unwind(|| {
            block_on(async {
                let (writer, mut reader) = wharf::stream::new::<(), u8>();
                spawn(async move {
                    let _writer = writer;
                    yield_now().await;
                    panic!("on purpose");
                })
                .detach();
                let _ = reader.next().await;
            });
        });
        assert!(panic.is_err());
        // The thread goes on.
        assert_eq!(block_on(async { 1 }), 1);
    });
}

#[test]
fn spawning_outside_of_a_task_says_what_to_do() {
    let message = panic_of(|| spawn(async {}).detach());
    assert!(message.contains("inside `block_on`"), "{message}");
}

#[test]
fn awaiting_outside_of_a_task_says_what_to_do() {
    let message = panic_of(|| {
        let (_writer, mut reader) = crate::support::host_bytes();
        let _ = crate::support::poll_outside(&mut Box::pin(reader.next()));
    });
    assert!(message.contains("outside a wharf task"), "{message}");
}

#[test]
fn many_tasks_reuse_their_waitable_sets() {
    test(|| {
        for _ in 0..3 {
            let flags: Vec<_> = (0..10).map(|_| Flag::default()).collect();
            let tasks: Vec<_> = flags.iter().cloned().map(|flag| task(async move { flag.wait().await })).collect();
            for flag in &flags {
                flag.raise();
            }
            sim::run();
            assert!(tasks.iter().all(sim::Task::has_exited));
        }
        assert_eq!(sim::count_handles("waitable set"), 10);
    });
}

#[test]
#[expect(clippy::async_yields_async, reason = "the handle is what is returned")]
fn what_a_nested_block_on_leaves_waiting_goes_on_outside() {
    test(|| {
        block_on(async {
            let (mut writer, mut reader) = wharf::stream::new::<(), u8>();
            let handle = block_on(async {
                let handle = spawn(async move { reader.next().await });
                yield_now().await;
                handle
            });
            assert!(writer.write_all(vec![5]).await.is_empty());
            assert_eq!(handle.await, Some(Some(5)));
        });
    });
}

#[test]
#[expect(clippy::async_yields_async, reason = "the handle is what is returned")]
fn a_future_that_a_nested_block_on_leaves_joining_another_goes_on() {
    test(|| {
        block_on(async {
            let flag = Flag::default();
            let joins = block_on(async {
                let later = Rc::new(Cell::new(None::<wharf::task::JoinHandle<u32>>));
                let handed = later.clone();
                let joins = spawn(async move {
                    yield_now().await;
                    handed.take().expect("spawned by now").await
                });
                let waits = flag.clone();
                later.set(Some(spawn(async move {
                    waits.wait().await;
                    5
                })));
                yield_now().await;
                yield_now().await;
                joins
            });
            flag.raise();
            assert_eq!(joins.await, Some(Some(5)));
        });
    });
}
