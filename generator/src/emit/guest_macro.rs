//! The macro that turns an implementation of a guest trait into core exports.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::core;
use super::scope::Scope;
use crate::plan::{ExportFn, Finish, Guest};

/// `macro_rules! __guest_…`, which the module knows as `Guest!`.
pub(crate) fn guest_macro(guest: &Guest, scope: &Scope<'_>) -> TokenStream {
    let rt = &scope.plan().paths.runtime_in_macro;
    let name = &guest.macro_name;
    let functions = guest.functions.iter().chain(guest.resources.iter().flat_map(|resource| &resource.functions));
    let exports = functions.enumerate().map(|(index, func)| exports(func, index, rt));
    let drops = guest.resources.iter().enumerate().map(|(index, resource)| {
        let (export, stub, function) = (&resource.drop_export, &resource.drop_stub, format_ident!("drop{index}"));
        quote! {
            #[cfg(target_arch = "wasm32")]
            #[unsafe(export_name = #export)]
            unsafe extern "C" fn #function(a0: usize) {
                unsafe { <$ty as $guest>::#stub(a0) }
            }
        }
    });
    let (export, visibility, claim) = match scope.plan().export_macro.as_ref().is_some_and(|all| all.is_public) {
        true => (Some(quote!(#[macro_export])), quote!(pub), None),
        false => (
            None,
            quote!(pub(crate)),
            Some(quote! {
                impl #rt::abi::Implements<$ty, { <$ty as $guest>::__INTERFACE }> for #rt::abi::Component {}
            }),
        ),
    };
    quote! {
        #[doc(hidden)]
        #export
        macro_rules! #name {
            ($ty:ty as $guest:path) => {
                const _: () = {
                    #(#exports)*
                    #(#drops)*
                    #claim
                };
            };
        }
        #[doc(hidden)]
        #visibility use #name as Guest;
    }
}

fn exports(func: &ExportFn, index: usize, rt: &TokenStream) -> TokenStream {
    let ExportFn { stub, export, core_params, core_result, .. } = func;
    let function = format_ident!("export{index}");
    let args = core::params(core_params);
    let result = core_result.map(|core| quote!(-> #core));
    let after = match &func.finish {
        Finish::Nothing => None,
        Finish::PostReturn { export, stub } => {
            let function = format_ident!("post{index}");
            Some(quote! {
                #[cfg(target_arch = "wasm32")]
                #[unsafe(export_name = #export)]
                unsafe extern "C" fn #function(a0: usize) {
                    unsafe { <$ty as $guest>::#stub(a0) }
                }
            })
        }
        Finish::Task { callback, .. } => {
            let function = format_ident!("callback{index}");
            Some(quote! {
                #[cfg(target_arch = "wasm32")]
                #[unsafe(export_name = #callback)]
                unsafe extern "C" fn #function(event: u32, waitable: u32, code: u32) -> u32 {
                    unsafe { #rt::abi::callback(event, waitable, code) }
                }
            })
        }
    };
    quote! {
        #[cfg(target_arch = "wasm32")]
        #[unsafe(export_name = #export)]
        unsafe extern "C" fn #function(#(#args: #core_params),*) #result {
            unsafe { <$ty as $guest>::#stub(#(#args),*) }
        }
        #after
    }
}
