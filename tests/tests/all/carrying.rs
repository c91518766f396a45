//! Streams and futures between the host and the guest `guest-async`, in every direction and of every kind.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use wasmtime::component::{
    Accessor, ComponentNamedList, ComponentType, Destination, FutureConsumer, FutureReader, Lift, Lower, ResourceAny,
    Source, StreamConsumer, StreamProducer, StreamReader, StreamResult, VecBuffer,
};
use wasmtime::{AsContextMut as _, StoreContextMut};
use wharf_tests::State;

use crate::scenario_world::World;

const CARRYING: &str = "test:scenarios/carrying";

#[derive(Clone, Debug, PartialEq, ComponentType, Lift, Lower)]
#[component(record)]
struct Parcel {
    name: String,
    tags: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, ComponentType, Lift, Lower)]
#[component(record)]
struct Point {
    x: u32,
    y: u32,
    z: f64,
}

#[derive(Clone, Debug, PartialEq, ComponentType, Lift, Lower)]
#[component(variant)]
enum Load {
    #[component(name = "empty")]
    Empty,
    #[component(name = "weight")]
    Weight(u64),
    #[component(name = "marks")]
    Marks(Vec<Vec<String>>),
    #[component(name = "parcel")]
    Parcel(Parcel),
}

fn parcel(number: u32) -> Parcel {
    Parcel { name: number.to_string(), tags: (0..number % 4).map(|tag| format!("#{tag}")).collect() }
}

/// What a stream has brought, and whether it has ended.
struct Collected<T>(Arc<Mutex<(Vec<T>, bool)>>);

impl<T> Clone for Collected<T> {
    fn clone(&self) -> Self {
        Collected(self.0.clone())
    }
}

impl<T: Send + 'static> Collected<T> {
    fn new() -> Self {
        Collected(Arc::new(Mutex::new((Vec::new(), false))))
    }

    /// All items, of a stream that has ended.
    fn take(&self) -> Vec<T> {
        let mut collected = self.0.lock().unwrap();
        assert!(collected.1, "the stream has not ended; {} items have come", collected.0.len());
        std::mem::take(&mut collected.0)
    }
}

impl<T> Drop for Collected<T> {
    fn drop(&mut self) {
        // The consumer goes when the writer has.
        if Arc::strong_count(&self.0) == 2 {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).1 = true;
        }
    }
}

/// Takes a few items at a time.
impl<T: Lift + Send + 'static> StreamConsumer<State> for Collected<T> {
    type Item = T;

    fn poll_consume(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
        store: StoreContextMut<'_, State>,
        mut source: Source<'_, T>,
        _: bool,
    ) -> Poll<wasmtime::Result<StreamResult>> {
        let mut items = Vec::with_capacity(7);
        source.read(store, &mut items)?;
        self.0.lock().unwrap().0.extend(items);
        Poll::Ready(Ok(StreamResult::Completed))
    }
}

impl<T: Lift + Send + 'static> FutureConsumer<State> for Collected<T> {
    type Item = T;

    fn poll_consume(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
        store: StoreContextMut<'_, State>,
        mut source: Source<'_, T>,
        _: bool,
    ) -> Poll<wasmtime::Result<()>> {
        let mut value = None;
        source.read(store, &mut value)?;
        self.0.lock().unwrap().0.extend(value);
        Poll::Ready(Ok(()))
    }
}

/// Calls a function of the guest, and has `then` see to what it returns while the guest runs; returns when all is quiet.
pub(crate) async fn call<P, R>(
    world: &mut World,
    function: &str,
    params: impl FnOnce(StoreContextMut<'_, State>) -> P,
    then: impl FnOnce(StoreContextMut<'_, State>, R),
) where
    P: ComponentNamedList + Lower + Send + Sync + 'static,
    R: ComponentNamedList + Lift + Send + Sync + 'static,
{
    let func = world.instance.function(CARRYING, function).unwrap();
    let store = world.instance.store();
    let func = func.typed::<P, R>(&store).unwrap();
    let params = params(store.as_context_mut());
    let running = store.run_concurrent(async |tasks: &Accessor<State>| {
        let result = func.call_concurrent(tasks, params).await?;
        tasks.with(|mut access| then(access.as_context_mut(), result));
        std::future::poll_fn(|context| tasks.poll_no_interesting_tasks(context)).await;
        wasmtime::Result::<()>::Ok(())
    });
    tokio::time::timeout(wharf_tests::PATIENCE, running).await.expect("it hangs").unwrap().unwrap();
}

/// Lets the host get on with what it reads, for which no task of the guest waits.
async fn settle(world: &mut World) {
    let turns = async |_: &Accessor<State>| {
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
    };
    world.instance.store().run_concurrent(turns).await.unwrap();
}

/// Sends items through a function that takes a stream and returns one.
async fn through<T, U>(world: &mut World, function: &str, items: Vec<T>) -> Vec<U>
where
    T: Lower + Lift + Send + Sync + Unpin + 'static,
    U: Lift + Lower + Send + Sync + 'static,
{
    let collected = Collected::<U>::new();
    let pipe = collected.clone();
    call::<(StreamReader<T>,), (StreamReader<U>,)>(
        world,
        function,
        |mut store| (StreamReader::new(store.as_context_mut(), items).unwrap(),),
        |store, (reader,)| reader.pipe(store, pipe).unwrap(),
    )
    .await;
    collected.take()
}

async fn echoes<T>(function: &str, items: Vec<T>)
where
    T: Lower + Lift + Clone + PartialEq + std::fmt::Debug + Send + Sync + Unpin + 'static,
{
    let mut world = World::new().await;
    for _ in 0..2 {
        assert_eq!(through::<T, T>(&mut world, function, items.clone()).await, items, "{function}");
        assert_eq!(through::<T, T>(&mut world, function, Vec::new()).await, [], "{function}");
    }
}

#[tokio::test]
async fn parcels_are_unpacked() {
    let mut world = World::new().await;
    let parcels: Vec<_> = (0..1000).map(parcel).collect();
    let expected: Vec<_> = parcels.iter().map(|parcel| format!("{}: {}", parcel.name, parcel.tags.join(" "))).collect();
    let mut text = String::new();
    call::<(StreamReader<Parcel>,), (String,)>(
        &mut world,
        "unpack",
        |mut store| (StreamReader::new(store.as_context_mut(), parcels).unwrap(),),
        |_, (unpacked,)| text = unpacked,
    )
    .await;
    assert_eq!(text, expected.join("\n"));
}

#[tokio::test]
async fn parcels_are_packed() {
    let mut world = World::new().await;
    let collected = Collected::<Parcel>::new();
    let pipe = collected.clone();
    call::<(u32,), (StreamReader<Parcel>,)>(
        &mut world,
        "pack",
        |_| (1000,),
        |store, (reader,)| {
            reader.pipe(store, pipe).unwrap();
        },
    )
    .await;
    let expected: Vec<_> =
        (0..1000).map(|number| Parcel { name: number.to_string(), tags: vec![format!("#{number}")] }).collect();
    assert_eq!(collected.take(), expected);
}

#[tokio::test]
async fn numbers_are_doubled() {
    let mut world = World::new().await;
    let doubled: Vec<u32> = through(&mut world, "double", (0..10_000_u32).collect()).await;
    assert_eq!(doubled, (0..10_000).map(|number| number * 2).collect::<Vec<_>>());
}

#[tokio::test]
async fn items_of_every_kind() {
    echoes("echo-points", (0..500).map(|x| Point { x, y: x + 1, z: f64::from(x) / 3.0 }).collect()).await;
    echoes("echo-bools", (0..100).map(|number| number % 3 == 0).collect()).await;
    echoes("echo-texts", "Ελλάδα ⚓ over the wharf".split(' ').map(str::to_owned).collect()).await;
    echoes("echo-options", (0..100).map(|number| (number % 3 > 0).then(|| number.to_string())).collect()).await;
    echoes("echo-units", vec![(); 300]).await;
    let loads = (0..200).map(|number| match number % 4 {
        0 => Load::Empty,
        1 => Load::Weight(number.into()),
        2 => Load::Marks(vec![vec![], vec!["a".into(), number.to_string()]]),
        _ => Load::Parcel(parcel(number)),
    });
    echoes("echo-loads", loads.collect()).await;
}

#[tokio::test]
async fn streams_in_streams() {
    let mut world = World::new().await;
    let (outer, inner) = (Collected::<StreamReader<u8>>::new(), Collected::<u8>::new());
    let pipe = outer.clone();
    call::<(StreamReader<StreamReader<u8>>,), (StreamReader<StreamReader<u8>>,)>(
        &mut world,
        "echo-streams",
        |mut store| {
            let streams: Vec<_> =
                (1..=3).map(|number| StreamReader::new(store.as_context_mut(), vec![number; 3]).unwrap()).collect();
            (StreamReader::new(store.as_context_mut(), streams).unwrap(),)
        },
        |store, (reader,)| reader.pipe(store, pipe).unwrap(),
    )
    .await;
    let streams = outer.take();
    assert_eq!(streams.len(), 3);
    let store = world.instance.store();
    for stream in streams {
        stream.pipe(store.as_context_mut(), inner.clone()).unwrap();
    }
    settle(&mut world).await;
    assert_eq!(inner.0.lock().unwrap().0, [1, 1, 1, 2, 2, 2, 3, 3, 3]);
}

#[tokio::test]
async fn resources_of_the_guest() {
    let mut world = World::new().await;
    let new = world.instance.function(CARRYING, "[constructor]crate").unwrap();
    let weight = world.instance.function(CARRYING, "[method]crate.weight").unwrap();
    let store = world.instance.store();
    let new = new.typed::<(u32,), (ResourceAny,)>(&store).unwrap();
    let mut crates = Vec::new();
    for weight in 0..50 {
        crates.push(new.call_async(&mut *store, (weight,)).await.unwrap().0);
    }
    let crates: Vec<ResourceAny> = through(&mut world, "echo-crates", crates).await;
    let store = world.instance.store();
    let weight = weight.typed::<(ResourceAny,), (u32,)>(&store).unwrap();
    for (number, item) in (0..).zip(crates) {
        assert_eq!(weight.call_async(&mut *store, (item,)).await.unwrap(), (number,));
        item.resource_drop_async(&mut *store).await.unwrap();
    }
}

/// A future of the host that takes its time.
fn later<T: Lower + Lift + Send + Sync + 'static>(store: StoreContextMut<'_, State>, value: T) -> FutureReader<T> {
    let value = async move {
        tokio::task::yield_now().await;
        wasmtime::Result::<T>::Ok(value)
    };
    FutureReader::new(store, value).unwrap()
}

#[tokio::test]
async fn futures_of_text() {
    let mut world = World::new().await;
    let mut text = String::new();
    let value = "a text that comes later".to_owned();
    call::<(FutureReader<String>,), (String,)>(
        &mut world,
        "later",
        |store| (later(store, value),),
        |_, (came,)| {
            text = came;
        },
    )
    .await;
    assert_eq!(text, "a text that comes later");

    let collected = Collected::<String>::new();
    let pipe = collected.clone();
    call::<(String,), (FutureReader<String>,)>(
        &mut world,
        "promise",
        |_| (text,),
        |store, (reader,)| {
            reader.pipe(store, pipe).unwrap();
        },
    )
    .await;
    assert_eq!(collected.take(), ["a text that comes later"]);
}

#[tokio::test]
async fn futures_of_results_and_of_futures() {
    let mut world = World::new().await;
    for result in [Ok(parcel(3)), Err("lost at sea".to_owned())] {
        let (sent, collected) = (result.clone(), Collected::<Result<Parcel, String>>::new());
        let pipe = collected.clone();
        call::<(FutureReader<Result<Parcel, String>>,), (FutureReader<Result<Parcel, String>>,)>(
            &mut world,
            "echo-result",
            |store| (later(store, sent),),
            |store, (reader,)| reader.pipe(store, pipe).unwrap(),
        )
        .await;
        assert_eq!(collected.take(), [result]);
    }
    let (outer, inner) = (Collected::<FutureReader<u64>>::new(), Collected::<u64>::new());
    let pipe = outer.clone();
    call::<(FutureReader<FutureReader<u64>>,), (FutureReader<FutureReader<u64>>,)>(
        &mut world,
        "echo-future",
        |mut store| {
            let value = later(store.as_context_mut(), 42);
            (later(store, value),)
        },
        |store, (reader,)| reader.pipe(store, pipe).unwrap(),
    )
    .await;
    let future = outer.take().pop().expect("it came");
    let store = world.instance.store();
    future.pipe(store.as_context_mut(), inner.clone()).unwrap();
    settle(&mut world).await;
    assert_eq!(inner.0.lock().unwrap().0, [42]);
}

/// wit-bindgen#1304: hosts trap on a future that is dropped unwritten, and a synchronous export has no task to write it.
#[tokio::test]
async fn bug_02_a_synchronous_export_drops_a_future_unwritten() {
    let mut world = World::new().await;
    for _ in 0..3 {
        let collected = Collected::<String>::new();
        let pipe = collected.clone();
        call::<(), (FutureReader<String>,)>(
            &mut world,
            "unwritten",
            |_| (),
            |store, (reader,)| reader.pipe(store, pipe).unwrap(),
        )
        .await;
        settle(&mut world).await;
        assert_eq!(collected.0.lock().unwrap().0, ["nothing was said"]);
    }
}

#[tokio::test]
async fn a_pair_whose_future_is_dropped_unwritten() {
    let mut world = World::new().await;
    let (bytes, outcome) = (Collected::<u8>::new(), Collected::<Result<(), String>>::new());
    let (pipe, told) = (bytes.clone(), outcome.clone());
    call::<(String,), ((StreamReader<u8>, FutureReader<Result<(), String>>),)>(
        &mut world,
        "halves",
        |_| ("some text".to_owned(),),
        |mut store, ((reader, ended),)| {
            reader.pipe(store.as_context_mut(), pipe).unwrap();
            ended.pipe(store, told).unwrap();
        },
    )
    .await;
    assert_eq!(bytes.take(), b"some text");
    assert_eq!(outcome.take(), [Err("nobody said how it went".to_owned())]);
}

/// A stream that never brings anything.
struct Never;

impl StreamProducer<State> for Never {
    type Item = u8;
    type Buffer = VecBuffer<u8>;

    fn poll_produce<'a>(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
        _: StoreContextMut<'a, State>,
        _: Destination<'a, u8, VecBuffer<u8>>,
        finish: bool,
    ) -> Poll<wasmtime::Result<StreamResult>> {
        if finish { Poll::Ready(Ok(StreamResult::Cancelled)) } else { Poll::Pending }
    }
}

/// A synchronous export must not block, and cancelling what waits may. The next task does it.
#[tokio::test]
async fn a_synchronous_export_drops_what_waits() {
    let mut world = World::new().await;
    for cancels in [false, true, false, true] {
        let collected = Collected::<u8>::new();
        let pipe = collected.clone();
        call::<(StreamReader<u8>, FutureReader<String>, bool), (StreamReader<u8>,)>(
            &mut world,
            "drop-waiting",
            |mut store| {
                let never = async { std::future::pending::<wasmtime::Result<String>>().await };
                (
                    StreamReader::new(store.as_context_mut(), Never).unwrap(),
                    FutureReader::new(store.as_context_mut(), never).unwrap(),
                    cancels,
                )
            },
            |store, (reader,)| reader.pipe(store, pipe).unwrap(),
        )
        .await;
        // The write was dropped with its writer.
        assert_eq!(collected.take(), b"");
        let doubled: Vec<u32> = through(&mut world, "double", vec![1_u32, 2]).await;
        assert_eq!(doubled, [2, 4]);
    }
}
