//! Tasks in Wasmtime: scenarios of `tests/guests/async`, each with the host as the callee and with another component.

use wasmtime::component::Val;
use wharf_tests::Call;

use crate::scenario_world::{SCENARIO, World};

const LIMITED: &str = "test:scenarios/limited";
const BLOCKING: &str = "test:scenarios/blocking";

macro_rules! scenarios {
    ($($name:ident)*) => {
        mod with_the_host {
            use super::World;

            $(#[tokio::test]
            async fn $name() {
                World::new().await.run(&stringify!($name).replace('_', " ")).await;
            })*
        }

        mod with_another_component {
            use super::World;

            $(#[tokio::test]
            async fn $name() {
                World::composed().await.run(&stringify!($name).replace('_', " ")).await;
            })*
        }
    };
}

scenarios! {
    children_borrow
    a_scope_is_dropped_half_way
    a_set_is_joined
    task_locals_follow_what_is_spawned
    a_busy_loop_receives_events
    block_on_ends_what_was_begun_outside
    an_operation_is_dropped_from_another_task
    a_call_is_dropped_in_each_state
    join_race_and_time_out
    a_million_messages
    names_of_wit_bindgen
    a_lock_and_a_oneshot_between_tasks
    a_poll_inside_a_poll
    many_sleepers_at_once
    a_dropped_call_is_cancelled
    block_on_inside_a_task
}

#[tokio::test]
async fn concurrent_calls_are_limited() {
    let mut world = World::new().await;
    for _ in 0..3 {
        let calls = vec![Call::new(LIMITED, "enter", &[Val::U32(3)]); 20];
        let results = world.instance.call_all(&calls).await.unwrap();
        let entered = results.iter().map(|result| match result {
            Some(Val::U32(entered)) => *entered,
            other => panic!("{other:?}"),
        });
        assert_eq!(entered.max(), Some(3), "of 20 calls, as many as are let in run at the same time");
    }
}

#[tokio::test]
async fn a_function_that_may_not_block_need_not() {
    let mut world = World::new().await;
    for function in ["wait", "begin"] {
        world.instance.call(BLOCKING, function, &[Val::U32(0)]).await.unwrap();
    }
}

#[tokio::test]
async fn an_async_function_that_is_bound_without_async_may_block() {
    let mut world = World::new().await;
    for turns in [0, 1, 5] {
        let result = world.instance.call(BLOCKING, "wait-anyway", &[Val::U32(turns)]).await.unwrap();
        assert_eq!(result, Some(Val::String(format!("waited {turns} turns"))));
    }
}

#[tokio::test]
async fn a_function_that_may_not_block_is_told_so() {
    let mut world = World::new().await;
    world.instance.call(BLOCKING, "wait", &[Val::U32(1)]).await.unwrap_err();
    let stderr = String::from_utf8(world.stderr.captured().to_vec()).unwrap();
    let message = "`block_on` has to wait in an exported function whose WIT type is not `async`";
    assert!(stderr.contains(message), "{stderr}");
    assert!(stderr.contains("make it an `async func` in the WIT"), "{stderr}");
}

/// It cannot end a call that it drops, because that may block. The next task does, as the world sees in the end.
#[tokio::test]
async fn a_function_that_may_not_block_drops_calls_of_the_host() {
    let mut world = World::new().await;
    for turns in [1, 3, u32::MAX, u32::MAX] {
        world.instance.call(BLOCKING, "begin", &[Val::U32(turns)]).await.unwrap();
    }
    world.run("block on inside a task").await;
}

/// A callee in another component must not return before that: Wasmtime 48 looks for the task that has called.
#[tokio::test]
async fn a_function_that_may_not_block_drops_calls_of_another_component() {
    let mut world = World::composed().await;
    for _ in 0..3 {
        let begin = Call::new(BLOCKING, "begin", &[Val::U32(u32::MAX)]);
        let next = Call::new(SCENARIO, "run", &[Val::String("block on inside a task".into())]);
        let results = world.instance.call_all(&[begin, next]).await.unwrap();
        assert_eq!(results, [None, Some(Val::Result(Ok(None)))]);
    }
}
