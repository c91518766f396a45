//! Calls of exports: several at once, cancelled, held back.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use wharf::abi::canon::sim::{self, Borrow, Call, HostReader, HostWriter, Own};
use wharf::task::{Backpressure, Concurrency, block_on, spawn, yield_now};
use wharf::{ErrorContext, StreamReader};

use crate::support::{
    FUNCTIONS, Flag, HostThing, OnDrop, Thing, Things, Trace, World, async_import, call, panic_of, poll_once, task,
    test,
};

async_import!(wait_for((u32,)) -> u32);
async_import!(make(()) -> Thing);

/// A function of the host that answers after so many milliseconds.
fn register_wait() {
    sim::async_function(FUNCTIONS, "imported", |call: Call<(u32,), u32>| {
        let (time,) = call.start();
        sim::spawn(async move {
            sim::sleep(Duration::from_millis(time.into())).await;
            // Cancelled calls end before.
            let _ = call.finish(time);
        });
    });
}

#[test]
fn a_call_that_need_not_wait() {
    test(|| {
        let greets = call::<(String,), _, String, String, _>((String::from("wharf"),), |(name,)| async move {
            format!("Hello, {name}!")
        });
        assert!(greets.has_exited());
        assert_eq!(greets.take_result().as_deref(), Some("Hello, wharf!"));
        assert_eq!(greets.take_result(), None);
        assert!(greets.has_returned() && !greets.was_cancelled());
    });
}

#[test]
fn many_parameters_and_a_large_result() {
    type Part = (u64, String, u64, String, u64, String);
    test(|| {
        let part = || -> Part { (1, "one".into(), 2, "two".into(), 3, "three".into()) };
        let swaps = call::<(Part, Part), _, Vec<Part>, Vec<Part>, _>((part(), part()), |(a, b)| async move {
            yield_now().await;
            vec![b, a]
        });
        assert_eq!(swaps.take_result(), Some(vec![part(), part()]));
        assert!(swaps.has_exited());
    });
}

#[test]
fn tasks_interleave_and_end_in_the_order_of_their_events() {
    test(|| {
        register_wait();
        let trace = Trace::default();
        let tasks: Vec<_> = [30, 10, 20]
            .map(|time| {
                let trace = trace.clone();
                call::<(u32,), _, u32, u32, _>((time,), |(time,)| async move {
                    let time = wait_for((time,)).await;
                    trace.push(time.to_string());
                    time
                })
            })
            .into();
        assert!(trace.take().is_empty());
        sim::advance(Duration::from_millis(15));
        assert_eq!(trace.take(), ["10"]);
        sim::run();
        assert_eq!(trace.take(), ["20", "30"]);
        assert_eq!(tasks.iter().filter_map(sim::Task::take_result).collect::<Vec<_>>(), [30, 10, 20]);
    });
}

#[test]
fn work_goes_on_after_the_result() {
    test(|| {
        register_wait();
        let done = Flag::default();
        let raised = done.clone();
        let answers = call::<(), _, u32, u32, _>((), |()| async move {
            spawn(async move {
                wait_for((50,)).await;
                raised.raise();
            })
            .detach();
            1
        });
        assert_eq!(answers.take_result(), Some(1));
        assert!(!answers.has_exited() && !done.is_raised());
        sim::run();
        assert!(answers.has_exited() && done.is_raised());
    });
}

#[test]
fn a_cancelled_task_drops_what_it_has() {
    test(|| {
        register_wait();
        let trace = Trace::default();
        let (root, spawned) = (OnDrop(trace.clone(), "root"), OnDrop(trace.clone(), "spawned"));
        let waits = task(async move {
            let _root = root;
            spawn(async move {
                let _spawned = spawned;
                wait_for((1000,)).await;
            })
            .detach();
            wait_for((1000,)).await;
        });
        sim::settle();
        waits.cancel();
        let mut dropped = trace.take();
        dropped.sort();
        assert_eq!(dropped, ["root", "spawned"]);
        assert!(waits.was_cancelled() && waits.has_exited());
        assert_eq!(waits.take_result(), None);
    });
}

#[test]
fn a_cancelled_task_that_has_returned_keeps_its_result() {
    test(|| {
        register_wait();
        let answers = call::<(), _, u32, u32, _>((), |()| async move {
            spawn(async { assert_eq!(wait_for((5,)).await, 5) }).detach();
            1
        });
        answers.cancel();
        sim::run();
        assert_eq!(answers.take_result(), Some(1));
    });
}

#[test]
fn a_task_is_cancelled_while_it_yields() {
    test(|| {
        let flag = Flag::default();
        let stop = flag.clone();
        let busy = task(async move {
            while !stop.is_raised() {
                yield_now().await;
            }
        });
        assert!(!busy.has_exited());
        busy.cancel();
        assert!(busy.was_cancelled() && busy.has_exited());
    });
}

#[test]
fn a_task_cancelled_by_one_that_runs_is_told_later() {
    test(|| {
        let waits = Rc::new(Cell::new(Some(task(std::future::pending()))));
        let cancelled = waits.clone();
        let cancels = task(async move {
            let waits = cancelled.take().expect("put there");
            waits.cancel();
            assert!(!waits.was_cancelled());
            cancelled.set(Some(waits));
        });
        assert!(cancels.has_exited());
        sim::run();
        assert!(waits.take().expect("put back").was_cancelled());
    });
}

#[test]
fn backpressure_holds_calls_back() {
    test(|| {
        let flag = Flag::default();
        let let_in = flag.clone();
        let holds = task(async move {
            let guard = Backpressure::hold();
            let_in.wait().await;
            drop(guard);
        });
        let trace = Trace::default();
        let tasks: Vec<_> = ["a", "b", "c"]
            .map(|name| {
                let trace = trace.clone();
                task(async move { trace.push(name) })
            })
            .into();
        sim::settle();
        assert!(trace.take().is_empty());
        // One that has not begun is cancelled without ever running.
        tasks[1].cancel();
        assert!(tasks[1].was_cancelled() && tasks[1].has_exited());
        flag.raise();
        sim::run();
        assert_eq!(trace.take(), ["a", "c"]);
        assert!(holds.has_exited());
    });
}

#[test]
fn a_borrowed_resource_is_given_back_before_the_result() {
    test(|| {
        let things = Things::default();
        let thing = things.make(3);
        let looks = call::<(&Thing,), (Borrow<HostThing>,), u32, u32, _>((thing.lend(),), |(thing,)| async move {
            let handle = thing.handle();
            yield_now().await;
            assert_eq!(thing.handle(), handle);
            handle
        });
        assert!(looks.take_result().is_some());
        assert_eq!((sim::held::<HostThing>(), things.living()), (0, 1));
        drop(thing);
        assert_eq!(things.living(), 0);
    });
}

#[test]
fn borrowed_resources_in_lists_are_given_back() {
    test(|| {
        let things = Things::default();
        let (one, two) = (things.make(1), things.make(2));
        let looks =
            call::<(Vec<&Thing>, Option<&Thing>), (Vec<Borrow<HostThing>>, Option<Borrow<HostThing>>), u32, u32, _>(
                (vec![one.lend(), two.lend()], Some(one.lend())),
                |(listed, other)| async move {
                    yield_now().await;
                    u32::try_from(listed.iter().chain(&other).filter(|thing| thing.handle() != 0).count()).unwrap()
                },
            );
        assert_eq!(looks.take_result(), Some(3));
        assert_eq!((sim::held::<HostThing>(), things.living()), (0, 2));
    });
}

#[test]
fn a_cancelled_call_gives_back_what_it_borrowed() {
    test(|| {
        let things = Things::default();
        let thing = things.make(3);
        let waits = call::<(&Thing,), (Borrow<HostThing>,), (), (), _>((thing.lend(),), |(thing,)| async move {
            std::future::pending::<()>().await;
            assert_ne!(thing.handle(), 0);
        });
        assert_eq!(sim::held::<HostThing>(), 1);
        waits.cancel();
        sim::run();
        assert!(waits.has_exited());
        assert_eq!((sim::held::<HostThing>(), things.living()), (0, 1));
    });
}

#[cfg(feature = "bytes")]
#[test]
fn types_of_others_stand_for_lists_and_maps() {
    use std::collections::HashMap;

    type Passed = (bytes::Bytes, HashMap<String, u32>);
    type Host = (Vec<u8>, Vec<(String, u32)>);

    test(|| {
        let given = (vec![1, 2, 3], vec![("one".to_owned(), 1), ("one".to_owned(), 2)]);
        let passes = call::<Passed, Host, Passed, Host, _>(given, |(bytes, map)| async move {
            yield_now().await;
            (bytes.slice(1..), map)
        });
        assert_eq!(passes.take_result(), Some((vec![2, 3], vec![("one".to_owned(), 2)])));
    });
}

#[test]
fn resources_are_parameters_and_results() {
    test(|| {
        let things = Things::default();
        let passes = call::<(Vec<Thing>,), (Vec<Own<HostThing>>,), Option<Thing>, Option<Own<HostThing>>, _>(
            (vec![things.make(1), things.make(2)],),
            |(mut all,)| async move { all.pop() },
        );
        assert_eq!(things.living(), 1);
        let thing = passes.take_result().flatten().expect("a thing");
        assert_eq!((thing.id, sim::held::<HostThing>()), (2, 0));
    });
}

#[test]
fn streams_are_parameters_and_results() {
    test(|| {
        let (writer, reader) = sim::host_stream::<u8>();
        let mut writer: HostWriter<u8> = writer;
        let doubles = call::<(StreamReader<u8>,), (HostReader<u8>,), StreamReader<u8>, HostReader<u8>, _>(
            (reader,),
            |(mut input,)| async {
                let (mut output, reader) = wharf::stream::new::<World, u8>();
                spawn(async move {
                    while let Some(byte) = input.next().await {
                        if output.write_one(byte * 2).await.is_some() {
                            break;
                        }
                    }
                })
                .detach();
                reader
            },
        );
        let output = doubles.take_result().expect("returned");
        let result = Rc::new(Cell::new(Vec::new()));
        let collected = result.clone();
        sim::spawn(async move { collected.set(output.collect().await) });
        sim::spawn(async move { assert!(writer.write_all((1..=100).collect()).await.is_empty()) });
        sim::run();
        assert_eq!(result.take(), (1..=100).map(|byte| byte * 2).collect::<Vec<_>>());
    });
}

#[test]
fn a_synchronous_export() {
    test(|| {
        let import = wharf::abi::import!("test:host/functions" "imported" (u32) -> u32);
        sim::function(FUNCTIONS, "imported", |(value,): (u32,)| value + 1);
        let result = sim::call_sync(|| {
            let function = |(value,): (u32,)| {
                // Nothing that would have to wait.
                wharf::task::block_on(async {
                    // SAFETY: the host's function has this type.
                    unsafe { wharf::abi::call::<World, (u32,), u32>(import, (value,)) }
                })
            };
            // SAFETY: the slots are the parameters.
            unsafe { wharf::abi::export_sync::<World, (u32,), u32>((1_u32,), function) }
        });
        assert_eq!(result, 2);
    });
}

#[test]
fn a_synchronous_export_with_a_result_in_memory() {
    test(|| {
        // SAFETY: the result is freed once it has been read.
        let text = sim::call_sync(|| unsafe {
            let slot = wharf::abi::export_sync::<World, (), (u8, String)>((), |()| (1, "result".into()));
            let area = std::ptr::with_exposed_provenance::<<(u8, String) as sim::Value>::Area>(slot as usize);
            let result = <(u8, String) as sim::Value>::load(area);
            wharf::abi::post_return::<(u8, String)>(slot as usize);
            result
        });
        assert_eq!(text, (1, "result".into()));
    });
}

#[test]
fn a_synchronous_export_may_not_wait() {
    let message = panic_of(|| {
        register_wait();
        sim::call_sync(|| wharf::task::block_on(wait_for((5,))));
    });
    assert!(message.contains("cannot block a synchronous task before returning"), "{message}");
}

#[test]
fn error_contexts_are_copied() {
    test(|| {
        let context = sim::HostErrorContext("the hold is full".into());
        let passes = call::<(ErrorContext,), _, ErrorContext, sim::HostErrorContext, _>(
            (context.clone(),),
            |(error,)| async move {
                assert_eq!(error.debug_message(), "the hold is full");
                error
            },
        );
        assert_eq!(passes.take_result(), Some(context));
    });
}

#[test]
fn the_components_own_resources() {
    test(|| {
        let make = wharf::abi::import!("[export]test:host/exports" "[resource-new]crate" (usize) -> u32);
        let remove = wharf::abi::import!("[export]test:host/exports" "[resource-drop]crate" (u32));
        let freed = Rc::new(Cell::new(0));
        let count = freed.clone();
        sim::destructor("[export]test:host/exports", "crate", move |rep| count.set(count.get() + rep));
        // SAFETY: the built-in takes a representation and returns a handle.
        let new = |rep| unsafe { wharf::abi::call::<World, (u64,), u32>(make, (rep,)) };
        let exported = sim::Exported::from_handle(new(5), "crate");
        assert_eq!((exported.rep(), freed.get()), (5, 0));
        let handle = exported.into_handle();
        // SAFETY: the handle is dropped once.
        unsafe { wharf::abi::call::<World, (u32,), ()>(remove, (handle,)) };
        assert_eq!(freed.get(), 5);
        drop(sim::Exported::from_handle(new(7), "crate"));
        assert_eq!(freed.get(), 12);
    });
}

/// Runs it as a synchronous export: what it panics with.
fn panic_of_sync(body: impl FnOnce() + Send + 'static) -> String {
    panic_of(|| {
        sim::call_sync(|| {
            // SAFETY: the slots are the parameters, of which there are none.
            unsafe { wharf::abi::export_sync::<World, (), ()>((), |()| body()) }
        });
    })
}

#[test]
fn a_synchronous_export_drops_a_call_that_has_returned_meanwhile() {
    test(|| {
        let (kept, answered) = (Rc::new(Cell::new(None)), Things::default());
        let (keeps, things) = (kept.clone(), answered.clone());
        sim::async_function(FUNCTIONS, "imported", move |call: Call<(), Own<HostThing>>| keeps.set(Some(call)));
        sim::call_sync(|| {
            let body = |()| {
                block_on(async {
                    let mut waits = Box::pin(make(()));
                    assert!(poll_once(&mut waits).await.is_pending());
                    kept.take().expect("called").finish(things.make(1)).expect("not cancelled");
                    assert_eq!(things.living(), 1);
                });
            };
            // SAFETY: the slots are the parameters, of which there are none.
            unsafe { wharf::abi::export_sync::<World, (), ()>((), body) };
        });
        assert_eq!(answered.living(), 0);
    });
}

#[test]
#[cfg_attr(miri, ignore = "a task that panics while it waits leaks")]
fn block_on_in_a_synchronous_export_is_told_why_it_cannot_wait() {
    let message = panic_of_sync(|| {
        register_wait();
        block_on(wait_for((5,)));
    });
    assert!(message.contains("`block_on` has to wait in an exported function"), "{message}");
}

#[test]
fn a_limit_lets_in_so_many_calls() {
    static LIMIT: Concurrency = Concurrency::at_most(2);

    test(|| {
        let (trace, flags) = (Trace::default(), [0; 4].map(|_| Flag::default()));
        let tasks: Vec<_> = flags
            .iter()
            .cloned()
            .enumerate()
            .map(|(number, flag)| {
                let trace = trace.clone();
                task(async move {
                    LIMIT.count();
                    LIMIT.count();
                    trace.push(number.to_string());
                    // The task counts until what it spawned has ended.
                    spawn(async move { flag.wait().await }).detach();
                })
            })
            .collect();
        sim::settle();
        assert_eq!((trace.take().concat(), LIMIT.running()), ("01".into(), 2));
        flags[1].raise();
        sim::settle();
        assert_eq!((trace.take().concat(), LIMIT.running()), ("2".into(), 2));
        // One that is cancelled makes room as well; what has returned is not cancelled any more.
        for flag in &flags {
            flag.raise();
        }
        sim::run();
        assert_eq!((trace.take().concat(), LIMIT.running()), ("3".into(), 0));
        assert!(tasks.iter().all(sim::Task::has_exited));
    });
}
