//! What stands in an attribute's parentheses: `#[wharf::main(crate = path)]`.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{LitInt, Token};

use crate::syntax::parse_path;

/// The options of an attribute.
pub(crate) struct Options {
    /// Where the `wharf` crate is.
    pub(crate) runtime: TokenStream,
    /// The function that makes a response of an error.
    pub(crate) error: Option<TokenStream>,
    /// Whether the function makes a service of the `tower` crates.
    pub(crate) tower: Option<Ident>,
    /// How many calls may be under way.
    pub(crate) concurrency: Option<TokenStream>,
}

impl Options {
    /// Parses the options of `attribute`, which takes those named in `known`.
    pub(crate) fn parse(attribute: &str, known: &[&str], options: TokenStream) -> syn::Result<Self> {
        let parse = |input: ParseStream<'_>| {
            let mut options = Options { runtime: quote!(::wharf), error: None, tower: None, concurrency: None };
            let mut seen = Vec::<String>::new();
            while !input.is_empty() {
                let name = input.call(Ident::parse_any).map_err(|error| unknown(attribute, known, error.span()))?;
                if !known.contains(&&*name.to_string()) {
                    return Err(unknown(attribute, known, name.span()));
                }
                if seen.contains(&name.to_string()) {
                    return Err(syn::Error::new_spanned(&name, format!("the option `{name}` is here twice")));
                }
                seen.push(name.to_string());
                options.parse_one(&name, input)?;
                if !input.is_empty() {
                    input.parse::<Token![,]>()?;
                }
            }
            Ok(options)
        };
        Parser::parse2(parse, options)
    }

    fn parse_one(&mut self, name: &Ident, input: ParseStream<'_>) -> syn::Result<()> {
        if name == "tower" {
            self.tower = Some(name.clone());
            return Ok(());
        }
        if !input.peek(Token![=]) {
            return Err(syn::Error::new_spanned(name, format!("write `{}`", example(&name.to_string()))));
        }
        input.parse::<Token![=]>()?;
        let wanted =
            |error: syn::Error| syn::Error::new(error.span(), format!("write `{}`", example(&name.to_string())));
        match name.to_string().as_str() {
            "crate" => self.runtime = input.call(parse_path).map_err(wanted)?,
            "error" => self.error = Some(input.call(parse_path).map_err(wanted)?),
            _ => self.concurrency = Some(parse_number(input).map_err(wanted)?),
        }
        Ok(())
    }
}

/// A number greater than zero, or the path of a constant.
fn parse_number(input: ParseStream<'_>) -> syn::Result<TokenStream> {
    if !input.peek(LitInt) {
        return input.call(parse_path);
    }
    let number: LitInt = input.parse()?;
    match number.base10_parse::<u32>()? {
        0 => Err(syn::Error::new_spanned(number, "zero")),
        _ => Ok(number.into_token_stream()),
    }
}

/// An option as it is written.
fn example(name: &str) -> &'static str {
    match name {
        "crate" => "crate = path::to::wharf",
        "error" => "error = path::to::function",
        "concurrency" => "concurrency = 16",
        _ => "tower",
    }
}

fn unknown(attribute: &str, known: &[&str], span: proc_macro2::Span) -> syn::Error {
    let known: Vec<_> = known.iter().map(|name| format!("`{}`", example(name))).collect();
    syn::Error::new(span, format!("unknown option of `#[{attribute}]`; there are: {}", known.join(", ")))
}
