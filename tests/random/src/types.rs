//! A WIT package of random types, with functions that return what they are given.

use std::fmt::Write as _;

use crate::Rng;

/// The seed of the package that the guest `random` is built of.
pub const SEED: u64 = 0x0077_6861_7266;

/// How many types it has.
pub const COUNT: usize = 320;

/// Types with more nodes than this are not put into others.
const MAX_WEIGHT: usize = 60;

const SCALARS: [&str; 12] = ["bool", "u8", "u16", "u32", "u64", "s8", "s16", "s32", "s64", "f32", "f64", "char"];

/// What keys of maps may be.
const KEYS: [&str; 6] = ["bool", "u8", "s32", "u64", "char", "string"];

/// Whether the function for the type of this number is async, and passes the value through an import.
#[must_use]
pub fn is_async(number: usize) -> bool {
    number % 2 == 1
}

/// The package `test:random`. Its interface `types` declares `t0`, `t1`, …; `echo` has `echo0`, `echo2`, …, and
/// `echo-later`, which is imported and exported, the others. The world `random` exports `layouts`, too.
#[must_use]
pub fn package(seed: u64, count: usize) -> String {
    let mut rng = Rng::new(seed);
    let mut declared = Declared::default();
    let mut declarations = String::new();
    for number in 0..count {
        let (declaration, weight) = match number + 1 == count {
            true => (large(&format!("t{number}")), usize::MAX),
            false => declaration(number, &mut rng, &declared),
        };
        let _ = writeln!(declarations, "  {declaration}");
        declared.weights.push(weight);
    }
    let names: Vec<String> = (0..count).map(|number| format!("t{number}")).collect();
    let interface = |name: &str, asynchronous: bool| {
        let mut text = format!("interface {name} {{\n  use types.{{{}}};\n", names.join(", "));
        let keyword = if asynchronous { "async " } else { "" };
        for number in (0..count).filter(|number| is_async(*number) == asynchronous) {
            let _ = writeln!(text, "  echo{number}: {keyword}func(value: t{number}) -> t{number};");
        }
        text + "}\n"
    };
    format!(
        "package test:random;\n\ninterface types {{\n{declarations}}}\n\n{}\n{}
world random {{
  export echo;
  import echo-later;
  export echo-later;
  /// Size, alignment and number of flat values of each type.
  export layouts: func() -> list<tuple<u32, u32, u32>>;
}}
",
        interface("echo", false),
        interface("echo-later", true)
    )
}

/// The types that are there already, by how many nodes they have.
#[derive(Default)]
struct Declared {
    weights: Vec<usize>,
}

fn declaration(number: usize, rng: &mut Rng, declared: &Declared) -> (String, usize) {
    let name = format!("t{number}");
    match rng.within(0..10) {
        0..3 => {
            let (fields, weight) = members(rng, declared, 1..9, |index, ty, _| format!("f{index}: {ty}"));
            (format!("record {name} {{ {fields} }}"), weight)
        }
        3..6 => {
            let (cases, weight) = members(rng, declared, 1..9, |index, ty, rng| match rng.once_in(3) {
                true => format!("c{index}"),
                false => format!("c{index}({ty})"),
            });
            (format!("variant {name} {{ {cases} }}"), weight)
        }
        6 => {
            // Now and then more cases than a byte can tell apart.
            let count = if rng.once_in(4) { rng.within(250..300) } else { rng.within(1..12) };
            (format!("enum {name} {{ {} }}", names("c", count)), 1)
        }
        7 => (format!("flags {name} {{ {} }}", names("b", rng.within(1..33))), 1),
        _ => {
            let (ty, weight) = structure(rng, declared, 3);
            (format!("type {name} = {ty};"), weight)
        }
    }
}

/// A type whose lists are too large together for the stack.
fn large(name: &str) -> String {
    let lists = names("quarter-", 4).replace(',', ": list<u64, 8192>,");
    format!("record {name} {{ {lists}: list<u64, 8192>, rest: string }}")
}

fn names(prefix: &str, count: usize) -> String {
    (0..count).map(|index| format!("{prefix}{index}")).collect::<Vec<_>>().join(", ")
}

fn members(
    rng: &mut Rng,
    declared: &Declared,
    counts: std::ops::Range<usize>,
    member: impl Fn(usize, String, &mut Rng) -> String,
) -> (String, usize) {
    let mut total = 1;
    let members: Vec<String> = (0..rng.within(counts))
        .map(|index| {
            let (ty, weight) = ty(rng, declared, 2);
            total += weight;
            member(index, ty, rng)
        })
        .collect();
    (members.join(", "), total)
}

/// Any type, and how many nodes it has.
fn ty(rng: &mut Rng, declared: &Declared, depth: usize) -> (String, usize) {
    let count = declared.weights.len();
    match rng.within(0..10) {
        0..3 => ((*rng.pick(&SCALARS)).to_owned(), 1),
        3 => ("string".to_owned(), 1),
        4..7 if count > 0 => {
            let number = rng.within(0..count);
            match declared.weights[number] {
                weight if weight <= MAX_WEIGHT => (format!("t{number}"), weight),
                _ => ("u16".to_owned(), 1),
            }
        }
        _ if depth > 0 => structure(rng, declared, depth),
        _ => ((*rng.pick(&SCALARS)).to_owned(), 1),
    }
}

/// A type that is made of others.
fn structure(rng: &mut Rng, declared: &Declared, depth: usize) -> (String, usize) {
    let mut weight = 1;
    let mut inner = |rng: &mut Rng| {
        let (ty, inner) = ty(rng, declared, depth - 1);
        weight += inner;
        ty
    };
    let text = match rng.within(0..9) {
        0 | 1 => format!("list<{}>", inner(rng)),
        2 => format!("option<{}>", inner(rng)),
        3 => match rng.within(0..4) {
            0 => "result".to_owned(),
            1 => format!("result<{}>", inner(rng)),
            2 => format!("result<_, {}>", inner(rng)),
            _ => format!("result<{}, {}>", inner(rng), inner(rng)),
        },
        4 | 5 => {
            // Now and then more than a tuple of Rust may have.
            let count = if rng.once_in(12) { rng.within(30..40) } else { rng.within(1..6) };
            let parts: Vec<String> = (0..count).map(|_| inner(rng)).collect();
            format!("tuple<{}>", parts.join(", "))
        }
        6 => format!("list<{}, {}>", rng.pick(&SCALARS), rng.within(1..20)),
        7 => {
            let item = inner(rng);
            let length = rng.within(1..4);
            weight *= length;
            return (format!("list<{item}, {length}>"), weight);
        }
        _ => format!("map<{}, {}>", rng.pick(&KEYS), inner(rng)),
    };
    (text, weight)
}
