//! `#[wharf::export]`.

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Path, Token, Type};

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
    if let Some(option) = options.into_iter().next() {
        let error = unexpected(&option).to_compile_error();
        return quote!(#error #item);
    }
    match syn::parse2::<Implementation>(item.clone()) {
        Ok(Implementation { guest, implementor }) => {
            // The macro goes by the same path as the trait: it lives beside it, in the other namespace.
            quote!(#item #guest!(#implementor as #guest);)
        }
        Err(error) => {
            let error = error.to_compile_error();
            quote!(#error #item)
        }
    }
}

fn unexpected(option: &TokenTree) -> syn::Error {
    syn::Error::new_spanned(option.to_token_stream(), "`#[wharf::export]` takes no options")
}
