//! `#[wharf::http::service]`.

use proc_macro2::TokenStream;
use quote::quote;

use crate::function::{Function, report};
use crate::options::Options;

/// The function, followed by the export of `wasi:http/handler` that calls it.
pub(crate) fn expand(options: TokenStream, item: TokenStream) -> TokenStream {
    let (Options { runtime }, function) = match (syn::parse2(options), syn::parse2::<Function>(item.clone())) {
        (Ok(options), Ok(function)) => (options, function),
        (Err(error), _) | (_, Err(error)) => {
            let error = error.to_compile_error();
            return quote!(#error #item);
        }
    };
    let errors = function.check("wharf::http::service", 1);
    if !errors.is_empty() {
        let errors = report(errors);
        return quote!(#errors #item);
    }
    let name = &function.name;
    let serve = match function.params.len() {
        0 => quote!(#runtime::macro_support::service::serve(request, |_| #name())),
        _ => quote!(#runtime::macro_support::service::serve(request, #name)),
    };
    quote! {
        #function

        const _: () = {
            // Off wasm nothing is exported; the function is still in use.
            let _ = #name;

            struct Service;

            impl #runtime::macro_support::handler::Guest for Service {
                async fn handle(
                    request: #runtime::macro_support::handler::Request,
                ) -> ::core::result::Result<#runtime::macro_support::handler::Response, #runtime::macro_support::handler::ErrorCode>
                {
                    #serve.await
                }
            }

            #runtime::macro_support::export_handler!(Service with_types_in #runtime::wasi::service);
            #runtime::macro_support::link_imports!("service");
        };
    }
}
