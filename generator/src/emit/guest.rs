//! The traits that the component's author implements.

use proc_macro2::TokenStream;
use quote::quote;

use super::scope::Scope;
use super::stub::{drop_stub, stub};
use super::{docs, guest_macro, import};
use crate::plan::{ExportFn, Guest, GuestResource, Param};

/// `Guest`, a trait for each resource, and the macro that exports an implementation.
pub(crate) fn guest(guest: &Guest, scope: &Scope<'_>) -> TokenStream {
    let of = guest.wit_path.as_deref().unwrap_or(&scope.plan().world.wit_path);
    let doc = format!(" Implement this to export `{of}`.");
    let types = guest.resources.iter().map(|resource| {
        let GuestResource { name, guest_trait, .. } = resource;
        let doc = format!(" What a [`{name}`] is in this component.");
        quote!(#[doc = #doc] type #name: #guest_trait;)
    });
    let signatures = guest.functions.iter().map(|func| declaration(func, scope));
    let id = &guest.id;
    let stubs = guest.functions.iter().map(|func| stub(func, None, scope));
    let resource_stubs = guest.resources.iter().map(|resource| {
        let stubs = resource.functions.iter().map(|func| stub(func, Some(resource), scope));
        let drop = drop_stub(resource, scope);
        quote!(#(#stubs)* #drop)
    });
    let traits = guest.resources.iter().map(|resource| resource_trait(resource, scope));
    let export = guest_macro::guest_macro(guest, scope);
    let allow = scope.allow();
    quote! {
        #allow
        #[doc = #doc]
        pub trait Guest {
            #(#types)*
            #(#signatures)*
            #[doc(hidden)]
            const __INTERFACE: u64 = #id;
            #(#stubs)*
            #(#resource_stubs)*
        }
        #(#traits)*
        #export
    }
}

fn resource_trait(resource: &GuestResource, scope: &Scope<'_>) -> TokenStream {
    let (guest_trait, sized) = (&resource.guest_trait, scope.sized());
    let head = docs::attributes(&resource.docs);
    let signatures = resource.functions.iter().map(|func| declaration(func, scope));
    quote! {
        #head
        pub trait #guest_trait: #sized + 'static {
            #(#signatures)*
        }
    }
}

/// A function of a trait.
fn declaration(func: &ExportFn, scope: &Scope<'_>) -> TokenStream {
    let (head, signature) = (docs::attributes(&func.docs), signature(func, scope));
    quote!(#head #signature;)
}

/// What the author writes.
pub(crate) fn signature(func: &ExportFn, scope: &Scope<'_>) -> TokenStream {
    let name = &func.name;
    let keyword = func.is_async.then(|| quote!(async));
    let receiver = func.is_method.then(|| quote!(&self,));
    let params = func.params.iter().map(|Param { name, ty }| {
        let ty = scope.ty(ty);
        quote!(#name: #ty)
    });
    let output = import::output(&func.returns, scope);
    quote!(#keyword fn #name(#receiver #(#params),*) #output)
}
