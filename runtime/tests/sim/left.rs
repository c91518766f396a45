//! What is dropped or cancelled in a synchronous export, which may not block, is left to the next task.

use std::cell::RefCell;
use std::future::IntoFuture;
use std::pin::{Pin, pin};
use std::rc::Rc;

use wharf::StreamResult::{Cancelled, Complete};
use wharf::abi::canon::sim::{self, Borrow, Call, HostFutureReader, HostReader, Own, host_future};
use wharf::future::FutureWriteCancel;
use wharf::task::block_on;
use wharf::{ErrorContext, FutureReader};

use crate::support::{
    FUNCTIONS, HostThing, Thing, Things, World, async_import, bytes, call_sync, host_bytes, lift, poll_once, task, test,
};

async_import!(consume((Thing, String, Vec<String>)) -> Thing);
async_import!(wide((u64, u64, u64, u64, String)) -> (u64, Vec<String>));

type Consumed = Call<(Own<HostThing>, String, Vec<String>), Own<HostThing>>;

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

/// Runs a task, which sees to what was left.
fn next_task() {
    let next = task(async {});
    sim::settle();
    assert!(next.has_exited());
}

/// Begins a call of `consume`, in a task or in the synchronous export itself, and drops it in a synchronous export. What
/// the host does meanwhile is `then`.
fn consume_and_drop(things: &Things, in_task: bool, then: impl FnOnce(Consumed) + 'static) {
    let calls = keep();
    let begin = {
        let thing = things.for_guest(1);
        move || {
            let mut running = Box::pin(consume((thing, "one".into(), vec!["two".into(), "three".into()])));
            block_on(async { assert!(poll_once(&mut running).await.is_pending()) });
            running
        }
    };
    if in_task {
        let running = begin();
        then(take(&calls));
        call_sync(move || drop(running));
    } else {
        call_sync(move || {
            let running = begin();
            then(take(&calls));
            drop(running);
        });
    }
}

#[test]
fn a_call_that_has_not_started() {
    for in_task in [false, true] {
        test(move || {
            let things = Things::default();
            let kept = Rc::new(RefCell::new(None));
            let keeps = kept.clone();
            consume_and_drop(&things, in_task, move |call| *keeps.borrow_mut() = Some(call));
            assert_eq!((things.living(), sim::held::<HostThing>()), (1, 1));
            let call = kept.take().expect("called");
            assert!(!call.is_cancelled(), "nothing can have cancelled it");
            next_task();
            assert!(call.is_cancelled());
            assert_eq!((things.living(), sim::held::<HostThing>()), (0, 0));
        });
    }
}

#[test]
fn a_call_that_starts_afterwards() {
    for (in_task, finish) in [(false, false), (false, true), (true, false), (true, true)] {
        test(move || {
            let things = Things::default();
            let kept = Rc::new(RefCell::new(None));
            let keeps = kept.clone();
            consume_and_drop(&things, in_task, move |call| *keeps.borrow_mut() = Some(call));
            let call = kept.take().expect("called");
            // The parameters are where they were.
            let (thing, name, list) = call.start();
            assert_eq!((thing.id, &name[..], &list[..]), (1, "one", &["two".to_string(), "three".into()][..]));
            if finish {
                call.finish(things.make(2)).expect("not cancelled");
                drop(thing);
                assert_eq!(things.living(), 1);
                next_task();
            } else {
                next_task();
                assert!(call.is_cancelled());
                assert_eq!(things.living(), 1, "the host has it");
                drop(thing);
            }
            assert_eq!((things.living(), sim::held::<HostThing>()), (0, 0));
        });
    }
}

#[test]
fn a_call_that_has_started() {
    for in_task in [false, true] {
        test(move || {
            let things = Things::default();
            let kept = Rc::new(RefCell::new(None));
            let keeps = kept.clone();
            consume_and_drop(&things, in_task, move |call| {
                drop(call.start());
                *keeps.borrow_mut() = Some(call);
            });
            assert_eq!(things.living(), 0);
            next_task();
            let call = kept.take().expect("called");
            assert!(call.finish(things.make(2)).is_err(), "it is cancelled");
            assert_eq!((things.living(), sim::held::<HostThing>()), (0, 0));
        });
    }
}

#[test]
fn calls_with_parameters_and_results_in_memory() {
    test(|| {
        let calls = keep::<(u64, u64, u64, u64, String), (u64, Vec<String>)>();
        call_sync(|| {
            block_on(async {
                for number in 0..50 {
                    let mut running = Box::pin(wide((number, 2, 3, 4, number.to_string())));
                    assert!(poll_once(&mut running).await.is_pending());
                }
            });
        });
        // Some return, some start, and some do not.
        let (mut started, waiting) = (Vec::new(), calls.borrow_mut().split_off(40));
        for call in calls.take() {
            let (number, .., name) = call.start();
            assert_eq!(name, number.to_string());
            if number % 2 == 0 {
                call.finish((number, vec![name; 3])).expect("not cancelled");
            } else {
                started.push(call);
            }
        }
        // Other synchronous exports in between leave them alone.
        call_sync(|| ());
        next_task();
        assert_eq!(sim::count_handles("call"), 0);
        assert!(started.iter().chain(&waiting).all(Call::is_cancelled));
    });
}

#[test]
fn a_resource_that_a_call_has_borrowed() {
    async fn look(thing: &Thing) -> u32 {
        let import = wharf::abi::import!("test:host/functions" "[async-lower]imported" (u32) -> u32);
        // SAFETY: the host's function has this type.
        unsafe { wharf::abi::call_async::<World, (&Thing,), u32>(import, (thing,)).await }
    }

    test(|| {
        let things = Things::default();
        let calls = Rc::new(RefCell::new(Vec::new()));
        let kept = calls.clone();
        sim::async_function(FUNCTIONS, "imported", move |call: Call<(Borrow<HostThing>,), u32>| {
            let thing = call.start();
            kept.borrow_mut().push((call, thing));
        });
        let (lent, other) = (things.for_guest(1), things.for_guest(2));
        call_sync(move || {
            let mut looks = Box::pin(async move { look(&lent).await });
            block_on(async { assert!(poll_once(&mut looks).await.is_pending()) });
            // The future drops the call, and then the resource, which the host still looks at.
            drop(looks);
            drop(other);
        });
        assert_eq!(things.living(), 2);
        calls.borrow_mut().clear();
        next_task();
        assert_eq!((things.living(), sim::held::<HostThing>()), (0, 0));
    });
}

#[test]
fn a_read_that_is_cancelled_goes_on() {
    test(|| {
        let (mut host, mut reader) = host_bytes();
        let mut reader = call_sync(move || {
            block_on(async {
                let mut read = Box::pin(reader.read(Vec::with_capacity(4)));
                assert!(poll_once(&mut read).await.is_pending());
                assert_eq!(read.as_mut().cancel(), (Cancelled, vec![]));
            });
            reader
        });
        host.start(vec![1, 2, 3]);
        assert_eq!(host.poll().map(|copied| copied.count), Some(3));
        block_on(async { assert_eq!(reader.read(Vec::with_capacity(9)).await, (Complete(3), vec![1, 2, 3])) });
        // What has come by then is read.
        let mut reader = call_sync(move || {
            block_on(async {
                let mut read = Box::pin(reader.read(Vec::with_capacity(4)));
                assert!(poll_once(&mut read).await.is_pending());
                host.start(vec![4]);
                assert_eq!(read.as_mut().cancel(), (Complete(1), vec![4]));
            });
            drop(host);
            reader
        });
        block_on(async { assert_eq!(reader.next().await, None) });
    });
}

#[test]
fn a_write_that_is_cancelled_goes_on() {
    test(|| {
        let (mut writer, reader) = bytes();
        let mut host = HostReader::<u8>::from_handle(reader.take_handle());
        let mut writer = call_sync(move || {
            block_on(async {
                let mut write = Box::pin(writer.write(vec![1, 2, 3]));
                assert!(poll_once(&mut write).await.is_pending());
                let (result, rest) = write.as_mut().cancel();
                assert_eq!((result, rest.remaining()), (Cancelled, 0));
            });
            writer
        });
        host.start(2);
        assert_eq!(host.poll().map(|copied| copied.items), Some(vec![1, 2]));
        let writes = task(async move { assert!(writer.write_all(vec![4]).await.is_empty()) });
        sim::settle();
        let mut rest = Vec::new();
        while rest.len() < 2 {
            host.start(2);
            sim::settle();
            rest.extend(host.poll().expect("more").items);
        }
        assert_eq!(rest, [3, 4]);
        sim::settle();
        assert!(writes.has_exited());
    });
}

#[test]
fn a_future_whose_read_is_cancelled_has_the_value_when_it_comes() {
    /// Begins to read and cancels that, in a synchronous export.
    fn cancel(reader: FutureReader<u32>) -> FutureReader<u32> {
        call_sync(move || {
            let mut read = reader.into_future();
            block_on(async { assert!(poll_once(&mut read).await.is_pending()) });
            Pin::new(&mut read).cancel().expect_err("no value")
        })
    }

    test(|| {
        // Awaited again.
        let (mut host, reader) = host_future::<u32>();
        let reader = cancel(lift(reader.into_handle()));
        let reads = task(async move { assert_eq!(reader.await, 5) });
        sim::settle();
        host.start(5);
        sim::settle();
        assert!(reads.has_exited());

        // Passed on, and then comes the value.
        for early in [false, true] {
            let (mut host, reader) = host_future::<u32>();
            let reader = cancel(lift(reader.into_handle()));
            if early {
                host.start(6);
            }
            let mut passed = HostFutureReader::<u32>::from_handle(reader.take_handle());
            passed.start();
            if !early {
                host.start(6);
            }
            next_task();
            next_task();
            assert_eq!(passed.poll(), Some(6));
        }

        // Dropped.
        let (mut host, reader) = host_future::<u32>();
        drop(cancel(lift(reader.into_handle())));
        host.start(7);
        next_task();

        // The value is there.
        let (mut host, reader) = host_future::<u32>();
        call_sync(move || {
            let mut read = lift::<FutureReader<u32>>(reader.into_handle()).into_future();
            block_on(async { assert!(poll_once(&mut read).await.is_pending()) });
            host.start(8);
            assert_eq!(Pin::new(&mut read).cancel().expect("the value"), 8);
        });
    });
}

#[test]
fn a_future_whose_write_is_cancelled_is_written() {
    test(|| {
        let (writer, reader) = wharf::future::new::<World, u32>(|| 0);
        let mut host = HostFutureReader::<u32>::from_handle(reader.take_handle());
        call_sync(move || {
            block_on(async {
                let mut write = pin!(writer.write(7));
                assert!(poll_once(&mut write).await.is_pending());
                assert!(matches!(write.cancel(), FutureWriteCancel::AlreadySent));
            });
        });
        host.start();
        next_task();
        assert_eq!(host.poll(), Some(7));
    });
}

#[test]
fn an_error_context_that_is_returned_is_not_leaked() {
    test(|| {
        for _ in 0..100 {
            sim::call_sync(|| {
                // SAFETY: the function has no parameters.
                unsafe {
                    wharf::abi::export_sync::<World, (), ErrorContext>((), |()| ErrorContext::new("the hold is full"))
                }
            });
        }
        assert!(sim::count_handles("error") <= 1, "{:?}", sim::leaks());
    });
}
