//! Imported functions.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::scope::Scope;
use super::{core, docs};
use crate::plan::{ImportFn, Param, Returns};

/// The functions of an imported resource.
pub(crate) fn methods(resource: &Ident, functions: &[ImportFn], scope: &Scope<'_>) -> TokenStream {
    let functions = functions.iter().map(|func| emit(func, true, scope));
    let allow = scope.allow();
    quote!(#allow impl #resource { #(#functions)* })
}

/// A function that calls an import.
pub(crate) fn function(func: &ImportFn, scope: &Scope<'_>) -> TokenStream {
    emit(func, false, scope)
}

fn emit(func: &ImportFn, in_impl: bool, scope: &Scope<'_>) -> TokenStream {
    let (rt, world, name) = (scope.rt(), scope.world(), &func.name);
    let receiver = func.is_method.then(|| quote!(&self,));
    let params = func.params.iter().map(|Param { name, ty }| {
        let ty = scope.ty(ty);
        quote!(#name: #ty)
    });
    let this = func.is_method.then(|| quote!(self,));
    let names = func.params.iter().map(|param| &param.name);
    let head = docs::attributes(&func.docs);
    let output = output(&func.returns, scope);
    let import = core::import(&func.import, scope);
    // Methods have it from their `impl`.
    let allow = scope.allow().filter(|_| !in_impl);
    let (keyword, call) = match func.is_async {
        false => (None, quote!(unsafe { #rt::abi::call::<#world, _, _>(import, (#this #(#names,)*)) })),
        true => (
            Some(quote!(async)),
            quote!(unsafe { #rt::abi::call_async::<#world, _, _>(import, (#this #(#names,)*)) }.await),
        ),
    };
    quote! {
        #allow
        #head
        pub #keyword fn #name(#receiver #(#params),*) #output {
            #import
            #call
        }
    }
}

/// `-> Type`, or nothing.
pub(crate) fn output(returns: &Returns, scope: &Scope<'_>) -> TokenStream {
    let ty = match returns {
        Returns::Value(None) => return TokenStream::new(),
        Returns::Value(Some(ty)) => scope.ty(ty),
        Returns::Own => quote!(Self),
        Returns::OwnOr(err) => scope.result(quote!(Self), err.as_ref()),
    };
    quote!(-> #ty)
}
