//! `#[wharf::main]`.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use crate::function::{Function, once, report};
use crate::options::Options;

const ATTRIBUTE: &str = "wharf::main";

/// The function with the export of `wasi:cli/run` around it.
pub(crate) fn expand(options: TokenStream, item: TokenStream) -> TokenStream {
    let options = Options::parse(ATTRIBUTE, &["crate"], options);
    let (Options { runtime, .. }, function) = match (options, Function::parse(ATTRIBUTE, item.clone())) {
        (Ok(options), Ok(function)) => (options, function),
        (Err(error), Ok(function)) => return as_it_is(&function, [error]),
        (options, Err(error)) => {
            let errors = report(options.err().into_iter().chain([error]));
            return quote!(#errors #item);
        }
    };
    let mut errors = function.check(ATTRIBUTE, Some(0));
    if function.name != "main" {
        errors.push(syn::Error::new_spanned(&function.name, "`#[wharf::main]` goes on the function named `main`"));
    }
    if !errors.is_empty() {
        return as_it_is(&function, errors);
    }
    let once = once(&function.name, "only_one_wharf_main_in_a_crate");
    // An error about the result points to its type.
    let output = function.output.as_ref().map_or(function.name.span(), Spanned::span);
    let ending = quote_spanned! {output=>
        (&&&&#runtime::macro_support::outcome::Outcome::new(main().await)).ending()
    };
    let mut inner = function;
    let (attrs, vis) = (std::mem::take(&mut inner.attrs), std::mem::take(&mut inner.vis));
    quote! {
        #once

        #[allow(dead_code, reason = "in a library nothing calls it; in a program it answers hosts without WASI 0.3")]
        #attrs
        #vis fn main() -> ::std::process::ExitCode {
            #inner

            struct Program;

            impl #runtime::macro_support::run::Guest for Program {
                async fn run() -> ::core::result::Result<(), ()> {
                    use #runtime::macro_support::outcome::{Cause as _, Exit as _, Message as _, Shown as _};
                    let ending = #ending;
                    #runtime::macro_support::outcome::finish(ending).await
                }
            }

            #runtime::macro_support::export_run!(Program with_types_in #runtime::wasi::command);
            #runtime::macro_support::link_imports!("main");
            #runtime::macro_support::outcome::without_host::<Program>()
        }
    }
}

/// The function beside the errors, without more errors of its own: an async `main` would be one.
fn as_it_is(function: &Function, errors: impl IntoIterator<Item = syn::Error>) -> TokenStream {
    let errors = report(errors);
    if function.name == "main" && function.asyncness.is_some() {
        return quote!(#errors #[allow(dead_code, reason = "there is an error above")] fn main() { #function });
    }
    quote!(#errors #function)
}
