//! A function that an attribute stands on. Its body is kept as tokens: half-written code still completes in an editor.

use proc_macro2::{Group, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Ident, Token, braced, parenthesized};

use crate::syntax::{attributes, parse_type, visibility};

/// A function up to its body, and the body.
pub(crate) struct Function {
    pub(crate) attrs: TokenStream,
    pub(crate) vis: TokenStream,
    pub(crate) asyncness: Option<Token![async]>,
    pub(crate) fn_token: Token![fn],
    pub(crate) name: Ident,
    pub(crate) generics: Option<Token![<]>,
    pub(crate) params: Punctuated<Param, Token![,]>,
    pub(crate) params_span: Span,
    pub(crate) output: Option<TokenStream>,
    pub(crate) body: Group,
}

/// A parameter of a function.
pub(crate) struct Param {
    pub(crate) pattern: TokenStream,
    pub(crate) ty: TokenStream,
    /// Whether the type is an `impl Trait`.
    is_generic: bool,
}

impl Parse for Param {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        input.call(attributes)?;
        if is_receiver(input) {
            return Err(input.error("this attribute goes on a free function, not on a method"));
        }
        let pattern = parse_pattern(input)?;
        input.parse::<Token![:]>()?;
        let is_generic = input.peek(Token![impl]);
        Ok(Param { pattern, ty: input.call(parse_type)?, is_generic })
    }
}

/// Whether a parameter is `self` in one of its forms.
fn is_receiver(input: ParseStream<'_>) -> bool {
    input.peek(Token![self])
        || (input.peek(Token![mut]) && input.peek2(Token![self]))
        || (input.peek(Token![&]) && (input.peek2(Token![self]) || input.peek3(Token![self])))
}

/// Takes the tokens of a pattern: all up to the colon that is not part of a path.
fn parse_pattern(input: ParseStream<'_>) -> syn::Result<TokenStream> {
    let mut tokens = TokenStream::new();
    while !input.peek(Token![:]) || input.peek(Token![::]) {
        if input.is_empty() {
            return Err(input.error("expected `: Type` after the parameter's name"));
        }
        if input.peek(Token![::]) {
            input.parse::<Token![::]>()?.to_tokens(&mut tokens);
        } else {
            input.parse::<proc_macro2::TokenTree>()?.to_tokens(&mut tokens);
        }
    }
    Ok(tokens)
}

impl Function {
    /// Parses the item under `attribute`.
    pub(crate) fn parse(attribute: &str, item: TokenStream) -> syn::Result<Self> {
        Parser::parse2(|input: ParseStream<'_>| Function::parse_from(attribute, input), item)
    }

    fn parse_from(attribute: &str, input: ParseStream<'_>) -> syn::Result<Self> {
        let attrs = input.call(attributes)?;
        let vis = input.call(visibility)?;
        let asyncness = input.parse()?;
        if !input.peek(Token![fn]) {
            let name = if attribute.ends_with("main") { "main" } else { "name" };
            return Err(
                input.error(format!("`#[{attribute}]` goes on an async function: write `async fn {name}(…) {{ … }}`"))
            );
        }
        let fn_token = input.parse()?;
        let name = input.parse()?;
        let generics = input.peek(Token![<]).then(|| input.parse()).transpose()?;
        if generics.is_some() {
            while !input.is_empty() && !input.peek(syn::token::Paren) {
                input.parse::<proc_macro2::TokenTree>()?;
            }
        }
        let content;
        let params_span = parenthesized!(content in input).span.join();
        let params = content.parse_terminated(Param::parse, Token![,])?;
        let output = if input.parse::<Option<Token![->]>>()?.is_some() { Some(input.call(parse_type)?) } else { None };
        if input.peek(Token![where]) {
            return Err(input.error(format!("`#[{attribute}]` goes on a function without a `where` clause")));
        }
        if input.peek(Token![;]) || input.is_empty() {
            return Err(input.error(format!("`#[{attribute}]` goes on a function with a body")));
        }
        let body;
        let braces = braced!(body in input);
        let mut body = Group::new(proc_macro2::Delimiter::Brace, body.parse()?);
        body.set_span(braces.span.join());
        Ok(Function { attrs, vis, asyncness, fn_token, name, generics, params, params_span, output, body })
    }
}

impl Function {
    /// What is wrong with the function for an attribute named `attribute`, which takes up to `params` parameters.
    pub(crate) fn check(&self, attribute: &str, params: Option<usize>) -> Vec<syn::Error> {
        let mut errors = Vec::new();
        if self.asyncness.is_none() {
            errors.push(syn::Error::new(
                self.fn_token.span,
                format!("`#[{attribute}]` goes on an async function: write `async fn {}`", self.name),
            ));
        }
        errors.extend(self.check_plain(attribute));
        if let Some(params) = params
            && self.params.len() > params
        {
            let takes = match params {
                0 => "takes no parameters".to_owned(),
                _ => format!("takes at most {params} parameter(s)"),
            };
            errors.push(syn::Error::new(self.params_span, format!("a `#[{attribute}]` function {takes}")));
        }
        errors
    }

    /// What is wrong with a function that the host can call with one type only.
    pub(crate) fn check_plain(&self, attribute: &str) -> Vec<syn::Error> {
        let generics = self.generics.iter().map(|generics| generics as &dyn ToTokens);
        let impls = self.params.iter().filter(|param| param.is_generic).map(|param| &param.ty);
        let error = |generics| {
            let message =
                format!("`#[{attribute}]` goes on a function without generics: the host calls it with one type");
            syn::Error::new_spanned(generics, message)
        };
        generics.chain(impls.map(|ty| ty as &dyn ToTokens)).map(error).collect()
    }
}

impl ToTokens for Function {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Function { attrs, vis, asyncness, fn_token, name, params, output, body, .. } = self;
        let params = params.iter().map(|Param { pattern, ty, .. }| quote!(#pattern: #ty));
        let output = output.iter();
        tokens.extend(quote!(#attrs #vis #asyncness #fn_token #name(#(#params),*) #(-> #output)* #body));
    }
}

/// All errors as one `compile_error!` each.
pub(crate) fn report(errors: impl IntoIterator<Item = syn::Error>) -> TokenStream {
    errors.into_iter().map(|error| error.to_compile_error()).collect()
}

/// Something that can be in a crate once, with a name that says of what there can be one: the compiler's error for a
/// second one points to the functions.
pub(crate) fn once(function: &Ident, name: &str) -> TokenStream {
    let name = Ident::new(name, function.span());
    quote! {
        const _: () = {
            #[doc(hidden)]
            #[allow(unused_macros, reason = "its name is what counts")]
            #[macro_export]
            macro_rules! #name {
                () => {};
            }
        };
    }
}
