//! Tasks, streams and futures in Wasmtime: the scenarios of `tests/guests/async`.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use wasmtime::component::Val;
use wharf_tests::{Call, Host, Instance, Sandbox, guest};

const SCENARIO: &str = "test:scenarios/scenario";

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
    let mut world = World::new().await;
    let call = Call::new(SCENARIO, "run", &[Val::String(name.into())]);
    // Twice in one instance: the first must leave nothing behind that the second trips over.
    for round in 1..=2 {
        let outcome = world.instance.call_all(std::slice::from_ref(&call)).await.unwrap();
        assert_eq!(outcome, [Some(Val::Result(Ok(None)))], "round {round}");
    }
    assert_eq!(world.unfinished.load(Ordering::SeqCst), 0, "calls of the host are still under way");
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

/// The guest and what its imports count.
struct World {
    instance: Instance,
    unfinished: Arc<AtomicUsize>,
}

/// Counts a call of the host that is under way.
struct Running(Arc<AtomicUsize>);

impl Running {
    fn new(count: &Arc<AtomicUsize>) -> Self {
        count.fetch_add(1, Ordering::SeqCst);
        Running(count.clone())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

type HostCall<'a> = Pin<Box<dyn Future<Output = wasmtime::Result<()>> + Send + 'a>>;

impl World {
    async fn new() -> Self {
        let host = Host::shared();
        let unfinished = Arc::new(AtomicUsize::new(0));
        let mut linker = host.linker().unwrap();
        let mut sleeping = linker.instance("test:scenarios/sleeping").unwrap();
        let count = unfinished.clone();
        sleeping
            .func_new_concurrent("sleep", move |_, _, params, _| -> HostCall<'_> {
                let running = Running::new(&count);
                let Val::U32(turns) = params[0] else { panic!("{params:?}") };
                Box::pin(async move {
                    let _running = running;
                    for _ in 0..turns {
                        tokio::task::yield_now().await;
                    }
                    Ok(())
                })
            })
            .unwrap();
        sleeping
            .func_new_concurrent("answer", |_, _, params, results| -> HostCall<'_> {
                results[0] = params[0].clone();
                Box::pin(async { Ok(()) })
            })
            .unwrap();
        let count = unfinished.clone();
        sleeping
            .func_new_concurrent("never", move |_, _, params, _| -> HostCall<'_> {
                let running = Running::new(&count);
                assert!(matches!(params, [Val::String(_)]), "{params:?}");
                Box::pin(async move {
                    let _running = running;
                    std::future::pending().await
                })
            })
            .unwrap();
        let component = guest::component("guest-async").unwrap_or_else(|error| panic!("{error}"));
        let instance = Instance::with_linker(&host, component, &Sandbox::new(), &linker).await.unwrap();
        World { instance, unfinished }
    }
}
