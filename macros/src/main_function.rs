//! `#[wharf::main]`.

use proc_macro2::TokenStream;
use quote::quote;

use crate::function::{Function, once, report};
use crate::options::Options;

const ATTRIBUTE: &str = "wharf::main";

/// The function with the export of `wasi:cli/run` around it.
pub(crate) fn expand(options: TokenStream, item: TokenStream) -> TokenStream {
    let options = Options::parse(ATTRIBUTE, &["crate"], options);
    let (Options { runtime, .. }, function) = match (options, Function::parse(ATTRIBUTE, item.clone())) {
        (Ok(options), Ok(function)) => (options, function),
        (options, function) => {
            let errors = report(options.err().into_iter().chain(function.err()));
            return quote!(#errors #item);
        }
    };
    let mut errors = function.check(ATTRIBUTE, Some(0));
    if function.name != "main" {
        errors.push(syn::Error::new_spanned(&function.name, "`#[wharf::main]` goes on the function named `main`"));
    }
    let errors = report(errors);
    // Without `async` the body is kept as it is, with the error beside it.
    let call = if function.asyncness.is_some() { quote!(main().await) } else { quote!(main()) };
    let once = once(&function.name, "only_one_wharf_main_in_a_crate");
    let mut inner = function;
    let (attrs, vis) =
        (std::mem::take(&mut inner.attrs), std::mem::replace(&mut inner.vis, syn::Visibility::Inherited));
    quote! {
        #errors

        #[allow(dead_code, reason = "in a library nothing calls it; in a program it answers hosts without WASI 0.3")]
        #(#attrs)*
        #vis fn main() -> ::std::process::ExitCode {
            #inner

            #once

            struct Program;

            impl #runtime::macro_support::run::Guest for Program {
                async fn run() -> ::core::result::Result<(), ()> {
                    use #runtime::macro_support::outcome::{Cause as _, Exit as _, Message as _, Shown as _};
                    let status = (&&&&#runtime::macro_support::outcome::Outcome::new(#call)).status();
                    #runtime::macro_support::outcome::finish(status).await
                }
            }

            #runtime::macro_support::export_run!(Program with_types_in #runtime::wasi::command);
            #runtime::macro_support::link_imports!("main");
            #runtime::macro_support::outcome::without_host::<Program>()
        }
    }
}
