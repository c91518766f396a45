//! `generate!`.

use std::path::PathBuf;

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Attribute, Ident, LitBool, LitStr, Path, Token, braced, bracketed};
use wharf_generator::{Fault, Generated, Options, Ownership, Slot, With, did_you_mean};

/// The bindings, or the errors at the options that they are due to.
pub(crate) fn expand(input: TokenStream) -> TokenStream {
    generate(input).unwrap_or_else(|error| error.to_compile_error())
}

fn generate(input: TokenStream) -> syn::Result<TokenStream> {
    let Invocation { mut options, spans } = syn::parse2(input)?;
    let root = std::env::var_os("CARGO_MANIFEST_DIR");
    options.base_dir = Some(root.map(PathBuf::from).ok_or_else(|| {
        syn::Error::new(Span::call_site(), "the environment has no CARGO_MANIFEST_DIR, which says where the crate is")
    })?);
    let generated = wharf_generator::run(&options).map_err(|error| spans.explain(&error))?;
    // Mentioning the files makes cargo build the crate anew when one of them changes.
    let files = generated.inputs.iter().filter(|path| path.is_file()).filter_map(|path| path.to_str());
    let bindings = if options.debug { included(&generated)? } else { tokens(&generated.source)? };
    Ok(quote! {
        #(const _: &[u8] = ::core::include_bytes!(#files);)*
        #bindings
    })
}

fn tokens(source: &str) -> syn::Result<TokenStream> {
    source.parse().map_err(|error| syn::Error::new(Span::call_site(), error))
}

/// Writes the bindings to a file, so that what the compiler says of them has a place, and includes it.
fn included(generated: &Generated) -> syn::Result<TokenStream> {
    // Only a crate with a build script has a folder of its own.
    let folder = std::env::var_os("OUT_DIR").map_or_else(|| std::env::temp_dir().join("wharf-generate"), PathBuf::from);
    let file = generated.write_to(&folder).map_err(|error| syn::Error::new(Span::call_site(), error))?;
    let file = file.to_string_lossy();
    Ok(quote!(::core::include!(#file);))
}

/// Where the options and their values stand.
#[derive(Default)]
struct Spans(Vec<Place>);

struct Place {
    option: String,
    /// The value, or the key of an entry.
    value: Option<String>,
    span: Span,
}

impl Spans {
    fn note(&mut self, option: &Ident, value: Option<String>, span: Span) {
        self.0.push(Place { option: option.to_string(), value, span });
    }

    /// Every problem, at the option that it is due to.
    fn explain(&self, error: &wharf_generator::Error) -> syn::Error {
        let errors = error.problems().map(|(text, fault)| syn::Error::new(self.at_fault(fault), text));
        let combined = errors.reduce(|mut all, next| {
            all.combine(next);
            all
        });
        combined.unwrap_or_else(|| syn::Error::new(Span::call_site(), error))
    }

    /// The value at fault, else its option; a problem of the WIT is one of the option that says where the WIT is.
    fn at_fault(&self, fault: Option<&Fault>) -> Span {
        // The value says more than the name of the option.
        let option = |name: &str| self.0.iter().rfind(|place| place.option == name);
        let value = |fault: &Fault| {
            self.0
                .iter()
                .find(|place| place.option == fault.name && place.value.is_some() && place.value == fault.value)
        };
        let place = fault.and_then(|fault| value(fault).or_else(|| option(fault.name)));
        let wit = || option("inline").or_else(|| option("path")).or_else(|| option("world"));
        place.or_else(wit).map_or_else(Span::call_site, |place| place.span)
    }
}

/// What stands in the parentheses: nothing, `"world"`, `"world" in "path"`, `in "path"` or `{ option: value, … }`.
#[derive(Default)]
struct Invocation {
    options: Options,
    spans: Spans,
}

impl Parse for Invocation {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut invocation = Invocation::default();
        if input.peek(syn::token::Brace) {
            let content;
            braced!(content in input);
            while !content.is_empty() {
                invocation.parse_option(&content)?;
                if !content.is_empty() {
                    content.parse::<Token![,]>()?;
                }
            }
            return Ok(invocation);
        }
        if input.peek(LitStr) {
            let slot = Slot::Text(&mut invocation.options.world);
            fill(slot, input, &Ident::new("world", Span::call_site()), &mut invocation.spans)?;
        }
        if input.parse::<Option<Token![in]>>()?.is_some() {
            let slot = Slot::Files(&mut invocation.options.path);
            fill(slot, input, &Ident::new("path", Span::call_site()), &mut invocation.spans)?;
        }
        if input.is_empty() {
            Ok(invocation)
        } else {
            Err(input
                .error("expected a world, `in \"path\"`, or options in braces: `{ path: \"wit\", world: \"name\" }`"))
        }
    }
}

impl Invocation {
    fn parse_option(&mut self, input: ParseStream<'_>) -> syn::Result<()> {
        let name = &input.call(parse_name)?;
        let (options, spans) = (&mut self.options, &mut self.spans);
        let Some(slot) = options.slot(&name.to_string()) else {
            return Err(syn::Error::new(name.span(), unknown_option(name)));
        };
        if spans.0.iter().any(|place| name == &place.option) {
            return Err(syn::Error::new(name.span(), format!("the option `{name}` is given twice")));
        }
        spans.note(name, None, name.span());
        if let Slot::Flag(flag) = slot {
            // As a name alone it is on.
            *flag = !input.peek(Token![:]) || value(input, LitBool::parse)?.value;
            return Ok(());
        }
        value(input, |input| fill(slot, input, name, spans))
    }
}

/// What follows the name of an option.
fn value<T>(input: ParseStream<'_>, parse: impl FnOnce(ParseStream<'_>) -> syn::Result<T>) -> syn::Result<T> {
    input.parse::<Token![:]>()?;
    parse(input)
}

/// Parses a value for a slot, and notes where its parts stand.
fn fill(slot: Slot<'_>, input: ParseStream<'_>, name: &Ident, spans: &mut Spans) -> syn::Result<()> {
    let mut note = |text: &LitStr| {
        spans.note(name, Some(text.value()), text.span());
        text.value()
    };
    match slot {
        Slot::Text(text) => *text = Some(note(&input.parse()?)),
        Slot::Files(files) if input.peek(LitStr) => files.push(note(&input.parse()?).into()),
        Slot::Files(files) => files.extend(list(input)?.iter().map(note).map(PathBuf::from)),
        Slot::Functions(functions) if input.peek(LitBool) => {
            functions.extend(input.parse::<LitBool>()?.value.then(|| "all".to_owned()));
        }
        Slot::Texts(texts) | Slot::Functions(texts) => texts.extend(list(input)?.iter().map(note)),
        Slot::Paths(paths) => {
            for path in list::<Path>(input)? {
                let text = path.to_token_stream().to_string();
                spans.note(name, Some(text.clone()), path.span());
                paths.push(text);
            }
        }
        Slot::Attributes(attributes) => {
            for (key, values) in entries(input, attributes_of)? {
                let key = note(&key);
                attributes.extend(values.into_iter().map(|value| (key.clone(), value)));
            }
        }
        Slot::With(with) => {
            let path = |input: ParseStream<'_>| Ok(Path::parse_mod_style(input)?.to_token_stream().to_string());
            for (key, path) in entries(input, path)? {
                with.push((note(&key), With::from(path.replace(' ', "").as_str())));
            }
        }
        Slot::Ownership(ownership) => *ownership = parse_ownership(input)?,
        _ => return Err(syn::Error::new(name.span(), "this option has no form in the macro")),
    }
    Ok(())
}

/// `[#[attribute] …]`, or one attribute as text.
fn attributes_of(input: ParseStream<'_>) -> syn::Result<Vec<String>> {
    if input.peek(LitStr) {
        return Ok(vec![input.parse::<LitStr>()?.value()]);
    }
    let content;
    let bracket = bracketed!(content in input);
    let attributes = Attribute::parse_outer(&content)?;
    if !content.is_empty() || attributes.is_empty() {
        return Err(syn::Error::new(bracket.span.join(), "expected attributes: `[#[serde(skip)]]`"));
    }
    Ok(attributes.iter().map(|attribute| attribute.to_token_stream().to_string()).collect())
}

/// `Owning` or `Borrowing { duplicate_if_necessary: true }`
fn parse_ownership(input: ParseStream<'_>) -> syn::Result<Ownership> {
    let mode = input.parse::<Ident>()?;
    if mode == "Owning" {
        return Ok(Ownership::Owning);
    }
    if mode != "Borrowing" {
        return Err(syn::Error::new(mode.span(), "expected `Owning` or `Borrowing { duplicate_if_necessary: … }`"));
    }
    let content;
    braced!(content in input);
    let field = content.parse::<Ident>()?;
    if field != "duplicate_if_necessary" {
        return Err(syn::Error::new(field.span(), "expected `duplicate_if_necessary`"));
    }
    let duplicate_if_necessary = value(&content, LitBool::parse)?.value;
    content.parse::<Option<Token![,]>>()?;
    Ok(Ownership::Borrowing { duplicate_if_necessary })
}

/// The name of an option, which may be one that Rust keeps for itself.
fn parse_name(input: ParseStream<'_>) -> syn::Result<Ident> {
    let name = input.call(Ident::parse_any)?;
    if name == "async" {
        let message = "there is no option `async`: functions are async where the WIT says so; `sync` takes some out";
        return Err(syn::Error::new(name.span(), message));
    }
    Ok(name)
}

fn unknown_option(name: &Ident) -> String {
    let near = did_you_mean(&name.to_string(), Options::NAMES.iter().copied());
    let help = near.unwrap_or_else(|| format!("there are: {}", Options::NAMES.join(", ")));
    format!("unknown option `{name}`\n  = help: {help}")
}

/// `[item, …]`
fn list<T: Parse>(input: ParseStream<'_>) -> syn::Result<Vec<T>> {
    let content;
    bracketed!(content in input);
    Ok(Punctuated::<T, Token![,]>::parse_terminated(&content)?.into_iter().collect())
}

/// `{ "key": value, … }`
fn entries<T>(
    input: ParseStream<'_>,
    parse: impl Fn(ParseStream<'_>) -> syn::Result<T>,
) -> syn::Result<Vec<(LitStr, T)>> {
    let content;
    braced!(content in input);
    let mut entries = Vec::new();
    while !content.is_empty() {
        entries.push((content.parse()?, value(&content, &parse)?));
        if !content.is_empty() {
            content.parse::<Token![,]>()?;
        }
    }
    Ok(entries)
}

#[cfg(test)]
mod tests;
