//! Imported functions.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::layout::{source, unsafe_call};
use super::params::{Params, Part};
use super::scope::Scope;
use super::{core, docs};
use crate::plan::{Direction, ImportFn, Param, Returns};

/// The functions of an imported resource.
pub(crate) fn methods(resource: &Ident, functions: &[ImportFn], scope: &Scope<'_>) -> TokenStream {
    let functions = functions.iter().map(|func| emit(func, Some(resource), scope));
    let allow = scope.allow();
    quote!(#allow impl #resource { #(#functions)* })
}

/// A function that calls an import.
pub(crate) fn function(func: &ImportFn, scope: &Scope<'_>) -> TokenStream {
    emit(func, None, scope)
}

fn emit(func: &ImportFn, resource: Option<&Ident>, scope: &Scope<'_>) -> TokenStream {
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
    let body = scope.macros.put(body(func, resource, scope));
    // Methods have it from their `impl`.
    let allow = scope.allow().filter(|_| resource.is_none());
    let head = docs::attributes(&func.docs);
    quote! {
        #allow
        #head
        pub #keyword fn #name(#receiver #(#params),*) #output {
            #body
        }
    }
}

/// The call of the import, with all parameters as one value.
fn body(func: &ImportFn, resource: Option<&Ident>, scope: &Scope<'_>) -> String {
    let world = source(&scope.world());
    let (receiver, returned) = match func.returns {
        Returns::Receiver { owned: true } => ("&self", ";\nself"),
        Returns::Receiver { owned: false } => ("self", ";\nself"),
        _ => ("self", ""),
    };
    let receiver = resource.filter(|_| func.is_method).map(|resource| Part {
        name: "this".to_owned(),
        value: receiver.to_owned(),
        ty: format!("&{resource}"),
        member: format!("&'a {resource}"),
    });
    let params = func.params.iter().map(|param| Part::new(param, scope));
    let params = Params::new(&receiver.into_iter().chain(params).collect::<Vec<_>>(), Direction::Lower, scope);
    let (function, wait) = if func.is_async { ("call_async", ".await") } else { ("call", "") };
    let result = if returned.is_empty() { "_" } else { "()" };
    let head = format!("unsafe {{ {}::<{world}, _, {result}>", scope.rt_macro(function));
    let call = unsafe_call(&head, &["import", &params.value], &format!(" }}{wait}"));
    format!("{}{}\n{call}{returned}", params.declaration, core::import(&func.import, scope))
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
