//! `generate!`.

use std::path::PathBuf;

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Ident, LitBool, LitStr, Path, Token, braced, bracketed};
use wharf_generator::{Options, With};

/// The bindings, or the errors at the options that they are due to.
pub(crate) fn expand(input: TokenStream) -> TokenStream {
    let Invocation { mut options, spans } = match syn::parse2(input) {
        Ok(invocation) => invocation,
        Err(error) => return error.to_compile_error(),
    };
    let root = match std::env::var_os("CARGO_MANIFEST_DIR") {
        Some(root) => PathBuf::from(root),
        None => return syn::Error::new(Span::call_site(), "cargo does not say where the crate is").to_compile_error(),
    };
    if options.path.is_empty() && options.inline.is_none() {
        options.path.push("wit".into());
    }
    options.base_dir = Some(root);
    match wharf_generator::run(&options) {
        Ok(generated) => {
            // Mentioning the files makes cargo build the crate anew when one of them changes.
            let files = generated.inputs.iter().filter(|path| path.is_file()).filter_map(|path| path.to_str());
            match generated.source.parse::<TokenStream>() {
                Ok(bindings) => quote! {
                    #(const _: &[u8] = ::core::include_bytes!(#files);)*
                    #bindings
                },
                Err(error) => syn::Error::new(Span::call_site(), error).to_compile_error(),
            }
        }
        Err(error) => {
            let text = error.to_string();
            syn::Error::new(spans.at_fault(&text), text).to_compile_error()
        }
    }
}

/// Where the options stand.
#[derive(Default)]
struct Spans {
    world: Option<Span>,
    path: Option<Span>,
    with: Vec<(String, Span)>,
}

impl Spans {
    /// The option that a message is about: the `with` key it names, else the world, else the path.
    fn at_fault(&self, message: &str) -> Span {
        let named = self.with.iter().find(|(key, _)| message.contains(&format!("`{key}`")));
        let world = self.world.filter(|_| message.contains("world"));
        named.map(|(_, span)| *span).or(world).or(self.path).or(self.world).unwrap_or_else(Span::call_site)
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
            invocation.set_world(&input.parse()?);
        }
        if input.parse::<Option<Token![in]>>()?.is_some() {
            invocation.set_path(&input.parse()?);
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
    fn set_world(&mut self, world: &LitStr) {
        self.spans.world = Some(world.span());
        self.options.world = Some(world.value());
    }

    fn set_path(&mut self, path: &LitStr) {
        self.spans.path = Some(path.span());
        self.options.path.push(path.value().into());
    }

    fn parse_option(&mut self, input: ParseStream<'_>) -> syn::Result<()> {
        let name = input.call(parse_name)?;
        let options = &mut self.options;
        if name == "generate_all" && !input.peek(Token![:]) {
            options.generate_all = true;
            return Ok(());
        }
        input.parse::<Token![:]>()?;
        match name.to_string().as_str() {
            "world" => self.set_world(&input.parse()?),
            "path" if input.peek(syn::token::Bracket) => {
                list::<LitStr>(input)?.iter().for_each(|path| self.set_path(path));
            }
            "path" => self.set_path(&input.parse()?),
            "inline" => options.inline = Some(input.parse::<LitStr>()?.value()),
            "with" => self.parse_with(input)?,
            "generate_all" => options.generate_all = input.parse::<LitBool>()?.value,
            "features" => options.features = strings(input)?,
            "all_features" => options.all_features = input.parse::<LitBool>()?.value,
            "skip" => options.skip = strings(input)?,
            "additional_derives" => {
                let paths = list::<Path>(input)?;
                options.additional_derives = paths.iter().map(|path| path.to_token_stream().to_string()).collect();
            }
            "additional_derives_ignore" => options.additional_derives_ignore = strings(input)?,
            "additional_type_attributes" => options.additional_type_attributes = pairs(input)?,
            "additional_member_attributes" => options.additional_member_attributes = pairs(input)?,
            "runtime_path" => options.runtime_path = Some(input.parse::<LitStr>()?.value()),
            "bitflags_path" => options.bitflags_path = Some(input.parse::<LitStr>()?.value()),
            "map_type" => options.map_type = Some(input.parse::<LitStr>()?.value()),
            "export_macro_name" => options.export_macro_name = Some(input.parse::<LitStr>()?.value()),
            "pub_export_macro" => options.pub_export_macro = input.parse::<LitBool>()?.value,
            "default_bindings_module" => {
                options.default_bindings_module = Some(input.parse::<LitStr>()?.value());
            }
            "type_section_suffix" => options.type_section_suffix = Some(input.parse::<LitStr>()?.value()),
            _ => return Err(syn::Error::new(name.span(), unknown_option())),
        }
        Ok(())
    }

    fn parse_with(&mut self, input: ParseStream<'_>) -> syn::Result<()> {
        let content;
        braced!(content in input);
        while !content.is_empty() {
            let key = content.parse::<LitStr>()?;
            content.parse::<Token![:]>()?;
            let path = content.call(Path::parse_mod_style)?.to_token_stream().to_string().replace(' ', "");
            self.spans.with.push((key.value(), key.span()));
            self.options.with.push((key.value(), With::from(path.as_str())));
            if !content.is_empty() {
                content.parse::<Token![,]>()?;
            }
        }
        Ok(())
    }
}

fn parse_name(input: ParseStream<'_>) -> syn::Result<Ident> {
    input.parse::<Ident>().map_err(|error| syn::Error::new(error.span(), unknown_option()))
}

fn unknown_option() -> &'static str {
    "unknown option; there are: world, path, inline, with, generate_all, features, all_features, skip, \
     additional_derives, additional_derives_ignore, additional_type_attributes, additional_member_attributes, \
     runtime_path, bitflags_path, map_type, export_macro_name, pub_export_macro, default_bindings_module, \
     type_section_suffix"
}

/// `[item, …]`
fn list<T: Parse>(input: ParseStream<'_>) -> syn::Result<Vec<T>> {
    let content;
    bracketed!(content in input);
    Ok(Punctuated::<T, Token![,]>::parse_terminated(&content)?.into_iter().collect())
}

/// `["text", …]`
fn strings(input: ParseStream<'_>) -> syn::Result<Vec<String>> {
    Ok(list::<LitStr>(input)?.iter().map(LitStr::value).collect())
}

/// `{ "key": "value", … }`
fn pairs(input: ParseStream<'_>) -> syn::Result<Vec<(String, String)>> {
    let content;
    braced!(content in input);
    let mut pairs = Vec::new();
    while !content.is_empty() {
        let key = content.parse::<LitStr>()?.value();
        content.parse::<Token![:]>()?;
        pairs.push((key, content.parse::<LitStr>()?.value()));
        if !content.is_empty() {
            content.parse::<Token![,]>()?;
        }
    }
    Ok(pairs)
}
