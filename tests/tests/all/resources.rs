//! Resources that a guest defines.

use wasmtime::component::{ResourceAny, Val};
use wharf_tests::{Host, Instance, Sandbox, guest};

const COUNTING: &str = "test:counters/counting";

struct Counters(Instance);

impl Counters {
    async fn new() -> Self {
        let component = guest::component("guest-resources").unwrap_or_else(|error| panic!("{error}"));
        Counters(Instance::new(&Host::shared(), component, &Sandbox::new()).await.unwrap())
    }

    async fn call(&mut self, function: &str, args: &[Val]) -> Val {
        self.0.call(COUNTING, function, args).await.unwrap().unwrap()
    }

    async fn counter(&mut self, start: u32) -> ResourceAny {
        resource(&self.call("[constructor]counter", &[Val::U32(start)]).await)
    }

    async fn drop(&mut self, counter: ResourceAny) {
        counter.resource_drop_async(self.0.store()).await.unwrap();
    }

    async fn assert_alive(&mut self, count: u32) {
        assert_eq!(self.call("alive", &[]).await, Val::U32(count));
    }
}

fn resource(value: &Val) -> ResourceAny {
    let Val::Resource(resource) = value else { panic!("{value:?} is no resource") };
    *resource
}

#[tokio::test]
async fn methods_see_the_value_and_drops_end_it() {
    let mut counters = Counters::new().await;
    let (a, b) = (counters.counter(10).await, counters.counter(20).await);
    counters.assert_alive(2).await;
    let increment = "[method]counter.increment";
    assert_eq!(counters.call(increment, &[Val::Resource(a), Val::U32(5)]).await, Val::U32(15));
    assert_eq!(counters.call(increment, &[Val::Resource(a), Val::U32(1)]).await, Val::U32(16));
    let spelled = counters.call("[method]counter.spell", &[Val::Resource(b)]).await;
    assert_eq!(spelled, Val::String("20".into()));
    let both = Val::List(vec![Val::Resource(a), Val::Resource(b), Val::Resource(a)]);
    assert_eq!(counters.call("sum", &[both]).await, Val::U32(52));
    counters.drop(a).await;
    counters.assert_alive(1).await;
    counters.drop(b).await;
    counters.assert_alive(0).await;
}

#[tokio::test]
async fn values_move_in_and_out() {
    let mut counters = Counters::new().await;
    let (a, b) = (counters.counter(1).await, counters.counter(2).await);
    let merged = counters.call("[static]counter.merge", &[Val::Resource(a), Val::Resource(b)]).await;
    counters.assert_alive(2).await;
    let merged = resource(&merged);
    assert_eq!(counters.call("[method]counter.spell", &[Val::Resource(merged)]).await, Val::String("3".into()));
    counters.drop(merged).await;
    counters.drop(a).await;
    counters.assert_alive(0).await;
}

#[tokio::test]
async fn results_and_lists_carry_them() {
    let mut counters = Counters::new().await;
    let parsed = counters.call("[static]counter.parse", &[Val::String("12".into())]).await;
    let Val::Result(Ok(Some(counter))) = parsed else { panic!("{parsed:?}") };
    counters.drop(resource(&counter)).await;
    let failed = counters.call("[static]counter.parse", &[Val::String("twelve".into())]).await;
    assert!(matches!(&failed, Val::Result(Err(Some(_)))), "{failed:?}");

    let many = counters.call("many", &[Val::U32(100)]).await;
    counters.assert_alive(100).await;
    let Val::List(many) = many else { panic!("{many:?}") };
    for counter in &many {
        counters.drop(resource(counter)).await;
    }
    counters.assert_alive(0).await;
}
