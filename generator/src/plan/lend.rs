//! Ownership of parameters: what a synchronous import borrows.

use super::facts::facts;
use super::model::Ty;

/// The type that a synchronous import takes: references to what lies on the heap, values that carry handles whole.
pub(crate) fn lend(ty: Ty) -> Ty {
    let inside = facts(&ty);
    if inside.handle || !inside.heap {
        return ty;
    }
    match ty {
        Ty::String => Ty::Str,
        Ty::List(item) => Ty::Slice(item),
        Ty::Option(inner) => Ty::Option(Box::new(lend(*inner))),
        Ty::Result(ok, err) => Ty::Result(ok.map(|ok| Box::new(lend(*ok))), err.map(|err| Box::new(lend(*err)))),
        Ty::Tuple(fields) => Ty::Tuple(fields.into_iter().map(lend).collect()),
        Ty::Named(named) => match named.alias.as_deref().map(resolved) {
            Some(list @ (Ty::String | Ty::List(_) | Ty::Map(..))) => lend(list.clone()),
            _ => Ty::Ref(Box::new(Ty::Named(named))),
        },
        other => Ty::Ref(Box::new(other)),
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
