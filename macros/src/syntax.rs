//! The parts of Rust's syntax that the attributes pass on, as tokens.
//!
//! What is wrong in them the compiler says itself, where they stand. To parse them would take syn's syntax tree, whose
//! compilation is a third of what the attributes cost a build.

use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::Token;
use syn::ext::IdentExt;
use syn::parse::ParseStream;

/// The attributes before an item or a parameter.
pub(crate) fn attributes(input: ParseStream<'_>) -> syn::Result<TokenStream> {
    let mut tokens = TokenStream::new();
    while input.peek(Token![#]) {
        input.parse::<Token![#]>()?.to_tokens(&mut tokens);
        input.parse::<TokenTree>()?.to_tokens(&mut tokens);
    }
    Ok(tokens)
}

/// The visibility of an item, if it has one.
pub(crate) fn visibility(input: ParseStream<'_>) -> syn::Result<TokenStream> {
    let mut tokens = TokenStream::new();
    if input.peek(Token![pub]) {
        input.parse::<Token![pub]>()?.to_tokens(&mut tokens);
        if input.peek(syn::token::Paren) {
            input.parse::<TokenTree>()?.to_tokens(&mut tokens);
        }
    }
    Ok(tokens)
}

/// A type: all up to what cannot be part of one.
pub(crate) fn parse_type(input: ParseStream<'_>) -> syn::Result<TokenStream> {
    let mut tokens = TokenStream::new();
    let mut depth = 0_usize;
    while !input.is_empty() && (depth > 0 || !ends_type(input)) {
        if input.peek(Token![->]) {
            input.parse::<Token![->]>()?.to_tokens(&mut tokens);
            continue;
        }
        let token = input.parse::<TokenTree>()?;
        if let TokenTree::Punct(punct) = &token {
            match punct.as_char() {
                '<' => depth += 1,
                '>' => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        token.to_tokens(&mut tokens);
    }
    if tokens.is_empty() { Err(input.error("expected a type")) } else { Ok(tokens) }
}

/// Whether a type cannot go on here. The `for` of `for<'a> fn(&'a u8)` belongs to it.
fn ends_type(input: ParseStream<'_>) -> bool {
    input.peek(Token![,])
        || input.peek(Token![;])
        || input.peek(Token![=])
        || input.peek(Token![where])
        || input.peek(syn::token::Brace)
        || (input.peek(Token![for]) && !input.peek2(Token![<]))
}

/// A path without generics.
pub(crate) fn parse_path(input: ParseStream<'_>) -> syn::Result<TokenStream> {
    let mut tokens = TokenStream::new();
    input.parse::<Option<Token![::]>>()?.to_tokens(&mut tokens);
    loop {
        input.call(Ident::parse_any)?.to_tokens(&mut tokens);
        let Some(colons) = input.parse::<Option<Token![::]>>()? else { return Ok(tokens) };
        colons.to_tokens(&mut tokens);
    }
}

/// Where the last name of a path stands, or nothing if these tokens are no path.
pub(crate) fn last_name(path: &TokenStream) -> Option<Span> {
    let mut last = None;
    let mut depth = 0_usize;
    for token in path.clone() {
        match token {
            TokenTree::Ident(name) if depth == 0 => {
                if ["dyn", "impl", "fn", "unsafe", "extern", "for"].iter().any(|keyword| name == keyword) {
                    return None;
                }
                last = Some(name.span());
            }
            TokenTree::Punct(punct) => match punct.as_char() {
                ':' => {}
                '<' if last.is_some() => depth += 1,
                '>' if depth > 0 => depth -= 1,
                _ if depth > 0 => {}
                _ => return None,
            },
            // What a macro got as a path.
            TokenTree::Group(group) if group.delimiter() == Delimiter::None => last = Some(last_name(&group.stream())?),
            _ if depth > 0 => {}
            _ => return None,
        }
    }
    last
}
