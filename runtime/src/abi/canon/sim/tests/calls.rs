//! Tasks, subtasks and resources.

use alloc::boxed::Box;
use alloc::format;
use alloc::rc::Rc;
use alloc::string::String;
use alloc::vec::Vec;
use core::cell::RefCell;
use core::time::Duration;

use super::{DEADLOCK, Pair, checked, test, trap_of};
use crate::abi::Side::Readable;
use crate::abi::canon::sim::end::Kind::Stream;
use crate::abi::canon::sim::instance::{Instance, here};
use crate::abi::canon::sim::subtask::Lowering;
use crate::abi::canon::sim::{self, resource, set, subtask};
use crate::abi::canon::{BLOCKED, Event};

#[test]
fn synchronous_tasks_do_not_block() {
    test(|| {
        let message = "cannot block a synchronous task before returning";
        let instance = here();
        let waits = set::new(&instance).expect("room");
        let stream = Pair::new(Stream);
        let mut buffer = [0];
        assert_eq!(stream.read(&mut buffer), Ok(BLOCKED));
        sim::call_sync(|| {
            assert_eq!(trap_of(checked(set::wait(&instance, waits))), message);
            assert_eq!(trap_of(checked(subtask::cancel(&instance, Lowering::Sync, 99))), message);
            assert_eq!(trap_of(stream.cancel(Readable)), message);
            assert_eq!(set::poll(&instance, waits).expect("polling is fine").kind, Event::NONE);
            sim::builtins::thread_yield();
        });
        assert_eq!(stream.cancel(Readable), Ok(0x2));
    });
}

#[test]
fn callback_codes() {
    for code in [3, 4, 15] {
        test(move || {
            let panic = std::panic::catch_unwind(|| sim::start::<()>(move || code)).expect_err("a trap");
            assert_eq!(panic.downcast_ref::<String>().expect("a message"), "trap: unsupported callback code");
        });
    }
}

/// The message of the trap that calling an export is.
fn trap_of_export(core: impl FnOnce() -> u32 + Send + 'static) -> String {
    let panic = std::thread::spawn(move || sim::start::<()>(core).has_exited()).join().expect_err("a trap");
    panic.downcast_ref::<String>().expect("a message").clone()
}

fn task_return() {
    // SAFETY: the task has no result.
    unsafe { sim::host_call("[export]a:b/c", "[task-return]d", &[]) };
}

#[test]
fn tasks_return_once() {
    assert_eq!(trap_of_export(|| 0), "trap: async-lifted export failed to produce a result");
    let twice = trap_of_export(|| {
        task_return();
        task_return();
        0
    });
    assert_eq!(twice, "trap: `task.return` or `task.cancel` called more than once");
    let uncalled = trap_of_export(|| {
        sim::builtins::task_cancel();
        0
    });
    assert_eq!(uncalled, "trap: `task.cancel` called by task which has not been cancelled");
    let outside = std::thread::spawn(task_return).join().expect_err("a trap");
    let outside = outside.downcast_ref::<String>().expect("a message");
    assert_eq!(outside, "trap: `task.return` outside of a call of an async export");
    test(|| {
        let task = sim::start::<()>(|| {
            task_return();
            0
        });
        assert!(task.has_returned() && task.has_exited());
    });
}

#[test]
fn backpressure_is_counted() {
    test(|| {
        let tasks = &here().tasks;
        assert!(tasks.change_backpressure(-1).is_err());
        for _ in 0..(1 << 16) - 1 {
            tasks.change_backpressure(1).expect("few");
        }
        assert!(tasks.change_backpressure(1).is_err());
    });
}

/// Calls an import whose calls the test answers: the handle of the subtask, its state, and the call.
pub(super) fn call(instance: &Instance, result: &mut u32) -> (u32, u32, sim::Call<(), u32>) {
    let calls = Rc::new(RefCell::new(Vec::new()));
    let kept = calls.clone();
    sim::async_function("a:b/c", "d", move |call| kept.borrow_mut().push(call));
    let result = core::ptr::from_mut(result).expose_provenance();
    // SAFETY: the result lives as long as the call.
    let packed = unsafe { sim::host_call("a:b/c", "[async-lower]d", &[result as u64]) } as u32;
    assert!(instance.subtask(packed >> 4).is_ok());
    (packed >> 4, packed & 0xf, calls.take().pop().expect("called"))
}

#[test]
fn subtasks() {
    test(|| {
        let (instance, mut result) = (here(), Box::new(0));
        let unresolved = "cannot drop a subtask which has not yet resolved";
        let delivered = "`subtask.cancel` called after terminal status delivered";

        // Cancelled in each state.
        let (handle, state, starting) = call(&instance, &mut result);
        assert_eq!(state, 0);
        assert_eq!(trap_of(checked(subtask::drop(&instance, handle))), unresolved);
        assert_eq!(checked(subtask::cancel(&instance, Lowering::Sync, handle)), Ok(3));
        assert_eq!(trap_of(checked(subtask::cancel(&instance, Lowering::Sync, handle))), delivered);
        subtask::drop(&instance, handle).expect("resolved");
        assert_eq!(starting.finish(1), Err(1));

        let (handle, _, started) = call(&instance, &mut result);
        let () = started.start();
        assert_eq!(checked(subtask::cancel(&instance, Lowering::Sync, handle)), Ok(4));
        subtask::drop(&instance, handle).expect("resolved");

        let (handle, _, returned) = call(&instance, &mut result);
        returned.finish(1).expect("not cancelled");
        assert_eq!(trap_of(checked(subtask::drop(&instance, handle))), unresolved);
        assert_eq!(checked(subtask::cancel(&instance, Lowering::Sync, handle)), Ok(2));
        subtask::drop(&instance, handle).expect("resolved");

        // In a set, the latest state is what is delivered.
        let (handle, _, call) = call(&instance, &mut result);
        let waits = set::new(&instance).expect("room");
        set::join(&instance, handle, waits).expect("both live");
        assert_eq!(trap_of(checked(subtask::cancel(&instance, Lowering::Sync, handle))), set::IN_SET);
        let () = call.start();
        let event = set::wait(&instance, waits).expect("an event");
        assert_eq!(event, Event { kind: 1, waitable: handle, code: 1 });
        call.finish(1).expect("not cancelled");
        let event = set::wait(&instance, waits).expect("an event");
        assert_eq!(event, Event { kind: 1, waitable: handle, code: 2 });
        assert_eq!(trap_of(checked(set::wait(&instance, waits))).lines().next(), Some(DEADLOCK));
        subtask::drop(&instance, handle).expect("delivered");
        set::drop(&instance, waits).expect("empty");
        assert_eq!(sim::leaks(), Vec::<String>::new());
    });
}

struct Crate;

impl sim::Resource for Crate {
    const NAME: &'static str = "crate";
}

#[test]
fn resources() {
    test(|| {
        let instance = here();
        let handle = sim::Own::new(Crate).into_handle();
        let wrong = trap_of(checked(resource::drop_handle(&instance, "barrel", handle)));
        assert!(wrong.contains("expected a resource `barrel`, found owned resource `crate`"), "{wrong}");

        // Lent until the end of the call has been delivered.
        sim::async_function("a:b/c", "look", |call: sim::Call<(sim::Borrow<Crate>,), ()>| {
            sim::after(Duration::from_millis(1), move || {
                drop(call.start());
                sim::after(Duration::from_millis(1), move || call.finish(()).expect("not cancelled"));
            });
        });
        // SAFETY: the call has one parameter and no result.
        let packed = unsafe { sim::host_call("a:b/c", "[async-lower]look", &[handle.into()]) } as u32;
        sim::advance(Duration::from_millis(1));
        let lent = trap_of(checked(resource::drop_handle(&instance, "crate", handle)));
        assert_eq!(lent, "cannot remove owned resource while borrowed");
        sim::advance(Duration::from_millis(1));
        assert!(resource::drop_handle(&instance, "crate", handle).is_err());
        let waits = set::new(&instance).expect("room");
        set::join(&instance, packed >> 4, waits).expect("both live");
        assert_eq!(set::wait(&instance, waits).expect("an event").code, 2);
        resource::drop_handle(&instance, "crate", handle).expect("given back");
        subtask::drop(&instance, packed >> 4).expect("delivered");
        assert_eq!(sim::leaks(), [format!("{waits}: waitable set of []")][1..]);
    });
}
