//! The structs for tuples that are longer than those of the runtime.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::layout::{call, fill, source};
use super::scope::Scope;
use crate::plan::LongTuple;

/// The module that they are in.
pub(super) fn module() -> Ident {
    format_ident!("wit_tuple")
}

/// The name of those of a length.
pub(super) fn name(length: usize) -> Ident {
    format_ident!("Tuple{length}")
}

/// The module, when there are any.
pub(super) fn long_tuples(tuples: &[LongTuple], scope: &Scope<'_>) -> Option<TokenStream> {
    let (allow, module) = (scope.allow(), module());
    let structs = tuples.iter().map(|tuple| scope.macros.put(long_tuple(tuple, scope)));
    (!tuples.is_empty()).then(|| {
        quote! {
            /// Tuples that are longer than those of Rust which can cross the boundary of a component.
            #allow
            pub mod #module { #(#structs)* }
        }
    })
}

fn long_tuple(tuple: &LongTuple, scope: &Scope<'_>) -> String {
    let (length, name) = (tuple.length, name(tuple.length));
    let derives: Vec<String> = tuple.derives.iter().map(source).collect();
    let parts: Vec<String> = (0..length).map(|part| format!("T{part} {part}")).collect();
    let body = format!(
        "/// A tuple of {length} parts, `.0` to `.{}`: it converts from and into that of Rust.\n\
         #[derive({})]\npub struct {name}(\n{}\n);",
        length - 1,
        derives.join(", "),
        fill(&parts)
    );
    call(&scope.rt_macro("tuple"), &body)
}
