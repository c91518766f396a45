//! Calls of imports: sync and async, and dropped in each state.

use std::cell::RefCell;
use std::pin::pin;
use std::rc::Rc;
use std::time::Duration;

use wharf::abi::canon::sim::{self, Borrow, Call, Own};
use wharf::task::{block_on, spawn, yield_now};

use crate::support::{FUNCTIONS, HostThing, Thing, Things, World, async_import, join, panic_of, poll_once, task, test};

async_import!(greet((String,)) -> String);
async_import!(count(()) -> u32);
async_import!(consume((Thing, String)) -> Thing);
async_import!(many((u32, u64, String, Vec<u32>, f64)) -> (u64, String));

/// Registers the import, and keeps its calls for the test to answer.
fn keep<P: sim::Value, R: sim::Value>() -> Rc<RefCell<Vec<Call<P, R>>>> {
    let calls = Rc::new(RefCell::new(Vec::new()));
    let kept = calls.clone();
    sim::async_function(FUNCTIONS, "imported", move |call: Call<P, R>| kept.borrow_mut().push(call));
    calls
}

fn take<P: sim::Value, R: sim::Value>(calls: &RefCell<Vec<Call<P, R>>>) -> Call<P, R> {
    calls.borrow_mut().pop().expect("the component has called")
}

#[test]
fn a_call_that_returns_at_once() {
    test(|| {
        sim::function(FUNCTIONS, "imported", |(name,): (String,)| format!("Hello, {name}!"));
        assert_eq!(block_on(greet(("wharf".into(),))), "Hello, wharf!");
    });
}

#[test]
fn a_sync_call_and_its_spilled_parameters_and_result() {
    type Wide = (u64, u64, u64, u64, u64, u64, u64, String);
    type Wider = (Wide, Wide);
    test(|| {
        let import = wharf::abi::import!("test:host/functions" "imported" ());
        let wide = || -> Wide { (1, 2, 3, 4, 5, 6, 7, "eight".into()) };
        sim::function(FUNCTIONS, "imported", move |(a, b): Wider| {
            assert_eq!((&a, &b), (&wide(), &wide()));
            (a.7 + &b.7, vec![Some(a.0), None], Err::<u8, char>('x'))
        });
        // SAFETY: the host's function has this type.
        let result: (String, Vec<Option<u64>>, Result<u8, char>) =
            unsafe { wharf::abi::call::<World, Wider, _>(import, (wide(), wide())) };
        assert_eq!(result, ("eighteight".into(), vec![Some(1), None], Err('x')));
    });
}

#[test]
fn a_sync_call_of_a_function_that_takes_its_time() {
    test(|| {
        let import = wharf::abi::import!("test:host/functions" "imported" (u32) -> u32);
        sim::async_function(FUNCTIONS, "imported", |call: Call<(u32,), u32>| {
            sim::spawn(async move {
                let (value,) = call.start();
                sim::sleep(Duration::from_millis(5)).await;
                call.finish(value + 1).expect("not cancelled");
            });
        });
        // SAFETY: the host's function has this type.
        assert_eq!(unsafe { wharf::abi::call::<World, (u32,), u32>(import, (1,)) }, 2);
        assert_eq!(sim::now(), Duration::from_millis(5));
    });
}

#[test]
fn a_call_goes_through_its_states() {
    test(|| {
        let calls = keep::<(u32, u64, String, Vec<u32>, f64), (u64, String)>();
        block_on(async {
            let params = (1, 2, String::from("three"), vec![4, 5], 6.5);
            let mut running = pin!(many(params.clone()));
            assert!(poll_once(&mut running).await.is_pending());
            let call = take(&calls);
            yield_now().await;
            assert_eq!(call.start(), params);
            assert!(poll_once(&mut running).await.is_pending());
            yield_now().await;
            assert!(poll_once(&mut running).await.is_pending());
            call.finish((7, "eight".into())).expect("not cancelled");
            assert_eq!(running.await, (7, "eight".into()));

            // Started and returned in one go.
            let mut running = pin!(many(params.clone()));
            assert!(poll_once(&mut running).await.is_pending());
            take(&calls).finish((9, "ten".into())).expect("not cancelled");
            assert_eq!(running.await, (9, "ten".into()));
        });
    });
}

#[test]
fn many_calls_at_once_over_time() {
    test(|| {
        sim::async_function(FUNCTIONS, "imported", |call: Call<(String,), String>| {
            let (name,) = call.start();
            let delay = Duration::from_millis(100 - name.len() as u64);
            sim::after(delay, move || call.finish(name.to_uppercase()).expect("not cancelled"));
        });
        block_on(async {
            let handles: Vec<_> = ["a", "bbb", "cc"].map(|name| spawn(greet((name.into(),)))).into_iter().collect();
            let mut answers = Vec::new();
            for handle in handles {
                answers.push(handle.await.expect("finished"));
            }
            assert_eq!(answers, ["A", "BBB", "CC"]);
        });
        assert_eq!(sim::now(), Duration::from_millis(99));
    });
}

#[test]
fn a_call_dropped_before_it_is_polled() {
    test(|| {
        let things = Things::default();
        drop(consume((things.for_guest(1), "one".into())));
        assert_eq!(things.living(), 0);
    });
}

#[test]
fn a_call_dropped_while_starting_keeps_its_parameters() {
    test(|| {
        let things = Things::default();
        let calls = keep::<(Own<HostThing>, String), Own<HostThing>>();
        block_on(async {
            let mut running = Box::pin(consume((things.for_guest(1), "one".into())));
            assert!(poll_once(&mut running).await.is_pending());
            assert_eq!((things.living(), sim::held::<HostThing>()), (1, 1));
            drop(running);
            assert_eq!((things.living(), sim::held::<HostThing>()), (0, 0));
            let call = take(&calls);
            assert!(call.is_cancelled());
            assert!(call.finish(things.make(2)).is_err());
            assert_eq!(things.living(), 0);
        });
    });
}

#[test]
fn a_call_dropped_when_started() {
    test(|| {
        let things = Things::default();
        let calls = keep::<(Own<HostThing>, String), Own<HostThing>>();
        block_on(async {
            for told in [false, true] {
                let mut running = Box::pin(consume((things.for_guest(1), "one".into())));
                assert!(poll_once(&mut running).await.is_pending());
                let call = take(&calls);
                let (thing, _) = call.start();
                assert_eq!((thing.id, sim::held::<HostThing>()), (1, 0));
                if told {
                    // The component has had the news before.
                    sim::settle();
                    yield_now().await;
                    assert!(poll_once(&mut running).await.is_pending());
                }
                drop(running);
                assert_eq!(things.living(), 1, "the host has it");
                drop(thing);
                assert_eq!(things.living(), 0);
                assert!(call.finish(things.make(2)).is_err());
                assert_eq!(things.living(), 0);
            }
        });
    });
}

#[test]
fn a_call_dropped_when_it_has_returned() {
    test(|| {
        let things = Things::default();
        let calls = keep::<(Own<HostThing>, String), Own<HostThing>>();
        block_on(async {
            // Not delivered to the component.
            let mut running = Box::pin(consume((things.for_guest(1), "one".into())));
            assert!(poll_once(&mut running).await.is_pending());
            let call = take(&calls);
            let (thing, _) = call.start();
            drop(thing);
            call.finish(things.make(2)).expect("not cancelled");
            assert_eq!((things.living(), sim::held::<HostThing>()), (1, 1));
            drop(running);
            assert_eq!((things.living(), sim::held::<HostThing>()), (0, 0));

            // Delivered to the task, but not to the call.
            let mut running = Box::pin(consume((things.for_guest(3), "three".into())));
            assert!(poll_once(&mut running).await.is_pending());
            take(&calls).finish(things.make(4)).expect("not cancelled");
            assert_eq!(things.living(), 1);
            let other = spawn(count_to_two());
            other.await;
            drop(running);
            assert_eq!((things.living(), sim::held::<HostThing>()), (0, 0));
        });
    });
}

/// Waits for the host twice, so that events are delivered.
async fn count_to_two() {
    let (mut writer, mut reader) = wharf::stream::new::<World, u8>();
    let (rest, items) = join(writer.write_all(vec![1, 2]), async {
        [reader.read(Vec::with_capacity(1)).await.1, reader.read(Vec::with_capacity(1)).await.1].concat()
    })
    .await;
    assert_eq!((rest, items), (vec![], vec![1, 2]));
}

#[test]
fn a_host_that_finishes_a_cancelled_call() {
    test(|| {
        let things = Things::default();
        let made = things.clone();
        sim::async_function(FUNCTIONS, "imported", move |call: Call<(Own<HostThing>, String), Own<HostThing>>| {
            call.finish_anyway();
            let made = made.clone();
            sim::spawn(async move {
                call.cancelled().await;
                sim::sleep(Duration::from_millis(7)).await;
                let (thing, name) = call.start();
                assert_eq!((thing.id, &name[..]), (1, "one"));
                sim::sleep(Duration::from_millis(7)).await;
                call.finish(made.make(2)).expect("the component waits");
            });
        });
        block_on(async {
            let mut running = Box::pin(consume((things.for_guest(1), "one".into())));
            assert!(poll_once(&mut running).await.is_pending());
            drop(running);
            assert_eq!(sim::now(), Duration::from_millis(14));
            assert_eq!((things.living(), sim::held::<HostThing>()), (0, 0));
        });
    });
}

#[test]
fn a_host_that_confirms_a_cancellation_later() {
    test(|| {
        let things = Things::default();
        for start in [false, true] {
            sim::async_function(FUNCTIONS, "imported", move |call: Call<(Own<HostThing>, String), Own<HostThing>>| {
                call.finish_anyway();
                sim::spawn(async move {
                    call.cancelled().await;
                    sim::sleep(Duration::from_millis(7)).await;
                    if start {
                        drop(call.start());
                    }
                    call.confirm_cancel();
                });
            });
            block_on(async {
                let mut running = Box::pin(consume((things.for_guest(1), "one".into())));
                assert!(poll_once(&mut running).await.is_pending());
                drop(running);
                assert_eq!((things.living(), sim::held::<HostThing>()), (0, 0));
            });
        }
    });
}

#[test]
fn a_cancelled_task_cancels_its_calls() {
    test(|| {
        let things = Things::default();
        let calls = keep::<(Own<HostThing>, String), Own<HostThing>>();
        let thing = things.for_guest(1);
        let waits = task(async move {
            consume((thing, "one".into())).await;
        });
        assert_eq!(things.living(), 1);
        waits.cancel();
        assert!(waits.was_cancelled() && waits.has_exited());
        assert_eq!(things.living(), 0);
        assert!(take(&calls).is_cancelled());
    });
}

#[test]
fn a_call_moves_from_one_task_to_another() {
    test(|| {
        let calls = keep::<(), u32>();
        let mut running = Box::pin(count(()));
        block_on(async { assert!(poll_once(&mut running).await.is_pending()) });
        let moved = task(async move { assert_eq!(running.await, 5) });
        assert!(!moved.has_exited());
        take(&calls).finish(5).expect("not cancelled");
        sim::run();
        assert!(moved.has_exited());
    });
}

#[test]
fn resources_are_borrowed_for_a_call() {
    test(|| {
        let things = Things::default();
        let calls = Rc::new(RefCell::new(Vec::new()));
        let kept = calls.clone();
        sim::async_function(FUNCTIONS, "imported", move |call: Call<(Borrow<HostThing>,), u32>| {
            let (thing,) = call.start();
            kept.borrow_mut().push((call, thing));
        });
        async fn look(thing: &Thing) -> u32 {
            let import = wharf::abi::import!("test:host/functions" "[async-lower]imported" (u32) -> u32);
            // SAFETY: the host's function has this type.
            unsafe { wharf::abi::call_async::<World, (&Thing,), u32>(import, (thing,)).await }
        }
        block_on(async {
            let thing = things.for_guest(6);
            let mut running = Box::pin(look(&thing));
            assert!(poll_once(&mut running).await.is_pending());
            let (call, borrowed) = calls.borrow_mut().pop().expect("called");
            let id = borrowed.id;
            drop(borrowed);
            call.finish(id).expect("not cancelled");
            assert_eq!(running.await, 6);
            // The call is over: the handle may be dropped.
            drop(thing);
        });
        assert_eq!(things.living(), 0);
    });
}

#[test]
fn an_import_that_nobody_registered() {
    let message = panic_of(|| {
        block_on(greet(("wharf".into(),)));
    });
    assert!(message.contains("`[async-lower]imported` of `test:host/functions`"), "{message}");
    assert!(message.contains("sim::function(\"test:host/functions\", \"imported\""), "{message}");
}

#[test]
fn a_call_that_is_never_answered_is_a_deadlock() {
    let message = panic_of(|| {
        sim::async_function(FUNCTIONS, "imported", |call: Call<(), u32>| drop(call));
        block_on(count(()));
    });
    assert!(message.contains("deadlock"), "{message}");
    assert!(message.contains("call of test:host/functions#imported, starting and dropped by the host"), "{message}");
}
