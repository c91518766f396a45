//! Imported functions.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::layout::{source, tuple, unsafe_call};
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
    let name = &func.name;
    let receiver = func.is_method.then(|| match func.returns {
        Returns::Receiver { owned: true } => quote!(self,),
        _ => quote!(&self,),
    });
    let params = func.params.iter().map(|Param { name, ty }| {
        let ty = scope.ty(ty);
        quote!(#name: #ty)
    });
    let keyword = func.is_async.then(|| quote!(async));
    let output = output(&func.returns, scope);
    let body = scope.macros.put(format!("{}\n{}", core::import(&func.import, scope), call(func, scope)));
    // Methods have it from their `impl`.
    let allow = scope.allow().filter(|_| !in_impl);
    let head = docs::attributes(&func.docs);
    quote! {
        #allow
        #head
        pub #keyword fn #name(#receiver #(#params),*) #output {
            #body
        }
    }
}

/// The call of the import, with all parameters as a tuple.
fn call(func: &ImportFn, scope: &Scope<'_>) -> String {
    let world = source(&scope.world());
    let (receiver, returned) = match func.returns {
        Returns::Receiver { owned: true } => ("&self", ";\nself"),
        Returns::Receiver { owned: false } => ("self", ";\nself"),
        _ => ("self", ""),
    };
    let receiver = func.is_method.then(|| receiver.to_owned());
    let names: Vec<String> =
        receiver.into_iter().chain(func.params.iter().map(|param| param.name.to_string())).collect();
    let (function, wait) = if func.is_async { ("call_async", ".await") } else { ("call", "") };
    let result = if returned.is_empty() { "_" } else { "()" };
    let head = format!("unsafe {{ {}::<{world}, _, {result}>", scope.rt_macro(function));
    unsafe_call(&head, &["import", &tuple(&names)], &format!(" }}{wait}")) + returned
}

/// `-> Type`, or nothing.
pub(crate) fn output(returns: &Returns, scope: &Scope<'_>) -> TokenStream {
    let ty = match returns {
        Returns::Value(None) => return TokenStream::new(),
        Returns::Value(Some(ty)) => scope.ty(ty),
        Returns::Own => quote!(Self),
        Returns::OwnOr(err) => scope.result(quote!(Self), err.as_ref()),
        Returns::Receiver { owned: true } => quote!(Self),
        Returns::Receiver { owned: false } => quote!(&Self),
    };
    quote!(-> #ty)
}
