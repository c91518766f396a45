//! Bugs of another runtime: tasks.

use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::rc::Rc;
use std::time::Duration;

use wharf::abi::canon::sim::{self, Borrow, Call};
use wharf::task::{block_on, spawn, yield_now};

use crate::support::{
    FUNCTIONS, Flag, HostThing, OnDrop, Thing, Things, Trace, async_import, bytes, call, poll_once, task, test,
};

async_import!(answer(()) -> String);

type Calls = Rc<RefCell<Vec<Call<(), String>>>>;

/// Registers the import, whose calls the test answers.
fn keep_calls() -> Calls {
    let calls = Calls::default();
    let kept = calls.clone();
    sim::async_function(FUNCTIONS, "imported", move |call: Call<(), String>| {
        let () = call.start();
        kept.borrow_mut().push(call);
    });
    calls
}

/// wit-bindgen#1618: an operation that one task began to await ends inside `block_on`, and another takes its place.
#[test]
fn bug_01_an_operation_ends_inside_block_on_and_another_is_registered() {
    test(|| {
        let calls = keep_calls();
        let whole = task(async move {
            let mut first = Box::pin(answer(()));
            assert!(poll_once(&mut first).await.is_pending());
            let call = calls.borrow_mut().pop().expect("called");
            sim::after(Duration::from_millis(1), move || call.finish("first".into()).expect("awaited"));
            assert_eq!(block_on(first), "first");

            // The next operation of the task may get the same handle.
            let mut second = Box::pin(answer(()));
            assert!(poll_once(&mut second).await.is_pending());
            let call = calls.borrow_mut().pop().expect("called");
            sim::after(Duration::from_millis(1), move || call.finish("second".into()).expect("awaited"));
            assert_eq!(second.await, "second");
        });
        sim::run();
        assert!(whole.has_exited());
    });
}

/// wit-bindgen#1618: an operation that one task began to await is dropped from another.
#[test]
fn bug_01_a_half_finished_operation_is_dropped_from_another_task() {
    test(|| {
        let calls = keep_calls();
        let slot = Rc::new(RefCell::new(None::<Pin<Box<dyn Future<Output = String>>>>));
        let (puts, stop) = (slot.clone(), Flag::default());
        let stopped = stop.clone();
        let begins = task(async move {
            let mut waits: Pin<Box<dyn Future<Output = String>>> = Box::pin(answer(()));
            assert!(poll_once(&mut waits).await.is_pending());
            *puts.borrow_mut() = Some(waits);
            stopped.wait().await;
        });
        let drops = task(async move { drop(slot.take()) });
        assert!(drops.has_exited());
        assert!(calls.borrow_mut().pop().expect("called").is_cancelled());
        stop.raise();
        sim::run();
        assert!(begins.has_exited());
    });
}

/// wasmtime#13708: the stream by which a task is woken must not be cancelled while it is in a waitable set.
#[test]
fn bug_03_a_task_ends_whose_wake_up_has_not_reached_it() {
    test(|| {
        let flag = Flag::default();
        let (waits, calls) = (flag.clone(), keep_calls());
        let waiting = task(async move {
            let mut called = Box::pin(answer(()));
            assert!(poll_once(&mut called).await.is_pending());
            wharf::task::race(called, waits.wait()).await;
        });
        sim::settle();
        // Both the answer and the wake are on their way; whichever is told first, the task ends.
        task(async move {
            calls.borrow_mut().pop().expect("called").finish("answer".into()).expect("awaited");
            flag.raise();
        });
        sim::run();
        assert!(waiting.has_exited());

        // The same with a task that is cancelled.
        let flag = Flag::default();
        let waits = flag.clone();
        let waiting = task(async move { waits.wait().await });
        sim::settle();
        flag.raise();
        waiting.cancel();
        assert!(waiting.was_cancelled() && waiting.has_exited());
    });
}

/// wit-bindgen#1608: spawned futures are polled after the main one has finished.
#[test]
fn bug_04_spawned_work_goes_on_after_the_main_future() {
    test(|| {
        let (flag, done) = (Flag::default(), Flag::default());
        let (waits, raises) = (flag.clone(), done.clone());
        let whole = task(async move {
            spawn(async move {
                waits.wait().await;
                for _ in 0..3 {
                    yield_now().await;
                }
                spawn(async move { raises.raise() }).detach();
            })
            .detach();
        });
        assert!(whole.has_returned() && !whole.has_exited());
        flag.raise();
        sim::run();
        assert!(whole.has_exited() && done.is_raised());
    });
}

/// wit-bindgen#1439, #1471: a task that always has something to do hears of what it waits for.
#[test]
fn bug_05_a_busy_yield_loop_receives_events() {
    test(|| {
        let calls = keep_calls();
        let busy = task(async move {
            let answered = Flag::default();
            let raises = answered.clone();
            spawn(async move {
                answer(()).await;
                raises.raise();
            })
            .detach();
            while !answered.is_raised() {
                yield_now().await;
            }
        });
        for _ in 0..3 {
            sim::step();
        }
        assert!(!busy.has_exited());
        calls.borrow_mut().pop().expect("called").finish("answer".into()).expect("awaited");
        for _ in 0..10 {
            sim::step();
        }
        assert!(busy.has_exited());
    });
}

/// wit-bindgen#1431, #1440: a task that waits for nothing of the host's is woken by another.
#[test]
fn bug_10_a_task_waits_for_nothing_but_another_task() {
    test(|| {
        let (first, second) = (Flag::default(), Flag::default());
        let (waits, raises) = (first.clone(), second.clone());
        let ping = task(async move {
            waits.wait().await;
            raises.raise();
        });
        let pong = task(async move { second.wait().await });
        sim::settle();
        assert!(!ping.has_exited() && !pong.has_exited());
        task(async move { first.raise() });
        sim::run();
        assert!(ping.has_exited() && pong.has_exited());
    });
}

/// wit-bindgen#1166: polling inside a poll leaves the current task what it was.
#[test]
fn bug_11_a_poll_inside_a_poll_keeps_the_current_task() {
    test(|| {
        let seen = Rc::new(Cell::new(0));
        let (counts, calls) = (seen.clone(), keep_calls());
        let whole = task(async move {
            let outer = counts.clone();
            block_on(async {
                spawn(async move { counts.set(counts.get() + 1) }).detach();
                block_on(async { yield_now().await });
            });
            // Still a task: it can spawn, and wait for the host.
            spawn(async move { outer.set(outer.get() + 1) }).detach();
            answer(()).await;
        });
        calls.borrow_mut().pop().expect("called").finish(String::new()).expect("awaited");
        sim::run();
        assert!(whole.has_exited());
        assert_eq!(seen.get(), 2);
    });
}

/// wit-bindgen#1177, #1179: a task is cancelled at each step of what it does.
#[test]
fn bug_09_a_task_is_cancelled_at_each_step() {
    test(|| {
        for steps in 0..12 {
            let (calls, trace) = (keep_calls(), Trace::default());
            let guard = OnDrop(trace.clone(), "dropped");
            let whole = task(async move {
                let _guard = guard;
                yield_now().await;
                answer(()).await;
                let (mut writer, mut reader) = bytes();
                let reading = spawn(async move { reader.read(Vec::with_capacity(4)).await.1 });
                yield_now().await;
                writer.write_all(vec![1, 2, 3]).await;
                assert_eq!(reading.await, Some(vec![1, 2, 3]));
                answer(()).await;
            });
            for step in 0..steps {
                if step % 2 == 1
                    && let Some(call) = calls.borrow_mut().pop()
                {
                    call.finish("answer".into()).expect("awaited");
                }
                sim::step();
            }
            whole.cancel();
            sim::run();
            assert!(whole.has_exited());
            assert_eq!(trace.take(), ["dropped"]);
        }
    });
}

/// wit-bindgen#1124: the host traps when a borrow is left at the end of the call, so it is dropped before the result goes.
#[test]
fn bug_11_borrows_are_dropped_before_the_result() {
    type Lent<'a> = (&'a Thing, Vec<&'a Thing>);
    type HostLent = (Borrow<HostThing>, Vec<Borrow<HostThing>>);

    test(|| {
        let things = Things::default();
        let (one, two) = (things.make(1), things.make(2));
        let looks = call::<Lent<'_>, HostLent, u32, u32, _>(
            (one.lend(), vec![two.lend(), one.lend()]),
            |(one, others)| async move {
                yield_now().await;
                u32::try_from(others.iter().filter(|thing| thing.handle() != one.handle()).count()).expect("few")
            },
        );
        sim::run();
        assert_eq!(looks.take_result(), Some(2));
        assert!(looks.has_exited());
        assert_eq!((sim::held::<HostThing>(), things.living()), (0, 2));
    });
}
