//! `#[wharf::http::service]`.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

use crate::function::{Function, Param, once, report};
use crate::options::Options;

const ATTRIBUTE: &str = "wharf::http::service";

/// The function, followed by the export of `wasi:http/handler` that calls it.
pub(crate) fn expand(options: TokenStream, item: TokenStream) -> TokenStream {
    let options = Options::parse(ATTRIBUTE, &["crate", "error", "concurrency", "tower"], options);
    let function = Function::parse(ATTRIBUTE, item.clone());
    let (options, function) = match (options, function) {
        (Ok(options), Ok(function)) => (options, function),
        (options, function) => {
            let errors = report(options.err().into_iter().chain(function.err()));
            return quote!(#errors #item);
        }
    };
    let errors =
        if options.tower.is_some() { check_tower(&options, &function) } else { function.check(ATTRIBUTE, None) };
    if !errors.is_empty() {
        let errors = report(errors);
        return quote!(#errors #item);
    }
    let name = &function.name;
    let serve = match &options.tower {
        Some(tower) => {
            let runtime = &options.runtime;
            quote_spanned!(tower.span()=> #runtime::macro_support::serve_tower!(request, #name))
        }
        None => {
            let params: Vec<_> = function.params.iter().collect();
            answer(&options, &function, &take(&options, &params), &quote!())
        }
    };
    handler(&options, &function, &serve, "service", &quote!())
}

/// A function that makes a service is called once, without anything to wait for.
fn check_tower(options: &Options, function: &Function) -> Vec<syn::Error> {
    let mut errors = function.check_plain(ATTRIBUTE);
    if let Some(asyncness) = &function.asyncness {
        errors.push(syn::Error::new(
            asyncness.span,
            format!("with `tower`, the function makes the service and is not async: write `fn {}`", function.name),
        ));
    }
    if !function.params.is_empty() {
        errors.push(syn::Error::new(
            function.params_span,
            "with `tower`, the function makes the service and takes no parameters; the service takes the requests",
        ));
    }
    if function.output.is_none() {
        errors.push(syn::Error::new(
            function.params_span,
            format!("with `tower`, the function returns the service: write `fn {}() -> axum::Router`", function.name),
        ));
    }
    if let Some(error) = &options.error {
        errors.push(syn::Error::new_spanned(error, "with `tower`, errors are the service's own to answer"));
    }
    errors
}

/// Takes the parameters from `request`, each into a variable of the name given by [`variable`].
pub(crate) fn take(Options { runtime, .. }: &Options, params: &[&Param]) -> TokenStream {
    let (parts, whole) = params.split_at(params.len().saturating_sub(1));
    let traits = [("Part", parts), ("Whole", whole)].into_iter().filter(|(_, params)| !params.is_empty());
    let traits = traits.map(|(method, _)| {
        let (taken, not_taken) = (format_ident!("{method}"), format_ident!("No{method}"));
        quote!(use #runtime::macro_support::service::{#taken as _, #not_taken as _};)
    });
    let takes = params.iter().enumerate().map(|(index, Param { ty, .. })| {
        let variable = variable(index);
        // An error about the type points to it.
        let span = at(ty.span());
        let param = quote_spanned!(span=> (&&#runtime::macro_support::service::Param::<#ty>::new()));
        let take = if index < parts.len() {
            quote_spanned!(span=> #param.part(&request))
        } else {
            quote_spanned!(span=> #param.whole(request))
        };
        quote! {
            let #variable = match #take.await {
                ::core::result::Result::Ok(taken) => taken,
                ::core::result::Result::Err(answer) => return answer,
            };
        }
    });
    quote!(#(#traits)* #(#takes)*)
}

/// A place in the user's code for code that is ours.
fn at(place: Span) -> Span {
    Span::call_site().located_at(place)
}

fn variable(index: usize) -> syn::Ident {
    format_ident!("param{index}")
}

/// Calls the function with what was [taken](take), and `rest`, and makes an answer of what it returns.
pub(crate) fn answer(
    Options { runtime, error, .. }: &Options,
    function: &Function,
    take: &TokenStream,
    rest: &TokenStream,
) -> TokenStream {
    let name = &function.name;
    let taken = function.params.len() - usize::from(!rest.is_empty());
    let variables = (0..taken).map(variable);
    let output = at(function.output.as_ref().map_or(name.span(), Spanned::span));
    // The argument has the span of the type that is wrong if it is.
    let returned = syn::Ident::new("returned", output);
    let answer = match error {
        Some(rule) => quote_spanned!(output=> #runtime::macro_support::service::answer_or(#returned, #rule)),
        None => quote_spanned!(output=> #runtime::macro_support::service::answer(#returned)),
    };
    quote! {
        let request = #runtime::macro_support::service::request(request);
        #take
        let #returned = #name(#(#variables,)* #rest).await;
        #answer
    }
}

/// The function, followed by the export of `wasi:http/handler`, whose body is `serve`.
pub(crate) fn handler(
    Options { runtime, concurrency, .. }: &Options,
    function: &Function,
    serve: &TokenStream,
    part: &str,
    link: &TokenStream,
) -> TokenStream {
    let name = &function.name;
    let once = once(name, "only_one_wharf_http_service_or_middleware_in_a_crate");
    let limit = concurrency.iter();
    quote! {
        #function

        #once

        const _: () = {
            // Off wasm nothing is exported; what the service calls is still in use.
            let _ = (#name, Service);

            struct Service;

            impl #runtime::macro_support::handler::Guest for Service {
                #[allow(unused_variables, reason = "a function may take nothing from the request")]
                async fn handle(
                    request: #runtime::macro_support::handler::Request,
                ) -> ::core::result::Result<#runtime::macro_support::handler::Response, #runtime::macro_support::handler::ErrorCode>
                {
                    #({
                        static __WHARF_CONCURRENCY: #runtime::task::Concurrency = #runtime::task::Concurrency::at_most(#limit);
                        __WHARF_CONCURRENCY.count();
                    })*
                    #serve
                }
            }

            #runtime::macro_support::export_handler!(Service with_types_in #runtime::wasi::service);
            #runtime::macro_support::link_imports!(#part);
            #link
        };
    }
}
