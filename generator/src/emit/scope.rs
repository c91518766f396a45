//! The module that code is emitted into, and what names mean there.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashSet};

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::layout::{Macros, source};
use super::tuples;
use crate::plan::{ItemPath, Module, Named, Plan, Ty, is_long};

/// The lints that generated code does not keep.
const ALLOW: &str = "\
#[allow(async_fn_in_trait, deprecated, missing_docs, unreachable_pub, unused, reason = \"as the WIT has it\")]
#[allow(clippy::all, clippy::nursery, clippy::pedantic, clippy::restriction, reason = \"generated\")]";

/// A module of the bindings.
pub(crate) struct Scope<'p> {
    plan: &'p Plan,
    pub(crate) macros: &'p Macros,
    path: &'p [Ident],
    /// Names that are declared in the module.
    declared: HashSet<String>,
    /// What the module needs to `use`, by name.
    uses: RefCell<BTreeMap<String, TokenStream>>,
}

impl<'p> Scope<'p> {
    pub(crate) fn new(plan: &'p Plan, macros: &'p Macros, module: &'p Module) -> Self {
        let mut declared: HashSet<String> = module.items.types.iter().map(|ty| ty.name.to_string()).collect();
        if let Some(guest) = &module.items.guest {
            declared.insert("Guest".to_owned());
            for resource in &guest.resources {
                declared.insert(resource.guest_trait.to_string());
                declared.insert(format!("{}Borrow", resource.name));
            }
        }
        Scope { plan, macros, path: &module.path, declared, uses: RefCell::default() }
    }

    pub(crate) fn plan(&self) -> &'p Plan {
        self.plan
    }

    /// The module's path in the bindings.
    pub(crate) fn path(&self) -> &'p [Ident] {
        self.path
    }

    /// The runtime crate.
    pub(crate) fn rt(&self) -> &'p TokenStream {
        &self.plan.paths.runtime
    }

    pub(crate) fn is_root(&self) -> bool {
        self.path.is_empty()
    }

    /// At the root, the lints that generated code does not keep: names and docs are the WIT's, and not everything is
    /// used. Modules have it from there.
    pub(crate) fn allow(&self) -> Option<TokenStream> {
        self.is_root().then(|| self.macros.put_attributes(ALLOW))
    }

    /// The path of a macro or function of the runtime.
    pub(crate) fn rt_macro(&self, name: &str) -> String {
        format!("{}::abi::{name}", source(self.rt()))
    }

    /// The marker of the bindings.
    pub(crate) fn world(&self) -> TokenStream {
        let marker = &self.plan.world.marker;
        let path = self.local(&[], marker);
        self.short(&marker.to_string(), path)
    }

    /// The `use` items of the module; to be called when everything else is emitted.
    pub(crate) fn uses(&self) -> TokenStream {
        let uses = self.uses.borrow();
        let paths = uses.values();
        quote!(#(use #paths;)*)
    }

    /// A name from elsewhere: short, when the module has no other meaning for it.
    fn short(&self, name: &str, path: TokenStream) -> TokenStream {
        // The root is a module of the user's, where any name may mean anything.
        if self.is_root() || self.declared.contains(name) {
            return path;
        }
        self.uses.borrow_mut().insert(name.to_owned(), path);
        let name = format_ident!("{name}");
        quote!(#name)
    }

    /// A name that Rust's prelude has.
    fn prelude(&self, name: &str, path: TokenStream) -> TokenStream {
        if self.is_root() || self.declared.contains(name) {
            return path;
        }
        let name = format_ident!("{name}");
        quote!(#name)
    }

    /// The trait that everything with a known size has.
    pub(crate) fn sized(&self) -> TokenStream {
        self.prelude("Sized", quote!(::core::marker::Sized))
    }

    /// The path of a declared type.
    pub(crate) fn item(&self, path: &ItemPath) -> TokenStream {
        match path {
            ItemPath::Local { module, name } => self.local(module, name),
            ItemPath::Foreign(path) => path.clone(),
        }
    }

    /// The path from this module to something in another one of the bindings.
    pub(crate) fn local(&self, module: &[Ident], name: &Ident) -> TokenStream {
        let common = self.path.iter().zip(module).take_while(|(a, b)| a == b).count();
        let below = &module[common..];
        let up = vec![quote!(super); self.path.len() - common];
        match (up.is_empty(), below.is_empty()) {
            (true, true) => quote!(#name),
            (true, false) => quote!(self #(::#below)*::#name),
            (false, _) => quote!(#(#up::)* #(#below::)* #name),
        }
    }

    /// A Rust type, in a place where lifetimes may be left out.
    pub(crate) fn ty(&self, ty: &Ty) -> TokenStream {
        self.render(ty, Lifetime::Elided)
    }

    /// The type of a member of something that has the lifetime `'a`.
    pub(crate) fn member(&self, ty: Option<&Ty>) -> TokenStream {
        self.render_optional(ty, Lifetime::Named)
    }

    fn render(&self, ty: &Ty, lifetime: Lifetime) -> TokenStream {
        let rt = self.rt();
        let inside = |ty: &Ty| self.render(ty, lifetime);
        let optional = |ty: &Option<Box<Ty>>| self.render_optional(ty.as_deref(), lifetime);
        match ty {
            Ty::Primitive(name) => {
                let name = format_ident!("{name}");
                quote!(#name)
            }
            Ty::String => self.short("String", quote!(#rt::alloc::string::String)),
            Ty::Str => {
                let reference = lifetime.reference();
                quote!(#reference str)
            }
            Ty::ErrorContext => self.short("ErrorContext", quote!(#rt::ErrorContext)),
            Ty::List(item) => {
                let (vec, item) = (self.short("Vec", quote!(#rt::alloc::vec::Vec)), inside(item));
                quote!(#vec<#item>)
            }
            Ty::Slice(item) => {
                let (reference, item) = (lifetime.reference(), inside(item));
                quote!(#reference [#item])
            }
            Ty::Array(item, len) => {
                let (item, len) = (inside(item), length(*len));
                quote!([#item; #len])
            }
            Ty::Boxed(array) => {
                let (name, array) = (self.short("Box", quote!(#rt::alloc::boxed::Box)), inside(array));
                quote!(#name<#array>)
            }
            Ty::Map(key, value) => {
                let (map, key, value) = (&self.plan.paths.map, inside(key), inside(value));
                quote!(#map<#key, #value>)
            }
            Ty::Option(inner) => {
                let (option, inner) = (self.prelude("Option", quote!(::core::option::Option)), inside(inner));
                quote!(#option<#inner>)
            }
            Ty::Result(ok, err) => {
                let result = self.prelude("Result", quote!(::core::result::Result));
                let (ok, err) = (optional(ok), optional(err));
                quote!(#result<#ok, #err>)
            }
            Ty::Tuple(fields) => {
                let parts = fields.iter().map(inside);
                match is_long(fields.len()) {
                    true => {
                        let name = tuples::name(fields.len());
                        let path = self.local(&[tuples::module()], &name);
                        let path = self.short(&name.to_string(), path);
                        quote!(#path<#(#parts),*>)
                    }
                    false => quote!((#(#parts,)*)),
                }
            }
            Ty::Stream(item) => {
                let (reader, item) = (self.short("StreamReader", quote!(#rt::StreamReader)), optional(item));
                quote!(#reader<#item>)
            }
            Ty::Future(item) => {
                let (reader, item) = (self.short("FutureReader", quote!(#rt::FutureReader)), optional(item));
                quote!(#reader<#item>)
            }
            Ty::Named(named) => {
                let path = self.item(&named.path);
                let arguments = named.facts.borrow.then(|| lifetime.arguments());
                quote!(#path #arguments)
            }
            Ty::Lent(path) => {
                let (path, arguments) = (self.item(path), lifetime.arguments());
                quote!(#path #arguments)
            }
            Ty::Borrow(Named { exported_borrow: Some(path), .. }) => {
                let (path, arguments) = (self.item(path), lifetime.arguments());
                quote!(#path #arguments)
            }
            Ty::Borrow(named) => {
                let (reference, path) = (lifetime.reference(), self.item(&named.path));
                quote!(#reference #path)
            }
            Ty::Ref(inner) => {
                let (reference, inner) = (lifetime.reference(), inside(inner));
                quote!(#reference #inner)
            }
        }
    }

    fn render_optional(&self, ty: Option<&Ty>, lifetime: Lifetime) -> TokenStream {
        ty.map_or_else(|| quote!(()), |ty| self.render(ty, lifetime))
    }

    /// `Result<ok, err>`.
    pub(crate) fn result(&self, ok: TokenStream, err: Option<&Ty>) -> TokenStream {
        let (result, err) = (self.prelude("Result", quote!(::core::result::Result)), self.optional(err));
        quote!(#result<#ok, #err>)
    }

    pub(crate) fn optional(&self, ty: Option<&Ty>) -> TokenStream {
        self.render_optional(ty, Lifetime::Elided)
    }
}

/// A number as people write it.
fn length(len: u32) -> TokenStream {
    let digits = len.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && digits.len() > 4 && (digits.len() - index).is_multiple_of(3) {
            text.push('_');
        }
        text.push(digit);
    }
    text.parse().unwrap_or_else(|_| unreachable!("a number"))
}

/// How the lifetime of what is borrowed is written.
#[derive(Clone, Copy)]
enum Lifetime {
    Elided,
    /// `'a`
    Named,
}

impl Lifetime {
    fn reference(self) -> TokenStream {
        match self {
            Lifetime::Elided => quote!(&),
            Lifetime::Named => quote!(&'a),
        }
    }

    fn arguments(self) -> TokenStream {
        match self {
            Lifetime::Elided => quote!(<'_>),
            Lifetime::Named => quote!(<'a>),
        }
    }
}
