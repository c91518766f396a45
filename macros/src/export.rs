//! `#[wharf::export]`.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Expr, Ident, Path, Token, Type};

/// `impl path::Guest for Type`, and the rest as tokens.
struct Implementation {
    guest: Path,
    implementor: Type,
}

impl Parse for Implementation {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        input.call(Attribute::parse_outer)?;
        input.parse::<Option<Token![unsafe]>>()?;
        if !input.peek(Token![impl]) {
            return Err(input.error("`#[wharf::export]` goes on an `impl …::Guest for YourType`"));
        }
        input.parse::<Token![impl]>()?;
        if input.peek(Token![<]) {
            return Err(input.error("an exported implementation has no generics: the host calls it with one type"));
        }
        let subject: Type = input.parse()?;
        if !input.peek(Token![for]) {
            return Err(syn::Error::new_spanned(
                subject,
                "`#[wharf::export]` goes on the implementation of a bindings trait: \
                 write `impl exports::…::Guest for YourType`",
            ));
        }
        input.parse::<Token![for]>()?;
        let Type::Path(guest) = subject else {
            return Err(syn::Error::new_spanned(subject, "expected the path of a `Guest` trait"));
        };
        let implementor = input.parse()?;
        input.parse::<TokenStream>()?;
        Ok(Implementation { guest: guest.path, implementor })
    }
}

/// The implementation, followed by the exports of its type.
pub(crate) fn expand(options: TokenStream, item: TokenStream) -> TokenStream {
    let options = match syn::parse2::<Options>(options) {
        Ok(options) => options,
        Err(error) => {
            let error = error.to_compile_error();
            return quote!(#error #item);
        }
    };
    match syn::parse2::<Implementation>(item.clone()) {
        Ok(Implementation { guest, implementor }) => {
            let item = match &options.concurrency {
                Some(limit) => limited(item, limit, &options.runtime),
                None => item,
            };
            // The macro goes by the same path as the trait: it lives beside it, in the other namespace.
            quote!(#item #guest!(#implementor as #guest);)
        }
        Err(error) => {
            let error = error.to_compile_error();
            quote!(#error #item)
        }
    }
}

/// What stands in the parentheses: `concurrency = N`, `crate = path`.
struct Options {
    concurrency: Option<Expr>,
    runtime: TokenStream,
}

impl Parse for Options {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut options = Options { concurrency: None, runtime: quote!(::wharf) };
        while !input.is_empty() {
            if input.peek(Token![crate]) {
                input.parse::<Token![crate]>()?;
                input.parse::<Token![=]>()?;
                options.runtime = input.call(Path::parse_mod_style)?.into_token_stream();
            } else {
                let unknown = input.error(
                    "unknown option; `#[wharf::export]` takes `concurrency = N`, how many calls may run at the same \
                     time, and `crate = path::to::wharf`",
                );
                if input.parse::<Ident>().map_or(true, |name| name != "concurrency") {
                    return Err(unknown);
                }
                input.parse::<Token![=]>()?;
                options.concurrency = Some(input.parse()?);
            }
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(options)
    }
}

/// The implementation with a limit on its calls, which each async function counts first.
fn limited(item: TokenStream, limit: &Expr, runtime: &TokenStream) -> TokenStream {
    let mut tokens: Vec<TokenTree> = item.into_iter().collect();
    let Some(TokenTree::Group(body)) = tokens.last_mut() else { return tokens.into_iter().collect() };
    let mut is_async = false;
    let counting = body.stream().into_iter().map(|token| match token {
        TokenTree::Group(group) if is_async && group.delimiter() == Delimiter::Brace => {
            is_async = false;
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
    quote! {
        const _: () = {
            fn __concurrency() -> &'static #runtime::task::Concurrency {
                static CONCURRENCY: #runtime::task::Concurrency = #runtime::task::Concurrency::at_most(#limit);
                &CONCURRENCY
            }

            #(#tokens)*
        };
    }
}
