//! WIT types to Rust types.

use std::rc::Rc;

use proc_macro2::Ident;
use quote::{format_ident, quote};
use wit_parser::{Handle, Type, TypeDef, TypeDefKind, TypeId, TypeOwner};

use super::context::Context;
use super::model::{ItemPath, Named, Ty};
use super::with::Mapped;

impl Context<'_> {
    /// The Rust type of a value.
    pub(crate) fn ty(&self, ty: &Type) -> Ty {
        match ty {
            Type::Bool => Ty::Primitive("bool"),
            Type::U8 => Ty::Primitive("u8"),
            Type::U16 => Ty::Primitive("u16"),
            Type::U32 => Ty::Primitive("u32"),
            Type::U64 => Ty::Primitive("u64"),
            Type::S8 => Ty::Primitive("i8"),
            Type::S16 => Ty::Primitive("i16"),
            Type::S32 => Ty::Primitive("i32"),
            Type::S64 => Ty::Primitive("i64"),
            Type::F32 => Ty::Primitive("f32"),
            Type::F64 => Ty::Primitive("f64"),
            Type::Char => Ty::Primitive("char"),
            Type::String if self.options.raw_strings => Ty::List(Box::new(Ty::Primitive("u8"))),
            Type::String => Ty::String,
            Type::ErrorContext => Ty::ErrorContext,
            Type::Id(id) if self.resolve().types[*id].name.is_some() => Ty::Named(self.named(*id)),
            Type::Id(id) => self.structure(&self.resolve().types[*id].kind),
        }
    }

    pub(crate) fn optional_ty(&self, ty: Option<&Type>) -> Option<Ty> {
        ty.map(|ty| self.ty(ty))
    }

    /// The Rust type of a kind that Rust has a type for, under no name of its own.
    pub(crate) fn structure(&self, kind: &TypeDefKind) -> Ty {
        let boxed = |ty: &Type| Box::new(self.ty(ty));
        match kind {
            TypeDefKind::Type(ty) => self.ty(ty),
            TypeDefKind::List(item) => Ty::List(boxed(item)),
            TypeDefKind::FixedLengthList(item, len) => {
                let array = Ty::Array(boxed(item), *len);
                if self.is_boxed(item, *len) { Ty::Boxed(Box::new(array)) } else { array }
            }
            TypeDefKind::Map(key, value) => Ty::Map(boxed(key), boxed(value)),
            TypeDefKind::Option(inner) => Ty::Option(boxed(inner)),
            TypeDefKind::Result(result) => Ty::Result(result.ok.as_ref().map(boxed), result.err.as_ref().map(boxed)),
            TypeDefKind::Tuple(tuple) => {
                self.note_tuple(tuple.types.len());
                Ty::Tuple(tuple.types.iter().map(|ty| self.ty(ty)).collect())
            }
            TypeDefKind::Stream(item) => Ty::Stream(item.as_ref().map(boxed)),
            TypeDefKind::Future(item) => Ty::Future(item.as_ref().map(boxed)),
            TypeDefKind::Handle(Handle::Own(resource)) => Ty::Named(self.named(*resource)),
            TypeDefKind::Handle(Handle::Borrow(resource)) => Ty::Borrow(self.named(*resource)),
            TypeDefKind::Record(_)
            | TypeDefKind::Variant(_)
            | TypeDefKind::Enum(_)
            | TypeDefKind::Flags(_)
            | TypeDefKind::Resource
            | TypeDefKind::Unknown => unreachable!("a {} has a name", kind.as_str()),
        }
    }

    /// A declared type. For a resource, its owned handle.
    pub(crate) fn named(&self, id: TypeId) -> Named {
        let known = self.named.borrow().get(&id).cloned();
        known.unwrap_or_else(|| {
            let named = self.find_named(id);
            self.named.borrow_mut().insert(id, named.clone());
            named
        })
    }

    fn find_named(&self, id: TypeId) -> Named {
        let def = &self.resolve().types[id];
        let path = self.path(id);
        let is_mapped = self.mapped_type(def).is_some();
        let facts = self.facts_of(id);
        let alias = match &def.kind {
            _ if is_mapped => None,
            TypeDefKind::Record(_)
            | TypeDefKind::Variant(_)
            | TypeDefKind::Enum(_)
            | TypeDefKind::Flags(_)
            | TypeDefKind::Resource => self.twin(id).map(|twin| Rc::new(Ty::Named(self.named(twin)))),
            TypeDefKind::Type(Type::Id(other)) if self.resolve().types[*other].name.is_some() => {
                Some(Rc::new(Ty::Named(self.named(*other))))
            }
            kind => Some(Rc::new(self.structure(kind))),
        };
        let lent = self.lent_name(id).map(|name| self.path_of(def, name.clone()));
        Named { path, facts, alias, exported_borrow: self.exported_borrow(id), lent }
    }

    /// The type of the borrows of an exported resource.
    pub(crate) fn exported_borrow(&self, id: TypeId) -> Option<ItemPath> {
        let definition = self.definition(id);
        let is_resource = matches!(self.resolve().types[definition].kind, TypeDefKind::Resource);
        if !is_resource || !self.is_exported(definition) {
            return None;
        }
        match self.path(id) {
            ItemPath::Local { module, name } => Some(ItemPath::Local { module, name: format_ident!("{name}Borrow") }),
            ItemPath::Foreign(_) => None,
        }
    }

    /// Where a declared type is.
    pub(crate) fn path(&self, id: TypeId) -> ItemPath {
        let def = &self.resolve().types[id];
        if let Some(mapped) = self.mapped_type(def) {
            return match mapped {
                Mapped::Absolute(path) => ItemPath::Foreign(path),
                Mapped::AtRoot(name) => ItemPath::Local { module: Vec::new(), name },
            };
        }
        self.path_of(def, self.type_name(id).clone())
    }

    /// The path of a form of a declared type, which goes by `name`.
    fn path_of(&self, def: &TypeDef, name: Ident) -> ItemPath {
        let TypeOwner::Interface(owner) = def.owner else {
            return ItemPath::Local { module: Vec::new(), name };
        };
        let place = &self.places.by_interface[&owner];
        match &place.mapped {
            None => ItemPath::Local { module: place.module.clone(), name },
            Some((Mapped::Absolute(path), below)) => ItemPath::Foreign(quote!(#path #(::#below)*::#name)),
            Some((Mapped::AtRoot(root), below)) => {
                let module: Vec<Ident> = [root].into_iter().chain(below).cloned().collect();
                ItemPath::Local { module, name }
            }
        }
    }

    /// The path that `with` gives for a type.
    pub(crate) fn mapped_type(&self, def: &TypeDef) -> Option<Mapped> {
        let name = def.name.as_deref()?;
        match def.owner {
            TypeOwner::Interface(id) => {
                let interface = &self.resolve().interfaces[id];
                if let Some(inline) = self.places.by_interface.get(&id).and_then(|place| place.inline_name.as_ref()) {
                    return self.mappings.world_type(inline, name);
                }
                let package = &self.resolve().packages[interface.package?].name;
                self.mappings.interface_type(package, interface.name.as_deref()?, name)
            }
            TypeOwner::World(id) => self.mappings.world_type(&self.resolve().worlds[id].name, name),
            TypeOwner::None => None,
        }
    }

    /// The same type with every other name replaced by what it stands for, so that equal types look equal.
    pub(crate) fn canonical(ty: &Ty) -> Ty {
        let boxed = |ty: &Ty| Box::new(Self::canonical(ty));
        let optional = |ty: &Option<Box<Ty>>| ty.as_deref().map(boxed);
        match ty {
            Ty::Named(named) => match &named.alias {
                Some(alias) => Self::canonical(alias),
                None => ty.clone(),
            },
            Ty::List(item) => Ty::List(boxed(item)),
            Ty::Array(item, len) => Ty::Array(boxed(item), *len),
            Ty::Boxed(array) => Ty::Boxed(boxed(array)),
            Ty::Map(key, value) => Ty::Map(boxed(key), boxed(value)),
            Ty::Option(inner) => Ty::Option(boxed(inner)),
            Ty::Result(ok, err) => Ty::Result(optional(ok), optional(err)),
            Ty::Tuple(fields) => Ty::Tuple(fields.iter().map(Self::canonical).collect()),
            Ty::Stream(item) => Ty::Stream(optional(item)),
            Ty::Future(item) => Ty::Future(optional(item)),
            other => other.clone(),
        }
    }
}
