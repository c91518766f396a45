//! `#[wharf::export]`.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::{Ident, Token};

use crate::options::Options;
use crate::syntax::{attributes, last_name, parse_type};

/// `impl path::Guest for Type`, and the rest as tokens.
struct Implementation {
    guest: TokenStream,
    /// Where the trait's own name stands.
    guest_name: Span,
    implementor: TokenStream,
}

impl Parse for Implementation {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        input.call(attributes)?;
        input.parse::<Option<Token![unsafe]>>()?;
        if !input.peek(Token![impl]) {
            return Err(input.error("`#[wharf::export]` goes on an `impl …::Guest for YourType`"));
        }
        input.parse::<Token![impl]>()?;
        if input.peek(Token![<]) {
            return Err(input.error("an exported implementation has no generics: the host calls it with one type"));
        }
        let guest = input.call(parse_type)?;
        if !input.peek(Token![for]) {
            return Err(syn::Error::new_spanned(
                guest,
                "`#[wharf::export]` goes on the implementation of a bindings trait: \
                 write `impl exports::…::Guest for YourType`",
            ));
        }
        input.parse::<Token![for]>()?;
        let Some(guest_name) = last_name(&guest) else {
            return Err(syn::Error::new_spanned(guest, "expected the path of a `Guest` trait"));
        };
        let implementor = input.call(parse_type)?;
        input.parse::<TokenStream>()?;
        Ok(Implementation { guest, guest_name, implementor })
    }
}

/// The implementation, followed by the exports of its type.
pub(crate) fn expand(options: TokenStream, item: TokenStream) -> TokenStream {
    let options = Options::parse("wharf::export", &["concurrency", "crate"], options);
    let implementation = syn::parse2::<Implementation>(item.clone());
    // An implementation with an error in its options is still the one that the world wants.
    let exports = implementation.as_ref().ok().map(exports);
    let limited = options.and_then(|options| {
        implementation?;
        options.concurrency.map_or(Ok(item.clone()), |limit| limited(item.clone(), &limit, &options.runtime))
    });
    let item = limited.unwrap_or_else(|error| {
        let error = error.to_compile_error();
        quote!(#error #item)
    });
    quote!(#item #exports)
}

/// Calls the macro of the same path as the trait: it lives beside it, in the other namespace. Under another name, which
/// the compiler's error tells when there is no such macro.
fn exports(Implementation { guest, guest_name, implementor }: &Implementation) -> TokenStream {
    let name = Ident::new("only_a_trait_of_generated_bindings_can_be_exported", *guest_name);
    quote! {
        const _: () = {
            use #guest as #name;
            #name!(#implementor as #guest);
        };
    }
}

/// The implementation with a limit on its calls, which each async function counts first.
fn limited(item: TokenStream, limit: &TokenStream, runtime: &TokenStream) -> syn::Result<TokenStream> {
    let mut tokens: Vec<TokenTree> = item.into_iter().collect();
    let Some(TokenTree::Group(body)) = tokens.last_mut() else { return Ok(tokens.into_iter().collect()) };
    let mut counts = false;
    let mut is_async = false;
    let counting = body.stream().into_iter().map(|token| match token {
        TokenTree::Group(group) if is_async && group.delimiter() == Delimiter::Brace => {
            is_async = false;
            counts = true;
            let rest = group.stream();
            let mut counted = Group::new(Delimiter::Brace, quote!(__concurrency().count(); #rest));
            counted.set_span(group.span());
            counted.into()
        }
        token => {
            match &token {
                TokenTree::Ident(name) if name == "async" => is_async = true,
                TokenTree::Punct(punct) if punct.as_char() == ';' => is_async = false,
                _ => {}
            }
            token
        }
    });
    let mut counting = Group::new(Delimiter::Brace, counting.collect());
    counting.set_span(body.span());
    *body = counting;
    if !counts {
        let message =
            "there is nothing to limit: none of the functions is async, and only async ones run at the same time";
        return Err(syn::Error::new_spanned(limit, message));
    }
    Ok(quote! {
        const _: () = {
            fn __concurrency() -> &'static #runtime::task::Concurrency {
                static CONCURRENCY: #runtime::task::Concurrency = #runtime::task::Concurrency::at_most(#limit);
                &CONCURRENCY
            }

            #(#tokens)*
        };
    })
}
