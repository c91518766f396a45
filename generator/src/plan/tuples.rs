//! Tuples that are longer than those of Rust which have an ABI, or `Debug`.

use quote::quote;

use super::context::Context;
use super::ident::ident;
use super::model::{LongTuple, Ty};

/// The runtime knows tuples up to this length.
const MAX_TUPLE: usize = 32;

/// The standard library implements `Debug` for tuples up to this length.
const MAX_DEBUG_TUPLE: usize = 12;

/// Whether tuples of this length are structs of the bindings.
pub(crate) fn is_long(length: usize) -> bool {
    length > MAX_TUPLE
}

/// Whether a type implements `Debug`, as far as tuples decide that. Declared types do.
pub(super) fn has_debug(ty: &Ty) -> bool {
    let optional = |ty: &Option<Box<Ty>>| ty.as_deref().is_none_or(has_debug);
    match ty {
        Ty::Tuple(parts) => (parts.len() <= MAX_DEBUG_TUPLE || is_long(parts.len())) && parts.iter().all(has_debug),
        Ty::Option(inner) | Ty::List(inner) | Ty::Array(inner, _) | Ty::Boxed(inner) => has_debug(inner),
        Ty::Result(ok, err) => optional(ok) && optional(err),
        Ty::Map(key, value) => has_debug(key) && has_debug(value),
        Ty::Stream(item) | Ty::Future(item) => optional(item),
        Ty::Named(named) => named.alias.as_deref().is_none_or(has_debug),
        _ => true,
    }
}

impl Context<'_> {
    /// Notes that a tuple of this length occurs.
    pub(super) fn note_tuple(&self, length: usize) {
        if is_long(length) {
            self.long_tuples.borrow_mut().insert(length);
        }
    }

    /// The structs for long tuples, one a length.
    pub(super) fn long_tuples(&self) -> Vec<LongTuple> {
        let lengths = self.long_tuples.borrow();
        let declare = |length: &usize| {
            let own = ["Clone", "Copy", "Debug"];
            let mut derives: Vec<_> = own.iter().map(|name| ident(name)).map(|name| quote!(#name)).collect();
            derives.extend(self.additional_derives(&own));
            LongTuple { length: *length, derives }
        };
        lengths.iter().map(declare).collect()
    }
}
