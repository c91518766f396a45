//! Tasks, streams and futures in Wasmtime: the scenarios of `tests/guests/async`.

use wasmtime::component::Val;
use wharf_tests::Call;

use crate::scenario_world::{SCENARIO, World};

/// One test a scenario: they share nothing but the host.
macro_rules! scenarios {
    ($($name:ident)*) => {$(
        #[tokio::test]
        async fn $name() {
            run(&stringify!($name).replace('_', " ")).await;
        }
    )*};
}

scenarios! {
    many_sleepers_at_once
    spawned_tasks_are_joined
    a_spawned_task_is_cancelled
    ten_thousand_tasks_yield
    a_channel_between_tasks
    block_on_inside_a_task
    a_dropped_call_is_cancelled
    bytes_through_a_stream
    a_writer_learns_that_the_reader_is_gone
    a_reader_at_the_end
    a_dropped_read_loses_nothing
    a_dropped_write_loses_nothing
    a_cancelled_read_and_write
    a_future_carries_a_value
    a_future_dropped_unwritten
    a_future_nobody_reads
    a_cancelled_future_write
}

async fn run(name: &str) {
    World::new().await.run(name).await;
}

#[tokio::test]
async fn a_scenario_that_does_not_exist_fails() {
    let mut world = World::new().await;
    let outcome = world.instance.call(SCENARIO, "run", &[Val::String("nothing".into())]).await.unwrap();
    assert!(matches!(outcome, Some(Val::Result(Err(Some(_))))), "{outcome:?}");
}

#[tokio::test]
async fn a_task_is_woken_by_another() {
    let mut world = World::new().await;
    let mut calls = vec![Call::new(SCENARIO, "wait", &[]); 20];
    calls.push(Call::new(SCENARIO, "notify", &[Val::U32(7)]));
    let results = world.instance.call_all(&calls).await.unwrap();
    assert_eq!(results[..20], vec![Some(Val::U32(7)); 20]);
}

#[tokio::test]
async fn a_task_goes_on_after_it_has_returned() {
    let mut world = World::new().await;
    let calls: Vec<_> = (0..10).map(|turns| Call::new(SCENARIO, "return-early", &[Val::U32(turns)])).collect();
    let results = world.instance.call_all(&calls).await.unwrap();
    assert_eq!(results, (0..10).map(|turns| Some(Val::U32(turns))).collect::<Vec<_>>());
    let finished = world.instance.call(SCENARIO, "finished", &[]).await.unwrap();
    assert_eq!(finished, Some(Val::U32(10)));
}

#[tokio::test]
async fn a_hundred_thousand_calls_leave_memory_as_it_is() {
    let mut world = World::new().await;
    let calls = vec![Call::new(SCENARIO, "notify", &[Val::U32(1)]); 100];
    for _ in 0..10 {
        world.instance.call_all(&calls).await.unwrap();
    }
    let settled = world.instance.memory();
    for _ in 0..990 {
        world.instance.call_all(&calls).await.unwrap();
    }
    assert_eq!(world.instance.memory(), settled);
}
