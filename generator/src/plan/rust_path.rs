//! Rust paths that users give in options.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use crate::error::Report;

/// A path as the user gave it.
#[derive(Clone)]
pub(crate) struct RustPath {
    pub(crate) tokens: TokenStream,
    /// It means the same in every module.
    pub(crate) is_absolute: bool,
}

/// Parses the path of a module or crate.
pub(crate) fn module(option: &str, text: &str) -> Result<RustPath, Report> {
    let path: syn::Path = syn::parse_str(text).map_err(|error| malformed(option, text, &error))?;
    let is_absolute = is_absolute(&path);
    Ok(RustPath { tokens: path.into_token_stream(), is_absolute })
}

/// Parses the path of a type, which may have type arguments.
pub(crate) fn ty(option: &str, text: &str) -> Result<RustPath, Report> {
    let ty: syn::TypePath = syn::parse_str(text).map_err(|error| malformed(option, text, &error))?;
    let is_absolute = ty.qself.is_none() && is_absolute(&ty.path) && !has_arguments(&ty.path);
    Ok(RustPath { tokens: ty.into_token_stream(), is_absolute })
}

/// The path of a crate, which is absolute even without a leading `::`.
pub(crate) fn krate(option: &str, text: &str) -> Result<TokenStream, Report> {
    let path = module(option, text)?;
    let first = text.trim().split("::").next().unwrap_or_default();
    if matches!(first.trim(), "self" | "super") {
        return Err(Report::new(format!("`{option}` is relative: `{text}`"))
            .note("generated code uses it in many modules: write a path that starts with a crate or with `crate`"));
    }
    let tokens = path.tokens;
    Ok(if path.is_absolute { tokens } else { quote!(::#tokens) })
}

/// The path as a macro writes it that is called from other modules or crates.
pub(crate) fn in_macro(path: &TokenStream) -> TokenStream {
    let mut tokens = path.clone().into_iter();
    match tokens.next() {
        Some(proc_macro2::TokenTree::Ident(first)) if first == "crate" => {
            let rest: TokenStream = tokens.collect();
            quote!($crate #rest)
        }
        _ => path.clone(),
    }
}

fn is_absolute(path: &syn::Path) -> bool {
    path.leading_colon.is_some() || path.segments.first().is_some_and(|first| first.ident == "crate")
}

fn has_arguments(path: &syn::Path) -> bool {
    path.segments.iter().any(|segment| !segment.arguments.is_none())
}

fn malformed(option: &str, text: &str, error: &syn::Error) -> Report {
    Report::new(format!("`{option}` is not a Rust path: `{text}`: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crates() {
        let crate_path = |text| krate("runtime_path", text).map(|path| path.to_string().replace(' ', ""));
        assert_eq!(crate_path("wharf").ok().as_deref(), Some("::wharf"));
        assert_eq!(crate_path("::wharf").ok().as_deref(), Some("::wharf"));
        assert_eq!(crate_path("crate::rt").ok().as_deref(), Some("crate::rt"));
        assert!(crate_path("super::rt").is_err());
        assert!(crate_path("not a path").is_err());
    }

    #[test]
    fn crate_in_a_macro() {
        assert_eq!(in_macro(&quote!(crate::rt)).to_string().replace(' ', ""), "$crate::rt");
        assert_eq!(in_macro(&quote!(::wharf)).to_string().replace(' ', ""), "::wharf");
    }
}
