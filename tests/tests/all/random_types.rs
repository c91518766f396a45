//! Values of random types, through a guest and back, and the layout of the types.

use std::time::Duration;

use wasmtime::component::Val;
use wharf_random::Rng;
use wharf_random::types::{COUNT, SEED, is_async, package};
use wharf_tests::{Call, Instance, Sandbox, guest};
use wit_parser::abi::{FlatTypes, WasmType};
use wit_parser::{Resolve, SizeAlign, Type, TypeDefKind, TypeId};

use crate::extensions;

/// Values for each type.
const VALUES: usize = 50;

#[tokio::test]
async fn random_values_come_back_as_they_went() {
    let mut instance = random().await;
    let (resolve, types) = declarations();
    let mut rng = Rng::new(SEED);
    for (number, id) in types.iter().enumerate() {
        let interface = if is_async(number) { "test:random/echo-later" } else { "test:random/echo" };
        let function = format!("echo{number}");
        let values: Vec<Val> = (0..VALUES).map(|_| value(&resolve, &Type::Id(*id), &mut rng)).collect();
        if is_async(number) {
            // All of them at once.
            let calls: Vec<Call> =
                values.iter().map(|value| Call::new(interface, &function, std::slice::from_ref(value))).collect();
            for (value, back) in values.iter().zip(instance.call_all(&calls).await.unwrap()) {
                assert_eq!(back.as_ref(), Some(value), "{function}");
            }
        } else {
            for value in &values {
                let back = instance.call(interface, &function, std::slice::from_ref(value)).await.unwrap();
                assert_eq!(back.as_ref(), Some(value), "{function}");
            }
        }
    }
}

#[tokio::test]
async fn layouts_are_those_of_the_canonical_abi() {
    let (resolve, types) = declarations();
    let mut sizes = SizeAlign::default();
    sizes.fill(&resolve).unwrap();
    let expected = types.iter().map(|id| {
        let ty = Type::Id(*id);
        let mut flat = [WasmType::I32; 40_000];
        let mut flat = FlatTypes::new(&mut flat);
        assert!(resolve.push_flat(&ty, &mut flat), "{:?} is wider than expected", resolve.types[*id].name);
        let numbers = [sizes.size(&ty).size_wasm32(), sizes.align(&ty).align_wasm32(), flat.to_vec().len()];
        Val::Tuple(numbers.map(|number| Val::U32(u32::try_from(number).unwrap())).to_vec())
    });
    let expected: Vec<Val> = expected.collect();
    assert_eq!(expected.len(), COUNT);

    let mut instance = random().await;
    let Some(Val::List(found)) = instance.call("", "layouts", &[]).await.unwrap() else { panic!("no list") };
    assert_eq!(found.len(), COUNT);
    for (number, (found, expected)) in found.iter().zip(&expected).enumerate() {
        assert_eq!(found, expected, "t{number}: size, alignment, flat values");
    }
}

/// The types, in the order of their numbers.
fn declarations() -> (Resolve, Vec<TypeId>) {
    let mut resolve = Resolve::default();
    let package = resolve.push_str("random.wit", &package(SEED, COUNT)).unwrap();
    let types = resolve.interfaces[resolve.packages[package].interfaces["types"]].types.values().copied().collect();
    (resolve, types)
}

/// The guest, with imports that return what they are given.
async fn random() -> Instance {
    let host = extensions::host();
    let mut linker = host.linker().unwrap();
    let mut echo = linker.instance("test:random/echo-later").unwrap();
    for number in (0..COUNT).filter(|number| is_async(*number)) {
        echo.func_new_concurrent(&format!("echo{number}"), |_, _, params, results| {
            Box::pin(async move {
                results[0] = params[0].clone();
                Ok(())
            })
        })
        .unwrap();
    }
    let component = guest::component("guest-random").unwrap_or_else(|error| panic!("{error}"));
    Instance::with_linker(&host, component, &Sandbox::new(), &linker).await.unwrap().limit(Duration::from_secs(120))
}

/// A random value of a type.
#[expect(clippy::cast_possible_truncation, reason = "any bits will do")]
fn value(resolve: &Resolve, ty: &Type, rng: &mut Rng) -> Val {
    let bits = match rng.within(0..4) {
        // The edges are where mistakes are.
        0 => *rng.pick(&[0, u64::MAX, 1 << 31, 1 << 63]),
        _ => rng.next_u64(),
    };
    match ty {
        Type::Bool => Val::Bool(bits & 1 == 1),
        Type::S8 => Val::S8(bits as i8),
        Type::U8 => Val::U8(bits as u8),
        Type::S16 => Val::S16(bits as i16),
        Type::U16 => Val::U16(bits as u16),
        Type::S32 => Val::S32(bits as i32),
        Type::U32 => Val::U32(bits as u32),
        Type::S64 => Val::S64(bits as i64),
        Type::U64 => Val::U64(bits),
        Type::F32 => Val::Float32(f32::from_bits(bits as u32)),
        Type::F64 => Val::Float64(f64::from_bits(bits)),
        Type::Char => Val::Char(character(rng)),
        Type::String => Val::String((0..rng.within(0..9)).map(|_| character(rng)).collect()),
        Type::ErrorContext => panic!("error contexts are not equal to one another"),
        Type::Id(id) => structure(resolve, &resolve.types[*id].kind, rng),
    }
}

fn structure(resolve: &Resolve, kind: &TypeDefKind, rng: &mut Rng) -> Val {
    let one = |ty: &Type, rng: &mut Rng| value(resolve, ty, rng);
    let optional = |ty: &Option<Type>, rng: &mut Rng| ty.as_ref().map(|ty| Box::new(one(ty, rng)));
    match kind {
        TypeDefKind::Type(ty) => one(ty, rng),
        TypeDefKind::List(item) => {
            // Lists of what is plain may be long: they cross in one copy.
            let longest = if matches!(item, Type::U8 | Type::U32 | Type::F64) { 200 } else { 4 };
            Val::List((0..rng.within(0..longest)).map(|_| one(item, rng)).collect())
        }
        TypeDefKind::FixedLengthList(item, length) => {
            Val::FixedLengthList((0..*length).map(|_| one(item, rng)).collect())
        }
        TypeDefKind::Map(key, item) => {
            let entries = (0..rng.within(0..5)).map(|_| (one(key, rng), one(item, rng)));
            Val::Map(in_order(entries.collect()))
        }
        TypeDefKind::Record(record) => {
            Val::Record(record.fields.iter().map(|field| (field.name.clone(), one(&field.ty, rng))).collect())
        }
        TypeDefKind::Tuple(tuple) => Val::Tuple(tuple.types.iter().map(|ty| one(ty, rng)).collect()),
        TypeDefKind::Variant(variant) => {
            let case = rng.pick(&variant.cases);
            Val::Variant(case.name.clone(), optional(&case.ty, rng))
        }
        TypeDefKind::Enum(cases) => Val::Enum(rng.pick(&cases.cases).name.clone()),
        TypeDefKind::Option(ty) => Val::Option(rng.once_in(2).then(|| Box::new(one(ty, rng)))),
        TypeDefKind::Result(result) => Val::Result(match rng.once_in(2) {
            true => Ok(optional(&result.ok, rng)),
            false => Err(optional(&result.err, rng)),
        }),
        TypeDefKind::Flags(flags) => {
            let set = flags.flags.iter().filter(|_| rng.once_in(2));
            Val::Flags(set.map(|flag| flag.name.clone()).collect())
        }
        other => panic!("no random values of a {}", other.as_str()),
    }
}

fn character(rng: &mut Rng) -> char {
    match rng.within(0..4) {
        0 => *rng.pick(&['\0', '\u{d7ff}', '\u{e000}', char::MAX]),
        1 => *rng.pick(&['é', '⚓', '編', '🚢']),
        _ => char::from(b' ' + u8::try_from(rng.within(0..95)).unwrap()),
    }
}

/// The entries of a map in the order that a `BTreeMap` gives them back in.
fn in_order(mut entries: Vec<(Val, Val)>) -> Vec<(Val, Val)> {
    entries.sort_by(|(a, _), (b, _)| match (a, b) {
        (Val::Bool(a), Val::Bool(b)) => a.cmp(b),
        (Val::U8(a), Val::U8(b)) => a.cmp(b),
        (Val::S32(a), Val::S32(b)) => a.cmp(b),
        (Val::U64(a), Val::U64(b)) => a.cmp(b),
        (Val::Char(a), Val::Char(b)) => a.cmp(b),
        (Val::String(a), Val::String(b)) => a.cmp(b),
        other => panic!("no keys: {other:?}"),
    });
    entries.dedup_by(|(a, _), (b, _)| a == b);
    entries
}
