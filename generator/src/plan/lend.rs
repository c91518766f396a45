//! Ownership of parameters: what a synchronous import borrows.

use super::facts::facts;
use super::model::Ty;
use crate::options::Ownership;

/// The type that a synchronous import takes: references to what lies on the heap and to what holds borrows. Values that
/// carry handles away are owned.
pub(crate) fn lend(ty: Ty, ownership: Ownership) -> Ty {
    match ownership {
        Ownership::Owning => lend_whole(ty),
        // A fixed-length list is passed as it is, as wit-bindgen has it.
        Ownership::Borrowing { .. } if matches!(ty, Ty::Array(..)) => ty,
        Ownership::Borrowing { .. } => lend_parts(&ty),
    }
}

/// A reference to a value that owns what it holds.
fn lend_whole(ty: Ty) -> Ty {
    let inside = facts(&ty);
    if inside.handle || !(inside.heap || inside.borrow) {
        return ty;
    }
    match ty {
        Ty::String => Ty::Str,
        Ty::List(item) => Ty::Slice(item),
        Ty::Map(..) => Ty::Ref(Box::new(ty)),
        Ty::Boxed(array) => Ty::Ref(array),
        Ty::Named(named) => match named.alias.as_deref().map(resolved) {
            Some(list @ (Ty::String | Ty::List(_) | Ty::Map(..) | Ty::Boxed(_))) => lend_whole(list.clone()),
            _ => Ty::Ref(Box::new(Ty::Named(named))),
        },
        other => map_parts(other, lend_whole),
    }
}

/// A value that borrows every list and string in it, as far as its type has a form for that.
pub(crate) fn lend_parts(ty: &Ty) -> Ty {
    let inside = facts(ty);
    if inside.handle || !(inside.heap || inside.borrow) {
        return ty.clone();
    }
    match ty {
        Ty::String => Ty::Str,
        Ty::List(item) => Ty::Slice(Box::new(lend_parts(item))),
        Ty::Array(item, len) => Ty::Array(Box::new(lend_parts(item)), *len),
        Ty::Boxed(array) => Ty::Ref(Box::new(lend_parts(array))),
        Ty::Map(key, value) => Ty::Ref(Box::new(Ty::Map(Box::new(lend_parts(key)), Box::new(lend_parts(value))))),
        Ty::Named(named) => match (&named.lent, named.alias.as_deref().map(resolved)) {
            (Some(lent), _) => Ty::Lent(lent.clone()),
            (None, Some(Ty::Named(_)) | None) if inside.heap => Ty::Ref(Box::new(ty.clone())),
            (None, Some(structure)) => lend_parts(structure),
            (None, None) => ty.clone(),
        },
        other => map_parts(other.clone(), |part| lend_parts(&part)),
    }
}

/// The same with each part of an option, a result or a tuple replaced.
fn map_parts(ty: Ty, lend: impl Fn(Ty) -> Ty) -> Ty {
    let boxed = |ty: Box<Ty>| Box::new(lend(*ty));
    match ty {
        Ty::Option(inner) => Ty::Option(boxed(inner)),
        Ty::Result(ok, err) => Ty::Result(ok.map(boxed), err.map(boxed)),
        Ty::Tuple(fields) => Ty::Tuple(fields.into_iter().map(lend).collect()),
        other => other,
    }
}

/// The type behind its other names.
pub(crate) fn resolved(ty: &Ty) -> &Ty {
    match ty {
        Ty::Named(named) => match &named.alias {
            Some(alias) => resolved(alias),
            None => ty,
        },
        _ => ty,
    }
}
