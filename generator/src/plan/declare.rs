//! The declarations of types.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use wit_parser::{FlagsRepr, Int, ResourceIntrinsic, Type, TypeDef, TypeDefKind, TypeId, TypeOwner, WorldKey};

use super::context::Context;
use super::core_abi;
use super::docs::Docs;
use super::ident::{Scope, camel, ident, shouty, snake};
use super::lend::lend_parts;
use super::model::{Direction, ItemPath, Member, Ty, TypeDecl, TypeKind};
use super::tuples::has_debug;
use super::usage::Forms;
use super::with::Mapped;
use crate::error::Report;

impl Context<'_> {
    /// The declarations of a type in each of its forms; none when `with` says that it is elsewhere.
    pub(crate) fn declare(&self, id: TypeId, interface: Option<&WorldKey>) -> Vec<TypeDecl> {
        let def = &self.resolve().types[id];
        if self.mapped_type(def).is_some() || !self.is_declared(id, def) {
            return Vec::new();
        }
        let owned = || {
            let kind = self.kind(id, def, interface)?;
            Some(self.declaration(id, def, self.type_name(id), kind, false))
        };
        let lent = || {
            let kind = self.lent_kind(id, def, interface)?;
            Some(self.declaration(id, def, self.lent_name(id)?, kind, true))
        };
        match self.forms(id) {
            Forms::Owned => owned().into_iter().collect(),
            Forms::Lent => lent().into_iter().collect(),
            Forms::Both => owned().into_iter().chain(lent()).collect(),
        }
    }

    fn declaration(&self, id: TypeId, def: &TypeDef, name: &Ident, kind: TypeKind, is_lent: bool) -> TypeDecl {
        let facts = self.facts_of(id);
        TypeDecl {
            name: name.clone(),
            docs: Docs::of(&def.docs, &def.stability),
            derives: self.derives(id, def, &kind),
            attributes: self.attributes(def, None),
            has_abi: self.is_used(id) || !facts.stream,
            is_error: self.is_error(id) && !is_lent,
            has_lifetime: is_lent || facts.borrow,
            direction: match (is_lent, facts.own_borrow) {
                (true, _) => Direction::Lower,
                (false, true) => Direction::Lift,
                (false, false) => Direction::Both,
            },
            kind,
        }
    }

    /// The form of a record or variant that borrows what it holds.
    fn lent_kind(&self, id: TypeId, def: &TypeDef, interface: Option<&WorldKey>) -> Option<TypeKind> {
        let lend = |members: Vec<Member>| {
            let lend = |member: Member| Member { ty: member.ty.as_ref().map(lend_parts), ..member };
            members.into_iter().map(lend).collect()
        };
        Some(match self.kind(id, def, interface)? {
            TypeKind::Record(fields) => TypeKind::Record(lend(fields)),
            TypeKind::Variant { tag, cases } => TypeKind::Variant { tag, cases: lend(cases) },
            TypeKind::Alias { ty, .. } => TypeKind::Alias { ty: lend_parts(&ty), borrow: None },
            TypeKind::Use { .. } => {
                let target = self.twin(id).or(match def.kind {
                    TypeDefKind::Type(Type::Id(other)) => Some(other),
                    _ => None,
                })?;
                TypeKind::Use { path: self.named(target).lent?, borrow: None }
            }
            other => other,
        })
    }

    /// Whether a type is declared that no function uses: what stands for itself is.
    fn is_declared(&self, id: TypeId, def: &TypeDef) -> bool {
        let stands_for_itself =
            matches!(def.kind, TypeDefKind::Enum(_) | TypeDefKind::Flags(_) | TypeDefKind::Resource);
        self.options.generate_unused_types || stands_for_itself || self.is_used(id)
    }

    fn kind(&self, id: TypeId, def: &TypeDef, interface: Option<&WorldKey>) -> Option<TypeKind> {
        let name = def.name.as_deref()?;
        if let Some(twin) = self.twin(id) {
            return Some(TypeKind::Use { path: self.path(twin), borrow: None });
        }
        Some(match &def.kind {
            TypeDefKind::Record(record) => {
                let mut scope = Scope::default();
                let fields = record.fields.iter().map(|field| {
                    let name = scope.claim(snake(&field.name));
                    self.member(def, name, &field.name, &field.docs, Some(&field.ty))
                });
                TypeKind::Record(fields.collect())
            }
            TypeDefKind::Variant(variant) => {
                let mut scope = Scope::default();
                let cases = variant.cases.iter().map(|case| {
                    let name = scope.claim(camel(&case.name));
                    self.member(def, name, &case.name, &case.docs, case.ty.as_ref())
                });
                TypeKind::Variant { cases: cases.collect(), tag: tag(variant.tag()) }
            }
            TypeDefKind::Enum(enumeration) => {
                let mut scope = Scope::default();
                let cases = enumeration.cases.iter().map(|case| {
                    let name = scope.claim(camel(&case.name));
                    self.member(def, name, &case.name, &case.docs, None)
                });
                TypeKind::Enum { cases: cases.collect(), tag: tag(enumeration.tag()) }
            }
            TypeDefKind::Flags(flags) => {
                let bits = match flags.repr() {
                    FlagsRepr::U8 => "u8",
                    FlagsRepr::U16 => "u16",
                    FlagsRepr::U32(1) => "u32",
                    FlagsRepr::U32(_) => {
                        let message = format!("the flags `{name}` are {} in number", flags.flags.len());
                        self.report(def.span, message, "flags are at least one and at most 32");
                        return None;
                    }
                };
                let mut scope = Scope::default();
                let flags = flags.flags.iter().map(|flag| {
                    let name = scope.claim(shouty(&flag.name));
                    self.member(def, name, &flag.name, &flag.docs, None)
                });
                TypeKind::Flags { flags: flags.collect(), bits: ident(bits) }
            }
            TypeDefKind::Resource => self.resource(id, interface)?,
            TypeDefKind::Type(Type::Id(other)) if self.resolve().types[*other].name.is_some() => {
                let borrow_of = |id| self.exported_borrow(id);
                let own_borrow = match borrow_of(id) {
                    Some(ItemPath::Local { name, .. }) => Some(name),
                    _ => None,
                };
                let borrow = own_borrow.zip(borrow_of(*other));
                // A path that is relative to the root goes by a private name there.
                let is_private = matches!(self.mapped_type(&self.resolve().types[*other]), Some(Mapped::AtRoot(_)));
                match self.resolve().types[*other].owner == def.owner || is_private {
                    true => TypeKind::Alias { ty: Ty::Named(self.named(*other)), borrow },
                    false => TypeKind::Use { path: self.path(*other), borrow },
                }
            }
            kind => TypeKind::Alias { ty: self.structure(kind), borrow: None },
        })
    }

    fn resource(&self, id: TypeId, interface: Option<&WorldKey>) -> Option<TypeKind> {
        let builtin = |intrinsic| core_abi::resource_builtin(self.resolve(), interface, id, intrinsic);
        if !self.is_exported(id) {
            let (module, drop) = builtin(ResourceIntrinsic::ImportedDrop);
            return Some(TypeKind::ImportedResource { module, drop });
        }
        let (module, new) = builtin(ResourceIntrinsic::ExportedNew);
        Some(TypeKind::ExportedResource {
            borrow: format_ident!("{}Borrow", self.type_name(id)),
            module,
            new,
            rep: builtin(ResourceIntrinsic::ExportedRep).1,
            drop: builtin(ResourceIntrinsic::ExportedDrop).1,
        })
    }

    fn member(&self, def: &TypeDef, name: Ident, wit_name: &str, docs: &wit_parser::Docs, ty: Option<&Type>) -> Member {
        let ty = self.optional_ty(ty);
        Member {
            name,
            wit_name: wit_name.to_owned(),
            docs: Docs::of_member(docs),
            attributes: self.attributes(def, Some(wit_name)),
            has_debug: ty.as_ref().is_none_or(has_debug),
            ty,
        }
    }

    fn derives(&self, id: TypeId, def: &TypeDef, kind: &TypeKind) -> Vec<TokenStream> {
        let facts = self.facts_of(id);
        let own: &[&str] = match kind {
            TypeKind::Record(members) | TypeKind::Variant { cases: members, .. } => {
                match (facts, members.iter().all(|member| member.has_debug)) {
                    (facts, true) if facts.is_copy() => &["Clone", "Copy", "Debug"],
                    (facts, false) if facts.is_copy() => &["Clone", "Copy"],
                    (facts, true) if facts.is_clone() => &["Clone", "Debug"],
                    (facts, false) if facts.is_clone() => &["Clone"],
                    (_, true) => &["Debug"],
                    (_, false) => &[],
                }
            }
            TypeKind::Enum { .. } | TypeKind::Flags { .. } => {
                &["Clone", "Copy", "Debug", "PartialEq", "Eq", "PartialOrd", "Ord", "Hash"]
            }
            _ => return Vec::new(),
        };
        let mut derives: Vec<TokenStream> = own.iter().map(|name| ident(name)).map(|name| quote!(#name)).collect();
        let ignored = |name: &String| def.name.as_ref() == Some(name);
        if matches!(kind, TypeKind::Flags { .. }) || self.options.additional_derives_ignore.iter().any(ignored) {
            return derives;
        }
        derives.extend(self.additional_derives(own));
        derives
    }

    /// What the options have types derive beside `own`.
    pub(super) fn additional_derives(&self, own: &[&str]) -> Vec<TokenStream> {
        let mut derives = Vec::new();
        for added in &self.options.additional_derives {
            let last = added.rsplit("::").next().unwrap_or_default().trim();
            if !own.contains(&last) {
                match super::rust_path::module("additional_derives", added) {
                    Ok(path) => derives.push(path.tokens),
                    Err(report) => self.push(report.option_value("additional_derives", added)),
                }
            }
        }
        derives
    }

    /// The attributes that the options give a type or one of its members.
    fn attributes(&self, def: &TypeDef, member: Option<&str>) -> Vec<TokenStream> {
        let (given, option) = match member {
            None => (&self.options.additional_type_attributes, "additional_type_attributes"),
            Some(_) => (&self.options.additional_member_attributes, "additional_member_attributes"),
        };
        if given.is_empty() {
            return Vec::new();
        }
        let names = self.selectors(def, member);
        let matching = given.iter().filter(|(selector, _)| names.contains(selector));
        let mut attributes = Vec::new();
        for (selector, attribute) in matching {
            self.used_selectors.borrow_mut().insert(selector.clone());
            match attribute.parse::<TokenStream>() {
                Ok(tokens) => attributes.push(tokens),
                Err(error) => {
                    let report = Report::new(format!("`{option}` for `{selector}` is not Rust: {error}"));
                    self.push(report.option_value(option, selector));
                }
            }
        }
        attributes
    }

    /// The ways to write a type, or a member of it, in the options that add attributes.
    fn selectors(&self, def: &TypeDef, member: Option<&str>) -> Vec<String> {
        let name = def.name.as_deref().unwrap_or_default();
        let member = member.map(|member| format!(".{member}")).unwrap_or_default();
        let owners = match def.owner {
            TypeOwner::Interface(id) => {
                let with_version = self.resolve().id_of(id).unwrap_or_default();
                let without = with_version.split('@').next().unwrap_or_default().to_owned();
                vec![with_version, without]
            }
            TypeOwner::World(id) => vec![self.resolve().worlds[id].name.clone()],
            TypeOwner::None => Vec::new(),
        };
        owners.iter().map(|owner| format!("{owner}/{name}{member}")).collect()
    }
}

fn tag(int: Int) -> Ident {
    ident(match int {
        Int::U8 => "u8",
        Int::U16 => "u16",
        Int::U32 => "u32",
        Int::U64 => "u64",
    })
}
