//! Types.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::scope::Scope;
use super::{abi, debug, docs, error_impls};
use crate::plan::{ItemPath, Member, TypeDecl, TypeKind};

/// The declaration of a type and its ABI.
pub(crate) fn declare(decl: &TypeDecl, scope: &Scope<'_>) -> TokenStream {
    let TypeDecl { name, attributes, derives, .. } = decl;
    let (head, allow) = (docs::attributes(&decl.docs), scope.allow());
    let attributes = quote!(#allow #head #(#attributes)*);
    let lifetime = decl.has_lifetime.then(|| quote!(<'a>));
    let derive = (!derives.is_empty()).then(|| quote!(#[derive(#(#derives),*)]));
    let item = match &decl.kind {
        TypeKind::Record(fields) => {
            let lines = fields.iter().map(|field| {
                let (head, name, ty) = (member_head(field), &field.name, scope.member(field.ty.as_ref()));
                quote!(#head pub #name: #ty)
            });
            let abi = decl.has_abi.then(|| abi::record(decl, fields, scope));
            quote! {
                #attributes
                #[repr(C)]
                #derive
                pub struct #name #lifetime { #(#lines),* }
                #abi
            }
        }
        TypeKind::Variant { tag, cases } => {
            let lines = cases.iter().map(|case| {
                let (head, name, ty) = (member_head(case), &case.name, case.ty.as_ref());
                let payload = ty.map(|ty| scope.member(Some(ty))).map(|ty| quote!((#ty)));
                quote!(#head #name #payload)
            });
            let abi = decl.has_abi.then(|| abi::variant(decl, tag, cases, scope));
            // Without a payload Rust takes `C` for the size of the tag.
            let layout = cases.iter().any(|case| case.ty.is_some()).then(|| quote!(C,));
            quote! {
                #attributes
                #[repr(#layout #tag)]
                #derive
                pub enum #name #lifetime { #(#lines),* }
                #abi
            }
        }
        TypeKind::Enum { tag, cases } => {
            let lines = cases.iter().map(|case| {
                let (head, name) = (member_head(case), &case.name);
                quote!(#head #name)
            });
            let abi = abi::enumeration(name, tag, cases, scope);
            quote! {
                #attributes
                #[repr(#tag)]
                #derive
                pub enum #name { #(#lines),* }
                #abi
            }
        }
        TypeKind::Flags { bits, flags } => abi::flags(decl, bits, flags, scope),
        TypeKind::ImportedResource { module, drop } => abi::imported_resource(decl, module, drop, scope),
        TypeKind::ExportedResource { borrow, module, new, rep, drop } => {
            let builtins = [("new", new), ("rep", rep), ("drop", drop)];
            abi::exported_resource(decl, borrow, module, builtins, scope)
        }
        TypeKind::Alias { ty, borrow } => {
            let ty = scope.member(Some(ty));
            let borrow = borrow.as_ref().map(|(name, path)| borrow_alias(name, path, scope));
            quote!(#allow #head pub type #name #lifetime = #ty; #borrow)
        }
        TypeKind::Use { path, borrow } => {
            let renamed = (path_name(path).as_ref() != Some(name)).then(|| quote!(as #name));
            let here = matches!(path, ItemPath::Local { module, .. } if module == scope.path()).then(|| quote!(self::));
            let path = scope.item(path);
            let path = quote!(#here #path);
            let borrow = borrow.as_ref().map(|(name, path)| borrow_alias(name, path, scope));
            quote!(#allow pub use #path #renamed; #borrow)
        }
    };
    let debug = debug::debug_impl(decl);
    let errors = decl.is_error.then(|| error_impls::error_impls(decl, scope));
    quote!(#item #debug #errors)
}

fn borrow_alias(name: &Ident, path: &ItemPath, scope: &Scope<'_>) -> TokenStream {
    let path = scope.item(path);
    quote!(pub type #name<'a> = #path<'a>;)
}

/// The last segment of a path in the bindings.
fn path_name(path: &ItemPath) -> Option<Ident> {
    match path {
        ItemPath::Local { name, .. } => Some(name.clone()),
        ItemPath::Foreign(tokens) => match tokens.clone().into_iter().last() {
            Some(proc_macro2::TokenTree::Ident(name)) => Some(format_ident!("{name}")),
            _ => None,
        },
    }
}

fn member_head(member: &Member) -> TokenStream {
    let (docs, attributes) = (docs::text(&member.docs), &member.attributes);
    quote!(#docs #(#attributes)*)
}
