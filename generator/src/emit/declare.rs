//! Types.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::scope::Scope;
use super::{docs, error_impls};
use crate::plan::{ItemPath, Member, TypeDecl, TypeKind};

/// The declaration of a type and its ABI.
pub(crate) fn declare(decl: &TypeDecl, scope: &Scope<'_>) -> TokenStream {
    let TypeDecl { name, attributes, derives, .. } = decl;
    let rt = scope.rt();
    let item = match &decl.kind {
        TypeKind::Record(fields) => {
            let lines = fields.iter().map(|field| {
                let (head, name, ty) = (member_head(field), &field.name, scope.optional(field.ty.as_ref()));
                quote!(#head pub #name: #ty)
            });
            let (names, types) = names_and_types(fields, scope);
            let world = scope.world();
            quote! {
                #[repr(C)]
                #[derive(#(#derives),*)]
                #(#attributes)*
                pub struct #name { #(#lines),* }
                #rt::abi::record! { #world; #name { #(#names: #types),* } }
            }
        }
        TypeKind::Variant { tag, cases } => {
            let payload = |case: &Member| {
                case.ty.as_ref().map(|ty| {
                    let ty = scope.ty(ty);
                    quote!((#ty))
                })
            };
            let lines = cases.iter().map(|case| {
                let (head, name, payload) = (member_head(case), &case.name, payload(case));
                quote!(#head #name #payload)
            });
            let abi = cases.iter().map(|case| {
                let (name, payload) = (&case.name, payload(case));
                quote!(#name #payload)
            });
            let world = scope.world();
            quote! {
                #[repr(C, #tag)]
                #[derive(#(#derives),*)]
                #(#attributes)*
                pub enum #name { #(#lines),* }
                #rt::abi::variant! { #world; #name: #tag { #(#abi),* } }
            }
        }
        TypeKind::Enum { tag, cases } => {
            let lines = cases.iter().map(|case| {
                let (head, name) = (member_head(case), &case.name);
                quote!(#head #name)
            });
            let names = cases.iter().map(|case| &case.name);
            quote! {
                #[repr(#tag)]
                #[derive(#(#derives),*)]
                #(#attributes)*
                pub enum #name { #(#lines),* }
                #rt::abi::enumeration! { #name: #tag { #(#names),* } }
            }
        }
        TypeKind::Flags { bits, flags } => return self::flags(decl, bits, flags, scope),
        TypeKind::ImportedResource { module, drop } => {
            let head = docs::attributes(&decl.docs);
            return quote!(#rt::abi::resource! { #head pub struct #name; #module #drop });
        }
        TypeKind::ExportedResource { borrow, module, new, rep, drop } => {
            let head = docs::attributes(&decl.docs);
            return quote! {
                #rt::abi::export_resource! {
                    #head pub struct #name, #borrow; #module { new: #new, rep: #rep, drop: #drop }
                }
            };
        }
        TypeKind::Alias { ty, borrow } => {
            let ty = scope.ty(ty);
            let borrow = borrow.as_ref().map(|(name, path)| borrow_alias(name, path, scope));
            quote!(pub type #name = #ty; #borrow)
        }
        TypeKind::Use { path, borrow } => {
            let path_name = path_name(path);
            let renamed = (path_name.as_ref() != Some(name)).then(|| quote!(as #name));
            let path = scope.item(path);
            let borrow = borrow.as_ref().map(|(name, path)| borrow_alias(name, path, scope));
            return quote!(pub use #path #renamed; #borrow);
        }
    };
    let head = docs::attributes(&decl.docs);
    let errors = decl.is_error.then(|| error_impls::error_impls(decl));
    quote!(#head #item #errors)
}

fn flags(decl: &TypeDecl, bits: &Ident, flags: &[Member], scope: &Scope<'_>) -> TokenStream {
    let (rt, bitflags) = (scope.rt(), &scope.plan().paths.bitflags);
    let TypeDecl { name, derives, attributes, .. } = decl;
    let head = docs::attributes(&decl.docs);
    let lines = flags.iter().enumerate().map(|(index, flag)| {
        let (head, name, index) = (member_head(flag), &flag.name, proc_macro2::Literal::usize_unsuffixed(index));
        quote!(#head const #name = 1 << #index;)
    });
    let errors = decl.is_error.then(|| error_impls::error_impls(decl));
    quote! {
        #bitflags::bitflags! {
            #head
            #[derive(#(#derives),*)]
            #(#attributes)*
            pub struct #name: #bits { #(#lines)* }
        }
        #rt::abi::flags! { #name: #bits }
        #errors
    }
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

fn names_and_types<'m>(members: &'m [Member], scope: &Scope<'_>) -> (Vec<&'m Ident>, Vec<TokenStream>) {
    members.iter().map(|member| (&member.name, scope.optional(member.ty.as_ref()))).unzip()
}
