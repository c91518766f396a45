//! Async: tasks, and calls of imports.

use std::cell::Cell;
use std::future::{IntoFuture, pending};
use std::rc::Rc;
use std::time::Duration;

use futures::channel::{mpsc, oneshot};
use futures::lock::Mutex;
use futures::{SinkExt, StreamExt};
use wharf::abi::canon::sim::{self, Call};
use wharf::task::{self, Backpressure, Concurrency, block_on, spawn, yield_now};
use wharf::time::timeout;
use wharf::wasi;

use crate::support::{
    FUNCTIONS, Flag, OnDrop, Thing, Trace, World, async_import, bytes, call_sync, panic_of, task as export, test,
};

async_import!(wait_for((u32,)) -> u32);
async_import!(plain((u32,)) -> u64);
async_import!(owning((String, Vec<Thing>, Option<Vec<u64>>)) -> Result<Thing, Vec<String>>);

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
