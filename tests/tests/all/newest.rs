//! Getters and setters, and imports under names of their own. The toolchain's linker does not know them yet: it leaves a
//! core module, of which `wharf component` makes the component. And lists of a megabyte, which Wasmtime 48 cannot pass from
//! guest to guest: its adapters call themselves without end for more than 1,000 items.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use wasmtime::component::{Linker, Resource, ResourceType, Val};
use wharf_tests::{Instance, Sandbox, State, guest};

use crate::extensions;
use crate::targets::wharf_component;

const SETTINGS: &str = "test:newest/settings";

/// What lies behind the imports.
#[derive(Default)]
struct World {
    volume: u8,
    lamps: Vec<Lamp>,
    count: u32,
    /// Entries by store and key.
    entries: BTreeMap<(&'static str, String), Val>,
    buckets: Vec<String>,
}

struct Lamp {
    name: String,
    lit: bool,
}

struct Bucket;

type Shared = Arc<Mutex<World>>;

async fn newest() -> (Instance, Shared) {
    let component = guest::component("guest-newest").unwrap_or_else(|error| panic!("{error}"));
    let host = extensions::host();
    let (mut linker, world) = (host.linker().unwrap(), Shared::default());
    settings(&mut linker, &world).unwrap();
    store(&mut linker, &world, "primary").unwrap();
    store(&mut linker, &world, "cache").unwrap();
    blocks(&mut linker).unwrap();
    let component = with_names_of_functions(&wharf_component(&component));
    (Instance::with_linker(&host, component, &Sandbox::new(), &linker).await.unwrap(), world)
}

/// Wasmtime 48 does not know the names of getters and setters yet. They are functions like others: names of functions
/// take their places, of the same length, `getr-volume` for `[get]volume`.
fn with_names_of_functions(component: &[u8]) -> Vec<u8> {
    let mut out = component.to_vec();
    for (accessor, function) in [(b"[get]", b"getr-"), (b"[set]", b"setr-")] {
        let places: Vec<usize> = (1..out.len() - 5).filter(|at| out[*at..].starts_with(accessor)).collect();
        assert!(!places.is_empty());
        for at in places {
            // Of a method, after the name of the resource: `[method][get]lamp.lit`, `[method]lamp.getr-lit`.
            let resource = match out[at - 1] {
                b']' => 1 + out[at..].iter().position(|byte| *byte == b'.').unwrap(),
                _ => accessor.len(),
            };
            out.copy_within(at + accessor.len()..at + resource, at);
            out[at + resource - accessor.len()..at + resource].copy_from_slice(function);
        }
    }
    out
}

fn settings(linker: &mut Linker<State>, world: &Shared) -> wasmtime::Result<()> {
    linker.root().func_wrap("getr-motto", |_, ()| Ok(("ahoy".to_owned(),)))?;
    let mut settings = linker.instance(SETTINGS)?;
    settings.resource("lamp", ResourceType::host::<Lamp>(), |_, _| Ok(()))?;
    let here = world.clone();
    settings.func_wrap("getr-volume", move |_, ()| Ok((here.lock().unwrap().volume,)))?;
    let here = world.clone();
    settings.func_wrap("setr-volume", move |_, (value,): (u8,)| {
        if value > 11 {
            return Ok((Err::<(), _>("too loud".to_owned()),));
        }
        here.lock().unwrap().volume = value;
        Ok((Ok(()),))
    })?;
    let here = world.clone();
    settings.func_wrap("[constructor]lamp", move |_, (name,): (String,)| {
        let lamps = &mut here.lock().unwrap().lamps;
        lamps.push(Lamp { name, lit: false });
        Ok((Resource::<Lamp>::new_own(u32::try_from(lamps.len() - 1)?),))
    })?;
    let here = world.clone();
    settings.func_wrap("[method]lamp.getr-name", move |_, (lamp,): (Resource<Lamp>,)| {
        Ok((here.lock().unwrap().lamps[lamp.rep() as usize].name.clone(),))
    })?;
    let here = world.clone();
    settings.func_wrap("[method]lamp.getr-lit", move |_, (lamp,): (Resource<Lamp>,)| {
        Ok((here.lock().unwrap().lamps[lamp.rep() as usize].lit,))
    })?;
    let here = world.clone();
    settings.func_wrap("[method]lamp.setr-lit", move |_, (lamp, value): (Resource<Lamp>, bool)| {
        here.lock().unwrap().lamps[lamp.rep() as usize].lit = value;
        Ok(())
    })?;
    let here = world.clone();
    settings.func_wrap("[static]lamp.getr-count", move |_, ()| Ok((here.lock().unwrap().count,)))?;
    let here = world.clone();
    settings.func_wrap("[static]lamp.setr-count", move |_, (value,): (u32,)| {
        here.lock().unwrap().count = value;
        Ok(())
    })
}

/// A store under a name of its own, which its buckets mention.
fn store(linker: &mut Linker<State>, world: &Shared, name: &'static str) -> wasmtime::Result<()> {
    let mut store = linker.instance(name)?;
    store.resource("bucket", ResourceType::host::<Bucket>(), |_, _| Ok(()))?;
    let here = world.clone();
    store.func_wrap("[constructor]bucket", move |_, (bucket,): (String,)| {
        let buckets = &mut here.lock().unwrap().buckets;
        buckets.push(format!("{bucket} in {name}"));
        Ok((Resource::<Bucket>::new_own(u32::try_from(buckets.len() - 1)?),))
    })?;
    let here = world.clone();
    store.func_wrap("[method]bucket.name", move |_, (bucket,): (Resource<Bucket>,)| {
        Ok((here.lock().unwrap().buckets[bucket.rep() as usize].clone(),))
    })?;
    let here = world.clone();
    store.func_new("put", move |_, _, params, results| {
        let Val::Record(fields) = &params[0] else { panic!("{params:?}") };
        let Val::String(key) = &fields[0].1 else { panic!("{params:?}") };
        let entries = &mut here.lock().unwrap().entries;
        entries.insert((name, key.clone()), params[0].clone());
        results[0] = Val::U32(u32::try_from(entries.keys().filter(|(store, _)| *store == name).count())?);
        Ok(())
    })?;
    let here = world.clone();
    store.func_new_concurrent("find", move |_, _, params, results| {
        let Val::String(key) = &params[0] else { panic!("{params:?}") };
        let found = here.lock().unwrap().entries.get(&(name, key.clone())).cloned();
        Box::pin(async move {
            tokio::task::yield_now().await;
            results[0] = Val::Option(found.map(Box::new));
            Ok(())
        })
    })
}

fn blocks(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    fn turn(params: &[Val]) -> Val {
        let Val::FixedLengthList(items) = &params[0] else { panic!("no list") };
        Val::FixedLengthList(items.iter().rev().cloned().collect())
    }
    fn last(params: &[Val]) -> Val {
        let Val::List(items) = &params[0] else { panic!("no list") };
        Val::Option(items.last().cloned().map(Box::new))
    }
    let mut blocks = linker.instance("test:newest/blocks")?;
    for (name, function) in [("turn", turn as fn(&[Val]) -> Val), ("last", last)] {
        blocks.func_new(name, move |_, _, params, results| {
            results[0] = function(params);
            Ok(())
        })?;
        blocks.func_new_concurrent(&format!("{name}-later"), move |_, _, params, results| {
            Box::pin(async move {
                tokio::task::yield_now().await;
                results[0] = function(params);
                Ok(())
            })
        })?;
    }
    Ok(())
}

#[tokio::test]
async fn lists_as_large_as_the_stack() {
    let (mut instance, _world) = newest().await;
    let mut call = async |function, arg: Val| instance.call("test:newest/blocks", function, &[arg]).await.unwrap();
    let block = |first: u32| Val::FixedLengthList((first..first + (1 << 20)).map(|byte| Val::U8(byte as u8)).collect());
    let blob = |name: &str, first| {
        Val::Record(vec![("name".to_owned(), Val::String(name.into())), ("block".to_owned(), block(first))])
    };
    let blobs = || Val::List(vec![blob("first", 7), blob("last", 9)]);
    let found = Some(Val::Option(Some(Box::new(blob("last", 9)))));
    // Turned by the guest and by the host.
    assert!(call("turn", block(3)).await == Some(block(3)));
    assert!(call("turn-later", block(5)).await == Some(block(5)));
    assert!(call("last", blobs()).await == found);
    assert!(call("last-later", blobs()).await == found);
    assert!(call("last", Val::List(vec![])).await == Some(Val::Option(None)));
}

#[tokio::test]
async fn getters_and_setters() {
    let (mut instance, world) = newest().await;
    let mut call = async |interface, function, args: &[Val]| instance.call(interface, function, args).await.unwrap();

    assert_eq!(call(SETTINGS, "setr-volume", &[Val::U8(7)]).await, Some(Val::Result(Ok(None))));
    assert_eq!(call(SETTINGS, "getr-volume", &[]).await, Some(Val::U8(7)));
    let loud = Val::Result(Err(Some(Box::new(Val::String("too loud".into())))));
    assert_eq!(call(SETTINGS, "setr-volume", &[Val::U8(12)]).await, Some(loud));
    assert_eq!(world.lock().unwrap().volume, 7);

    let lamp = call(SETTINGS, "[constructor]lamp", &[Val::String("port".into())]).await.unwrap();
    let lamp = std::slice::from_ref(&lamp);
    assert_eq!(call(SETTINGS, "[method]lamp.getr-name", lamp).await, Some(Val::String("port".into())));
    assert_eq!(call(SETTINGS, "[method]lamp.getr-lit", lamp).await, Some(Val::Bool(false)));
    assert_eq!(call(SETTINGS, "[method]lamp.setr-lit", &[lamp[0].clone(), Val::Bool(true)]).await, None);
    assert_eq!(call(SETTINGS, "[method]lamp.getr-lit", lamp).await, Some(Val::Bool(true)));
    assert_eq!(call(SETTINGS, "[static]lamp.setr-count", &[Val::U32(40)]).await, None);
    assert_eq!(call(SETTINGS, "[static]lamp.getr-count", &[]).await, Some(Val::U32(40)));

    // Those of the world itself: the getter asks for the imported motto.
    assert_eq!(call("", "setr-level", &[Val::U64(3)]).await, None);
    assert_eq!(call("", "getr-level", &[]).await, Some(Val::U64(12)));
}

#[tokio::test]
async fn one_interface_imported_under_several_names() {
    let (mut instance, world) = newest().await;
    let mut call = async |function, args: &[Val]| instance.call("backup", function, args).await.unwrap();
    let entry = |key: &str| {
        let value = Val::List(vec![Val::U8(1), Val::U8(2)]);
        Val::Record(vec![("key".to_owned(), Val::String(key.into())), ("value".to_owned(), value)])
    };

    // Both stores count.
    assert_eq!(call("put", &[entry("a")]).await, Some(Val::U32(11)));
    assert_eq!(call("put", &[entry("b")]).await, Some(Val::U32(22)));
    let found = Some(Val::Option(Some(Box::new(entry("b")))));
    assert_eq!(call("find", &[Val::String("b".into())]).await, found);
    // Only the first has this one.
    world.lock().unwrap().entries.insert(("primary", "old".to_owned()), entry("old"));
    let found = Some(Val::Option(Some(Box::new(entry("old")))));
    assert_eq!(call("find", &[Val::String("old".into())]).await, found);
    assert_eq!(call("find", &[Val::String("c".into())]).await, Some(Val::Option(None)));

    let bucket = call("[constructor]bucket", &[Val::String("tar".into())]).await.unwrap();
    let name = call("[method]bucket.name", &[bucket]).await;
    assert_eq!(name, Some(Val::String("tar in primary and tar in cache".into())));
}
