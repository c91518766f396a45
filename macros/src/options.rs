//! What stands in an attribute's parentheses: `#[wharf::main(crate = path)]`.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::parse::{Parse, ParseStream};
use syn::{Path, Token};

/// The options of an attribute.
pub(crate) struct Options {
    /// Where the `wharf` crate is.
    pub(crate) runtime: TokenStream,
}

impl Parse for Options {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut runtime = quote!(::wharf);
        while !input.is_empty() {
            if !input.peek(Token![crate]) {
                return Err(input.error("unknown option: the only one is `crate = path::to::wharf`"));
            }
            input.parse::<Token![crate]>()?;
            input.parse::<Token![=]>()?;
            runtime = input.call(Path::parse_mod_style)?.into_token_stream();
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(Options { runtime })
    }
}
