//! `Debug` for the types that cannot derive it: those with tuples that are longer than the ones that have it.

use proc_macro2::TokenStream;
use quote::quote;

use crate::plan::{Member, TypeDecl, TypeKind};

/// The implementation, when the type needs one of its own. What cannot be printed is left out.
pub(crate) fn debug_impl(decl: &TypeDecl) -> Option<TokenStream> {
    let (TypeKind::Record(members) | TypeKind::Variant { cases: members, .. }) = &decl.kind else { return None };
    if members.iter().all(|member| member.has_debug) {
        return None;
    }
    let (name, text) = (&decl.name, decl.name.to_string());
    let lifetime = decl.has_lifetime.then(|| quote!(<'_>));
    let body = match &decl.kind {
        TypeKind::Record(fields) => {
            let names = fields.iter().filter(|field| field.has_debug).map(|field| &field.name);
            let texts = fields.iter().filter(|field| field.has_debug).map(|field| field.name.to_string());
            quote!(f.debug_struct(#text) #(.field(#texts, &self.#names))* .finish_non_exhaustive())
        }
        _ => {
            let arms = members.iter().map(arm);
            quote!(match self { #(#arms),* })
        }
    };
    Some(quote! {
        impl ::core::fmt::Debug for #name #lifetime {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                #body
            }
        }
    })
}

fn arm(case: &Member) -> TokenStream {
    let (name, text) = (&case.name, case.name.to_string());
    match (&case.ty, case.has_debug) {
        (None, _) => quote!(Self::#name => f.write_str(#text)),
        (Some(_), true) => quote!(Self::#name(payload) => f.debug_tuple(#text).field(payload).finish()),
        (Some(_), false) => quote!(Self::#name(_) => f.debug_tuple(#text).finish_non_exhaustive()),
    }
}
