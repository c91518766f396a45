//! `#[wharf::http::middleware]`.

use proc_macro2::TokenStream;
use quote::quote;

use crate::function::{Function, report};
use crate::options::Options;
use crate::service;

const ATTRIBUTE: &str = "wharf::http::middleware";

/// The function, followed by the export of `wasi:http/handler` that calls it and the import that it passes requests to.
pub(crate) fn expand(options: TokenStream, item: TokenStream) -> TokenStream {
    let options = Options::parse(ATTRIBUTE, &["crate", "error", "concurrency"], options);
    let function = Function::parse(ATTRIBUTE, item.clone());
    let (options, function) = match (options, function) {
        (Ok(options), Ok(function)) => (options, function),
        (options, function) => {
            let errors = report(options.err().into_iter().chain(function.err()));
            return quote!(#errors #item);
        }
    };
    let mut errors = function.check(ATTRIBUTE, None);
    if function.params.len() < 2 {
        errors.push(syn::Error::new(
            function.params_span,
            format!(
                "a middleware takes the request and, last, the next handler: write \
                 `async fn {}(request: Request, next: Next)`",
                function.name
            ),
        ));
    }
    if !errors.is_empty() {
        let errors = report(errors);
        return quote!(#errors #item);
    }
    let params: Vec<_> = function.params.iter().collect();
    let take = service::take(&options, &params[..params.len() - 1]);
    let runtime = &options.runtime;
    let serve = service::answer(&options, &function, &take, &quote!(#runtime::macro_support::service::next()));
    service::handler(&options, &function, &serve, "middleware", &quote!(#runtime::macro_support::link_next!();))
}
