//! What is inside a type, as far as it decides how the type is passed and what it derives.

use std::ops::{BitOr, BitOrAssign};

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
    const NONE: Facts =
        Facts { heap: false, handle: false, resource: false, borrow: false, stream: false, opaque: false };

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
        Ty::List(item) | Ty::Slice(item) => Facts::HEAP | facts(item),
        Ty::Map(key, value) => Facts::HEAP | facts(key) | facts(value),
        Ty::Array(inner, _) | Ty::Option(inner) | Ty::Ref(inner) => facts(inner),
        Ty::Result(ok, err) => optional(ok) | optional(err),
        Ty::Tuple(fields) => fields.iter().map(facts).fold(Facts::default(), BitOr::bitor),
        Ty::Named(named) => named.facts,
        Ty::Borrow(_) | Ty::BorrowHandle(_) => Facts::BORROWED_RESOURCE,
    }
}
