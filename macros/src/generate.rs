//! `generate!`.

use std::path::PathBuf;

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Ident, LitBool, LitStr, Path, Token, braced, bracketed};
use wharf_generator::{Fault, Options, With};

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
        Err(error) => spans.explain(&error).to_compile_error(),
    }
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
        let option = |name: &str| self.0.iter().find(|place| place.option == name);
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
            let world = invocation.string(input, &Ident::new("world", Span::call_site()))?;
            invocation.options.world = Some(world);
        }
        if input.parse::<Option<Token![in]>>()?.is_some() {
            let path = invocation.string(input, &Ident::new("path", Span::call_site()))?;
            invocation.options.path.push(path.into());
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
        if name == "generate_all" && !input.peek(Token![:]) {
            self.options.generate_all = true;
            return Ok(());
        }
        input.parse::<Token![:]>()?;
        let string = |this: &mut Self| this.string(input, name).map(Some);
        match name.to_string().as_str() {
            "world" => self.options.world = string(self)?,
            "path" if input.peek(syn::token::Bracket) => {
                let paths = self.strings(input, name)?;
                self.options.path.extend(paths.into_iter().map(PathBuf::from));
            }
            "path" => {
                let path = self.string(input, name)?;
                self.options.path.push(path.into());
            }
            "inline" => self.options.inline = string(self)?,
            "with" => self.options.with = self.parse_with(input, name)?,
            "generate_all" => self.options.generate_all = self.flag(input, name)?,
            "features" => self.options.features = self.strings(input, name)?,
            "all_features" => self.options.all_features = self.flag(input, name)?,
            "skip" => self.options.skip = self.strings(input, name)?,
            "additional_derives" => self.options.additional_derives = self.paths(input, name)?,
            "additional_derives_ignore" => self.options.additional_derives_ignore = self.strings(input, name)?,
            "additional_type_attributes" => self.options.additional_type_attributes = self.pairs(input, name)?,
            "additional_member_attributes" => self.options.additional_member_attributes = self.pairs(input, name)?,
            "runtime_path" => self.options.runtime_path = string(self)?,
            "bitflags_path" => self.options.bitflags_path = string(self)?,
            "map_type" => self.options.map_type = string(self)?,
            "export_macro_name" => self.options.export_macro_name = string(self)?,
            "pub_export_macro" => self.options.pub_export_macro = self.flag(input, name)?,
            "default_bindings_module" => self.options.default_bindings_module = string(self)?,
            "type_section_suffix" => self.options.type_section_suffix = string(self)?,
            _ => return Err(syn::Error::new(name.span(), unknown_option())),
        }
        Ok(())
    }

    /// `"text"`
    fn string(&mut self, input: ParseStream<'_>, option: &Ident) -> syn::Result<String> {
        let text = input.parse::<LitStr>()?;
        self.spans.note(option, Some(text.value()), text.span());
        Ok(text.value())
    }

    /// `true` or `false`
    fn flag(&mut self, input: ParseStream<'_>, option: &Ident) -> syn::Result<bool> {
        let flag = input.parse::<LitBool>()?;
        self.spans.note(option, None, flag.span());
        Ok(flag.value)
    }

    /// `["text", …]`
    fn strings(&mut self, input: ParseStream<'_>, option: &Ident) -> syn::Result<Vec<String>> {
        let texts = list::<LitStr>(input)?;
        Ok(texts
            .iter()
            .map(|text| {
                self.spans.note(option, Some(text.value()), text.span());
                text.value()
            })
            .collect())
    }

    /// `[path, …]`
    fn paths(&mut self, input: ParseStream<'_>, option: &Ident) -> syn::Result<Vec<String>> {
        let paths = list::<Path>(input)?;
        Ok(paths
            .iter()
            .map(|path| {
                let text = path.to_token_stream().to_string();
                self.spans.note(option, Some(text.clone()), path.span());
                text
            })
            .collect())
    }

    /// `{ "key": "value", … }`
    fn pairs(&mut self, input: ParseStream<'_>, option: &Ident) -> syn::Result<Vec<(String, String)>> {
        self.entries(input, option, |input| Ok(input.parse::<LitStr>()?.value()))
    }

    /// `{ "key": path, … }`
    fn parse_with(&mut self, input: ParseStream<'_>, option: &Ident) -> syn::Result<Vec<(String, With)>> {
        self.entries(input, option, |input| {
            let path = input.call(Path::parse_mod_style)?.to_token_stream().to_string().replace(' ', "");
            Ok(With::from(path.as_str()))
        })
    }

    fn entries<T>(
        &mut self,
        input: ParseStream<'_>,
        option: &Ident,
        value: impl Fn(ParseStream<'_>) -> syn::Result<T>,
    ) -> syn::Result<Vec<(String, T)>> {
        let content;
        braced!(content in input);
        let mut entries = Vec::new();
        while !content.is_empty() {
            let key = content.parse::<LitStr>()?;
            self.spans.note(option, Some(key.value()), key.span());
            content.parse::<Token![:]>()?;
            entries.push((key.value(), value(&content)?));
            if !content.is_empty() {
                content.parse::<Token![,]>()?;
            }
        }
        Ok(entries)
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
