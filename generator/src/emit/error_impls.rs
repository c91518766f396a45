//! What makes a type an error.

use proc_macro2::TokenStream;
use quote::quote;

use super::scope::Scope;
use crate::plan::{Member, TypeDecl, TypeKind};

/// `Display` and `Error` for a type that is the error of some result.
pub(crate) fn error_impls(decl: &TypeDecl, scope: &Scope<'_>) -> TokenStream {
    let name = &decl.name;
    let lifetime = decl.has_lifetime.then(|| quote!(<'_>));
    let feature = scope.plan().std_feature.then(|| quote!(#[cfg(feature = "std")]));
    let (names, display) = match &decl.kind {
        TypeKind::Enum { cases, .. } => (Some(names(decl, cases, scope)), quote!(f.write_str(self.name()))),
        TypeKind::Variant { cases, .. } => {
            let arms = cases.iter().map(|case| {
                let (case_name, wit_name) = (&case.name, &case.wit_name);
                match case.ty {
                    Some(_) if !case.has_debug => quote!(Self::#case_name(_) => f.write_str(#wit_name)),
                    Some(_) => quote!(Self::#case_name(payload) => ::core::write!(f, "{}: {payload:?}", #wit_name)),
                    None => quote!(Self::#case_name => f.write_str(#wit_name)),
                }
            });
            (None, quote!(match self { #(#arms),* }))
        }
        TypeKind::Record(_) | TypeKind::Flags { .. } => (None, quote!(::core::fmt::Debug::fmt(self, f))),
        _ => return TokenStream::new(),
    };
    quote! {
        #names
        impl ::core::fmt::Display for #name #lifetime {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                #display
            }
        }
        #feature
        impl ::core::error::Error for #name #lifetime {}
    }
}

/// The names and the documentation of the cases, as the peers of this generator give them.
fn names(decl: &TypeDecl, cases: &[Member], scope: &Scope<'_>) -> TokenStream {
    let (name, allow) = (&decl.name, scope.allow());
    let idents: Vec<_> = cases.iter().map(|case| &case.name).collect();
    let names = cases.iter().map(|case| &case.wit_name);
    let messages = cases.iter().map(|case| case.docs.text.as_str());
    quote! {
        #allow
        impl #name {
            /// The name of the case in WIT.
            #[must_use]
            pub const fn name(&self) -> &'static str {
                match self { #(Self::#idents => #names),* }
            }

            /// What the documentation of the case says.
            #[must_use]
            pub const fn message(&self) -> &'static str {
                match self { #(Self::#idents => #messages),* }
            }
        }
    }
}
