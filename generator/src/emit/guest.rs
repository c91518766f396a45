//! The traits that the component's author implements.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::scope::Scope;
use super::{core, docs, import};
use crate::plan::{ExportFn, Finish, Guest, GuestResource, Param, Returns, Ty, resolved};

/// `Guest`, a trait for each resource, and the macro that exports an implementation.
pub(crate) fn guest(guest: &Guest, scope: &Scope<'_>) -> TokenStream {
    let of = guest.wit_path.as_deref().unwrap_or(&scope.plan().world.wit_path);
    let doc = format!(" Implement this to export `{of}`.");
    let types = guest.resources.iter().map(|resource| {
        let GuestResource { name, guest_trait, .. } = resource;
        let doc = format!(" What a [`{name}`] is in this component.");
        quote!(#[doc = #doc] type #name: #guest_trait;)
    });
    let signatures = guest.functions.iter().map(|func| signature(func, scope));
    let id = guest.id;
    let stubs = guest.functions.iter().map(|func| stubs(func, None, scope));
    let resource_stubs = guest.resources.iter().map(|resource| {
        let GuestResource { name, drop_stub, .. } = resource;
        let stubs = resource.functions.iter().map(|func| self::stubs(func, Some(resource), scope));
        quote! {
            #(#stubs)*
            #[doc(hidden)]
            unsafe fn #drop_stub(a0: usize) where Self: Sized + 'static {
                unsafe { #name::dtor::<Self::#name>(a0) }
            }
        }
    });
    let traits = guest.resources.iter().map(|resource| resource_trait(resource, scope));
    let export = super::guest_macro::guest_macro(guest, scope);
    quote! {
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
    let GuestResource { guest_trait, .. } = resource;
    let head = docs::attributes(&resource.docs);
    let signatures = resource.functions.iter().map(|func| signature(func, scope));
    quote! {
        #head
        pub trait #guest_trait: Sized + 'static {
            #(#signatures)*
        }
    }
}

/// What the author writes.
fn signature(func: &ExportFn, scope: &Scope<'_>) -> TokenStream {
    let name = &func.name;
    let head = docs::attributes(&func.docs);
    let keyword = func.is_async.then(|| quote!(async));
    let receiver = func.is_method.then(|| quote!(&self,));
    let params = func.params.iter().map(|Param { name, ty }| {
        let ty = match ty {
            Ty::Borrow(_) => scope.ty(ty),
            ty => received(ty, scope),
        };
        quote!(#name: #ty)
    });
    let output = import::output(&func.returns, scope);
    let bound = matches!(func.returns, Returns::OwnOr(_)).then(|| quote!(where Self: Sized));
    quote!(#head #keyword fn #name(#receiver #(#params),*) #output #bound;)
}

/// The hidden functions between the core export and what the author wrote.
fn stubs(func: &ExportFn, resource: Option<&GuestResource>, scope: &Scope<'_>) -> TokenStream {
    let (rt, world) = (scope.rt(), scope.world());
    let ExportFn { name, stub, core_params, core_result, .. } = func;
    let args = core::params(core_params);
    let slots = core_params.iter().zip(&args).map(|(core, arg)| core::to_slot(*core, arg));
    let slots = quote!([#(#slots),*]);
    let result = core_result.map(|core| quote!(-> #core));

    let callee = resource.map_or_else(
        || quote!(Self),
        |resource| {
            let (name, guest_trait) = (&resource.name, &resource.guest_trait);
            quote!(<Self::#name as #guest_trait>)
        },
    );
    let receiver = resource.filter(|_| func.is_method).map(|resource| (format_ident!("this"), resource));
    let mut names: Vec<Ident> = receiver.iter().map(|(this, _)| this.clone()).collect();
    let mut types: Vec<TokenStream> = receiver
        .iter()
        .map(|(_, resource)| {
            let borrow = format_ident!("{}Borrow", resource.name);
            quote!(#borrow<'_>)
        })
        .collect();
    let mut passed: Vec<TokenStream> = receiver
        .iter()
        .map(|(this, resource)| {
            let name = &resource.name;
            quote!(#this.get::<Self::#name>())
        })
        .collect();
    let mut borrows = receiver.is_some();
    for Param { name, ty } in &func.params {
        names.push(name.clone());
        types.push(received(ty, scope));
        match ty {
            Ty::Borrow(named) if named.exported_borrow.is_none() => {
                borrows = true;
                passed.push(quote!(&#name));
            }
            _ => passed.push(quote!(#name)),
        }
    }
    let call = quote!(#callee::#name(#(#passed),*));
    let own = resource.map(|resource| &resource.name);

    let (body, post) = match &func.finish {
        Finish::Task { task_return, .. } => {
            let import = core::import(task_return, scope);
            // The future holds what it borrows.
            let call = if borrows { quote!(async move { #call.await }) } else { call };
            let body = quote! {
                #import
                unsafe { #rt::abi::export_async::<#world, (#(#types,)*), _, _, _>(#slots, |(#(#names,)*)| #call, import) }
            };
            (body, None)
        }
        finish => {
            let call = match (&func.returns, own) {
                (Returns::Own, Some(own)) => quote!(#own::new(#call)),
                (Returns::OwnOr(_), Some(own)) => quote!(#call.map(#own::new)),
                _ => call,
            };
            let call = quote!(#rt::abi::export_sync::<#world, (#(#types,)*), _>(#slots, |(#(#names,)*)| #call));
            let call = core::from_slot(*core_result, call);
            let post = match finish {
                Finish::PostReturn { stub, .. } => Some(post_return(func, stub, own, scope)),
                _ => None,
            };
            (quote!(unsafe { #call }), post)
        }
    };
    quote! {
        #[doc(hidden)]
        unsafe fn #stub(#(#args: #core_params),*) #result where Self: Sized + 'static {
            #body
        }
        #post
    }
}

/// The function that frees a result.
fn post_return(func: &ExportFn, stub: &Ident, own: Option<&Ident>, scope: &Scope<'_>) -> TokenStream {
    let rt = scope.rt();
    let result = match &func.returns {
        Returns::Value(ty) => scope.optional(ty.as_ref()),
        Returns::Own => quote!(#own),
        Returns::OwnOr(err) => scope.result(quote!(#own), err.as_ref()),
    };
    quote! {
        #[doc(hidden)]
        unsafe fn #stub(a0: usize) where Self: Sized + 'static {
            unsafe { #rt::abi::post_return::<#result>(a0) }
        }
    }
}

/// The type of a parameter as it is lifted: borrows of imported resources are handles to be given back.
fn received(ty: &Ty, scope: &Scope<'_>) -> TokenStream {
    scope.ty(&with_handles(ty, scope))
}

fn with_handles(ty: &Ty, scope: &Scope<'_>) -> Ty {
    let boxed = |ty: &Ty| Box::new(with_handles(ty, scope));
    let optional = |ty: &Option<Box<Ty>>| ty.as_deref().map(boxed);
    match ty {
        Ty::Borrow(named) if named.exported_borrow.is_none() => Ty::BorrowHandle(named.clone()),
        Ty::Named(_) if !matches!(resolved(ty), Ty::Named(_)) && holds_borrow(resolved(ty)) => {
            with_handles(resolved(ty), scope)
        }
        Ty::List(item) => Ty::List(boxed(item)),
        Ty::Array(item, len) => Ty::Array(boxed(item), *len),
        Ty::Map(key, value) => Ty::Map(boxed(key), boxed(value)),
        Ty::Option(inner) => Ty::Option(boxed(inner)),
        Ty::Result(ok, err) => Ty::Result(optional(ok), optional(err)),
        Ty::Tuple(fields) => Ty::Tuple(fields.iter().map(|field| with_handles(field, scope)).collect()),
        other => other.clone(),
    }
}

fn holds_borrow(ty: &Ty) -> bool {
    crate::plan::facts(ty).borrow
}
