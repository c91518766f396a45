//! Values of every kind of type, from the host through a guest's exports to its imports and back.

use std::pin::Pin;

use wasmtime::component::Val;
use wharf_tests::{Host, Instance, Sandbox, Wasm, guest};

#[tokio::test]
async fn values_come_back_as_they_went() {
    values_come_back(&mut relay().await).await;
}

pub(crate) async fn values_come_back(instance: &mut Instance) {
    for (function, values) in cases() {
        for value in values {
            for interface in ["test:types/echo", "test:types/echo-later"] {
                let back = instance.call(interface, function, std::slice::from_ref(&value)).await.unwrap();
                assert_eq!(back, Some(value.clone()), "{interface}#{function}");
            }
        }
    }
}

#[tokio::test]
async fn more_parameters_than_flat_ones_fit() {
    let mut instance = relay().await;
    let params: Vec<Val> = (0..16)
        .map(|index| match index {
            4 | 9 | 14 => Val::String(format!("parameter {index}")),
            index if index % 2 == 1 => Val::U32(index),
            index => Val::Float32(index as f32),
        })
        .collect();
    for interface in ["test:types/echo", "test:types/echo-later"] {
        let result = instance.call(interface, "many", &params).await.unwrap();
        assert_eq!(result, Some(Val::Tuple(vec![Val::U32(15), string("parameter 14")])), "{interface}");
    }
}

#[tokio::test]
async fn calls_leave_nothing_behind() {
    let mut instance = relay().await;
    let cases = cases();
    let mut call_all = async || {
        for (function, values) in &cases {
            for value in values {
                for interface in ["test:types/echo", "test:types/echo-later"] {
                    instance.call(interface, function, std::slice::from_ref(value)).await.unwrap();
                }
            }
        }
        instance.memory()
    };
    for _ in 0..3 {
        call_all().await;
    }
    let settled = call_all().await;
    for _ in 0..30 {
        call_all().await;
    }
    assert_eq!(call_all().await, settled, "linear memory grows with the number of calls");
}

/// The guest, with imports that return what they are given.
async fn relay() -> Instance {
    relay_of(guest::component("guest-types").unwrap_or_else(|error| panic!("{error}"))).await
}

/// A component of that world, with the same imports.
pub(crate) async fn relay_of(component: impl Into<Wasm>) -> Instance {
    let host = Host::shared();
    let mut linker = host.linker().unwrap();
    let names: Vec<&str> = cases().into_iter().map(|(name, _)| name).collect();
    let mut echo = linker.instance("test:types/echo").unwrap();
    for name in &names {
        echo.func_new(name, |_, _, params, results| {
            results[0] = params[0].clone();
            Ok(())
        })
        .unwrap();
    }
    echo.func_new("many", |_, _, params, results| {
        results[0] = last(params);
        Ok(())
    })
    .unwrap();
    let mut echo = linker.instance("test:types/echo-later").unwrap();
    for name in &names {
        echo.func_new_concurrent(name, |_, _, params, results| {
            Box::pin(async move {
                // Some calls return at once, the others after a turn of the host.
                if format!("{params:?}").len().is_multiple_of(2) {
                    tokio::task::yield_now().await;
                }
                results[0] = params[0].clone();
                Ok(())
            }) as Pin<Box<dyn Future<Output = wasmtime::Result<()>> + Send>>
        })
        .unwrap();
    }
    echo.func_new_concurrent("many", |_, _, params, results| {
        Box::pin(async move {
            results[0] = last(params);
            Ok(())
        })
    })
    .unwrap();
    Instance::with_linker(&host, component, &Sandbox::new(), &linker).await.unwrap()
}

/// The last two of the sixteen parameters, the other way round.
fn last(params: &[Val]) -> Val {
    assert_eq!(params.len(), 16);
    Val::Tuple(vec![params[15].clone(), params[14].clone()])
}

/// The functions and what they are called with.
fn cases() -> Vec<(&'static str, Vec<Val>)> {
    let points = || vec![point(0.0, 0.0, 0), point(-1.5, f64::MAX, 255), point(f64::INFINITY, 1e-300, 7)];
    let people = || vec![person("", &[], None), person("Ada ⚓", &["countess", "", "編"], Some(36))];
    vec![
        ("bools", vec![Val::Bool(true), Val::Bool(false)]),
        ("bytes", vec![Val::U8(0), Val::U8(255)]),
        ("shorts", vec![Val::S16(i16::MIN), Val::S16(-1), Val::S16(i16::MAX)]),
        ("words", vec![Val::U32(0), Val::U32(u32::MAX)]),
        ("longs", vec![Val::S64(i64::MIN), Val::S64(-1), Val::S64(i64::MAX)]),
        ("singles", vec![Val::Float32(-0.0), Val::Float32(f32::MAX), Val::Float32(f32::NEG_INFINITY)]),
        ("doubles", vec![Val::Float64(f64::MIN_POSITIVE), Val::Float64(-1e300)]),
        ("chars", vec![Val::Char('\0'), Val::Char('⚓'), Val::Char(char::MAX)]),
        ("strings", vec![string(""), string("wharf"), string(&"編 ⚓ é".repeat(1000))]),
        ("points", points()),
        ("named", people()),
        (
            "shapes",
            vec![
                case("empty", None),
                case("circle", Some(point(1.0, 2.0, 3))),
                case("polygon", Some(Val::List(points()))),
                case("polygon", Some(Val::List(vec![]))),
                case("named", Some(Val::Tuple(vec![string("cube"), Val::Enum("solid".into())]))),
                case("weight", Some(Val::Float32(-2.5))),
                case("count", Some(Val::U64(u64::MAX))),
            ],
        ),
        ("colors", ["red", "green", "blue"].map(|color| Val::Enum(color.into())).to_vec()),
        (
            "rights",
            vec![
                Val::Flags(vec![]),
                Val::Flags(vec!["read".into(), "execute".into()]),
                Val::Flags(vec!["read".into(), "write".into(), "execute".into()]),
            ],
        ),
        ("maybe-words", vec![Val::Option(None), some(Val::U32(7))]),
        ("maybe-names", vec![Val::Option(None), some(string("")), some(string("name"))]),
        (
            "outcomes",
            vec![
                ok(Some(string("fine"))),
                err(Some(case("missing", Some(string("anchor"))))),
                err(Some(case("code", Some(Val::S8(-128))))),
                err(Some(case("deadline", Some(Val::U64(1 << 63))))),
            ],
        ),
        ("bare-results", vec![ok(None), err(None)]),
        ("pairs", vec![Val::Tuple(vec![Val::U8(9), string("nine"), Val::Float64(9.5)])]),
        (
            "byte-lists",
            [0, 1, 100_000].map(|len| Val::List((0..len).map(|byte| Val::U8(byte as u8)).collect())).to_vec(),
        ),
        ("point-lists", vec![Val::List(vec![]), Val::List(points()), many(points)]),
        ("person-lists", vec![Val::List(vec![]), Val::List(people()), many(people)]),
        (
            "nested-lists",
            vec![
                Val::List(vec![]),
                Val::List(vec![Val::List(vec![]), Val::List(vec![string("a"), string("")]), Val::List(vec![])]),
            ],
        ),
        ("broad", vec![broad()]),
    ]
}

fn string(text: &str) -> Val {
    Val::String(text.into())
}

fn record<const N: usize>(fields: [(&str, Val); N]) -> Val {
    Val::Record(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

fn point(x: f64, y: f64, label: u8) -> Val {
    record([("x", Val::Float64(x)), ("y", Val::Float64(y)), ("label", Val::U8(label))])
}

fn person(name: &str, tags: &[&str], age: Option<u8>) -> Val {
    record([
        ("name", string(name)),
        ("tags", Val::List(tags.iter().map(|tag| string(tag)).collect())),
        ("age", Val::Option(age.map(|age| Box::new(Val::U8(age))))),
        ("home", point(52.0, -0.1, 1)),
    ])
}

fn broad() -> Val {
    record([
        ("a", Val::U64(u64::MAX)),
        ("b", Val::U8(2)),
        ("c", Val::U16(0xabcd)),
        ("d", Val::U32(4)),
        ("e", Val::S8(-5)),
        ("f", Val::S16(-6)),
        ("g", Val::S32(-7)),
        ("h", Val::S64(-8)),
        ("i", Val::Float32(9.25)),
        ("j", Val::Float64(-10.5)),
        ("k", Val::Bool(true)),
        ("l", Val::Char('ß')),
        ("m", Val::U8(13)),
        ("n", Val::U8(14)),
        ("o", Val::U8(15)),
        ("p", Val::U8(16)),
        ("q", Val::U8(17)),
    ])
}

fn case(name: &str, payload: Option<Val>) -> Val {
    Val::Variant(name.into(), payload.map(Box::new))
}

fn some(value: Val) -> Val {
    Val::Option(Some(Box::new(value)))
}

fn ok(value: Option<Val>) -> Val {
    Val::Result(Ok(value.map(Box::new)))
}

fn err(value: Option<Val>) -> Val {
    Val::Result(Err(value.map(Box::new)))
}

/// A long list.
fn many(items: impl Fn() -> Vec<Val>) -> Val {
    Val::List((0..500).flat_map(|_| items()).collect())
}
