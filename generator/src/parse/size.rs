//! How large types are: two types in each of which the one before occurs twice are four times as large, and sixty of
//! them larger than any memory.

use wit_parser::{Resolve, Type, TypeDefKind};

use super::Texts;
use crate::error::{Error, Report};

/// How many parts the component model lets a type have.
const MAX_PARTS: u64 = 1_000_000;

/// How many bytes a value may take, that which it points to aside.
const MAX_BYTES: u64 = 1 << 28;

/// How many types may lie inside one another: what looks at types goes as deep.
const MAX_DEPTH: u64 = 1_200;

/// The size of a type.
#[derive(Clone, Copy, Default)]
struct Size {
    depth: u64,
    parts: u64,
    /// Not less than it takes.
    bytes: u64,
}

/// Refuses types that are larger than the component model allows.
pub(crate) fn check(resolve: &Resolve, texts: &Texts) -> Result<(), Error> {
    let mut sizes: Vec<Size> = Vec::new();
    for (_, def) in resolve.types.iter() {
        let size = size(&def.kind, &sizes);
        let name = def.name.as_deref().unwrap_or("a type without a name");
        let report = |problem: &str, note: &str| {
            let place = texts.snippet(&resolve.source_map, def.span);
            Err(Report::new(format!("the type `{name}` is too {problem}")).at(place).note(note).into())
        };
        if size.parts > MAX_PARTS || size.bytes > MAX_BYTES {
            return report("large", "the component model allows 1,000,000 parts and 256 MiB");
        }
        if size.depth > MAX_DEPTH {
            return report("deep", "more than 1,200 types inside one another are not supported");
        }
        sizes.push(size);
    }
    Ok(())
}

fn size(kind: &TypeDefKind, known: &[Size]) -> Size {
    // What a type is made of is declared before it.
    let of = |ty: &Type| match ty {
        Type::Id(id) => known.get(id.index()).copied().unwrap_or_default(),
        _ => Size { depth: 1, parts: 1, bytes: 8 },
    };
    let all = |types: &mut dyn Iterator<Item = &Type>| {
        types.map(of).fold(Size { depth: 1, parts: 1, bytes: 8 }, |sum, size| Size {
            depth: sum.depth.max(size.depth + 1),
            parts: sum.parts.saturating_add(size.parts),
            bytes: sum.bytes.saturating_add(size.bytes),
        })
    };
    let pointer = |size: Size| Size { bytes: 8, ..size };
    match kind {
        TypeDefKind::Record(record) => all(&mut record.fields.iter().map(|field| &field.ty)),
        TypeDefKind::Variant(variant) => all(&mut variant.cases.iter().filter_map(|case| case.ty.as_ref())),
        TypeDefKind::Tuple(tuple) => all(&mut tuple.types.iter()),
        TypeDefKind::Result(result) => all(&mut result.ok.iter().chain(&result.err)),
        TypeDefKind::Option(ty) => all(&mut std::iter::once(ty)),
        TypeDefKind::Type(ty) => Size { depth: of(ty).depth + 1, ..of(ty) },
        TypeDefKind::List(ty) => pointer(all(&mut std::iter::once(ty))),
        TypeDefKind::Map(key, value) => pointer(all(&mut [key, value].into_iter())),
        TypeDefKind::Stream(ty) | TypeDefKind::Future(ty) => pointer(all(&mut ty.iter())),
        TypeDefKind::FixedLengthList(ty, length) => {
            let item = of(ty);
            Size {
                depth: item.depth + 1,
                parts: item.parts.saturating_add(1),
                bytes: item.bytes.saturating_mul(u64::from(*length)),
            }
        }
        _ => Size { depth: 1, parts: 1, bytes: 8 },
    }
}
