//! A type that implements everything that the world exports, for its author to begin from.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::guest::signature;
use super::scope::Scope;
use crate::plan::{ExportFn, Guest, Module};

/// The type `Stub`, its implementations, whose functions panic, and its export.
pub(crate) fn skeleton(export_macro: &Ident, scope: &Scope<'_>) -> TokenStream {
    let root = &scope.plan().root;
    let mut name = "Stub".to_owned();
    while root.items.types.iter().any(|ty| ty.name == name) {
        name.push('_');
    }
    let name = format_ident!("{name}");
    let implementations = implementations(root, &name, scope);
    let doc = format!(" A skeleton of what `{}` exports: nothing is done yet.", scope.plan().world.wit_path);
    quote! {
        #[doc = #doc]
        #[allow(unreachable_pub, reason = "whether it is reachable is up to the author")]
        #[derive(Debug)]
        pub struct #name;
        #implementations
        #export_macro!(#name with_types_in self);
    }
}

/// Those of a module and of the ones below.
fn implementations(module: &Module, stub: &Ident, scope: &Scope<'_>) -> TokenStream {
    let here = module.items.guest.as_ref().map(|guest| implementation(guest, module, stub, scope));
    let below = module.children.iter().map(|child| implementations(child, stub, scope));
    quote!(#here #(#below)*)
}

fn implementation(guest: &Guest, module: &Module, stub: &Ident, scope: &Scope<'_>) -> TokenStream {
    let body = |func: &ExportFn| {
        let head = signature(func, scope);
        quote!(#head { ::core::unimplemented!() })
    };
    let types = guest.resources.iter().map(|resource| {
        let name = &resource.name;
        quote!(type #name = #stub;)
    });
    let functions = guest.functions.iter().map(body);
    let resources = guest.resources.iter().map(|resource| {
        let guest_trait = scope.local(&module.path, &resource.guest_trait);
        let functions = resource.functions.iter().map(body);
        quote! {
            #[allow(unused_variables, reason = "the names are for the author")]
            impl #guest_trait for #stub { #(#functions)* }
        }
    });
    let guest_trait = scope.local(&module.path, &format_ident!("Guest"));
    quote! {
        #[allow(unused_variables, reason = "the names are for the author")]
        impl #guest_trait for #stub {
            #(#types)*
            #(#functions)*
        }
        #(#resources)*
    }
}
