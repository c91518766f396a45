//! What is inside a type, as far as it decides how the type is passed and what it derives.

use std::ops::{BitOr, BitOrAssign};

use wit_parser::{Handle, Type, TypeDefKind, TypeId};

use super::context::Context;
use super::model::Ty;

/// What a type contains, at any depth.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Facts {
    /// Memory on the heap: lists, strings, maps.
    pub(crate) heap: bool,
    /// A handle that is given away with the value: an owned resource, a stream, a future, an error context.
    pub(crate) handle: bool,
    /// A resource, owned or borrowed.
    pub(crate) resource: bool,
    /// A borrow of a resource.
    pub(crate) borrow: bool,
    /// A borrow of a resource that the component exports.
    pub(crate) own_borrow: bool,
    /// A stream or a future.
    pub(crate) stream: bool,
    /// A type of the user's, about which nothing is known.
    pub(crate) opaque: bool,
}

impl Facts {
    pub(crate) const HEAP: Facts = Facts { heap: true, ..Facts::NONE };
    pub(crate) const HANDLE: Facts = Facts { handle: true, ..Facts::NONE };
    pub(crate) const STREAM: Facts = Facts { handle: true, stream: true, ..Facts::NONE };
    pub(crate) const OWNED_RESOURCE: Facts = Facts { handle: true, resource: true, ..Facts::NONE };
    pub(crate) const BORROWED_RESOURCE: Facts = Facts { borrow: true, resource: true, ..Facts::NONE };
    const OWN_BORROW: Facts = Facts { own_borrow: true, ..Facts::BORROWED_RESOURCE };
    const OPAQUE: Facts = Facts { opaque: true, ..Facts::NONE };
    const NONE: Facts = Facts {
        heap: false,
        handle: false,
        resource: false,
        borrow: false,
        own_borrow: false,
        stream: false,
        opaque: false,
    };

    pub(crate) fn is_clone(self) -> bool {
        !self.handle && !self.borrow
    }

    pub(crate) fn is_copy(self) -> bool {
        self.is_clone() && !self.heap && !self.opaque
    }
}

impl BitOr for Facts {
    type Output = Facts;

    fn bitor(self, other: Facts) -> Facts {
        Facts {
            heap: self.heap | other.heap,
            handle: self.handle | other.handle,
            resource: self.resource | other.resource,
            borrow: self.borrow | other.borrow,
            own_borrow: self.own_borrow | other.own_borrow,
            stream: self.stream | other.stream,
            opaque: self.opaque | other.opaque,
        }
    }
}

impl BitOrAssign for Facts {
    fn bitor_assign(&mut self, other: Facts) {
        *self = *self | other;
    }
}

/// What a type contains.
pub(crate) fn facts(ty: &Ty) -> Facts {
    let optional = |ty: &Option<Box<Ty>>| ty.as_deref().map(facts).unwrap_or_default();
    match ty {
        Ty::Primitive(_) => Facts::default(),
        Ty::String | Ty::Str => Facts::HEAP,
        Ty::ErrorContext => Facts::HANDLE,
        Ty::Stream(_) | Ty::Future(_) => Facts::STREAM,
        Ty::List(item) | Ty::Slice(item) | Ty::Boxed(item) => Facts::HEAP | facts(item),
        Ty::Map(key, value) => Facts::HEAP | facts(key) | facts(value),
        Ty::Array(inner, _) | Ty::Option(inner) | Ty::Ref(inner) => facts(inner),
        Ty::Result(ok, err) => optional(ok) | optional(err),
        Ty::Tuple(fields) => fields.iter().map(facts).fold(Facts::default(), BitOr::bitor),
        Ty::Named(named) => named.facts,
        Ty::Lent(_) => Facts::HEAP,
        Ty::Borrow(named) if named.exported_borrow.is_some() => Facts::OWN_BORROW,
        Ty::Borrow(_) => Facts::BORROWED_RESOURCE,
    }
}

impl Context<'_> {
    /// What a value of a WIT type contains.
    pub(crate) fn facts_of_value(&self, ty: &Type) -> Facts {
        match ty {
            Type::String => Facts::HEAP,
            Type::ErrorContext => Facts::HANDLE,
            Type::Id(id) => self.facts_of(*id),
            _ => Facts::NONE,
        }
    }

    /// What a type contains.
    pub(crate) fn facts_of(&self, id: TypeId) -> Facts {
        if let Some(facts) = self.facts.borrow().get(&id) {
            return *facts;
        }
        let def = &self.resolve().types[id];
        let value = |ty: &Type| self.facts_of_value(ty);
        let optional = |ty: &Option<Type>| ty.as_ref().map(value).unwrap_or_default();
        let all = |types: &mut dyn Iterator<Item = Facts>| types.fold(Facts::NONE, BitOr::bitor);
        let inside = match &def.kind {
            TypeDefKind::Resource | TypeDefKind::Handle(Handle::Own(_)) => Facts::OWNED_RESOURCE,
            TypeDefKind::Handle(Handle::Borrow(resource)) if self.is_exported(self.definition(*resource)) => {
                Facts::OWN_BORROW
            }
            TypeDefKind::Handle(Handle::Borrow(_)) => Facts::BORROWED_RESOURCE,
            TypeDefKind::Stream(_) | TypeDefKind::Future(_) => Facts::STREAM,
            TypeDefKind::Record(record) => all(&mut record.fields.iter().map(|field| value(&field.ty))),
            TypeDefKind::Variant(variant) => all(&mut variant.cases.iter().map(|case| optional(&case.ty))),
            TypeDefKind::Tuple(tuple) => all(&mut tuple.types.iter().map(value)),
            TypeDefKind::Result(result) => optional(&result.ok) | optional(&result.err),
            TypeDefKind::List(item) => Facts::HEAP | value(item),
            TypeDefKind::FixedLengthList(item, len) if self.is_boxed(item, *len) => Facts::HEAP | value(item),
            TypeDefKind::Map(key, item) => Facts::HEAP | value(key) | value(item),
            TypeDefKind::Option(ty) | TypeDefKind::FixedLengthList(ty, _) | TypeDefKind::Type(ty) => value(ty),
            TypeDefKind::Enum(_) | TypeDefKind::Flags(_) | TypeDefKind::Unknown => Facts::NONE,
        };
        let facts = match self.mapped_type(def) {
            Some(_) => inside | Facts::OPAQUE,
            None => inside,
        };
        self.facts.borrow_mut().insert(id, facts);
        facts
    }
}
