//! Documentation and what goes with it.

use proc_macro2::TokenStream;
use quote::quote;

use crate::plan::Docs;

/// `#[doc]` and `#[deprecated]`.
pub(crate) fn attributes(docs: &Docs) -> TokenStream {
    let text = text(docs);
    let deprecated = docs.deprecated.as_ref().map(|version| quote!(#[deprecated(since = #version)]));
    quote!(#text #deprecated)
}

/// `#[doc]` alone.
pub(crate) fn text(docs: &Docs) -> TokenStream {
    // A space before each line makes prettyplease print `/// text`.
    let lines = docs.text.lines().map(|line| if line.is_empty() { String::new() } else { format!(" {line}") });
    quote!(#(#[doc = #lines])*)
}
