//! How much of a value lies where the value does. That is the stack mostly, of which a guest has 1 MiB.

use wit_parser::{Type, TypeDefKind};

use super::context::Context;

/// Fixed-length lists that would take more bytes are on the heap.
pub(super) const MAX_ARRAY: u64 = 1 << 16;

/// Those that take fewer never are.
const MIN_ARRAY: u64 = 1 << 6;

/// How many bytes of the stack a parameter or result may take.
pub(super) const MAX_VALUE: u64 = 1 << 18;

impl Context<'_> {
    /// Whether a fixed-length list is on the heap.
    pub(crate) fn is_boxed(&self, item: &Type, len: u32) -> bool {
        self.inline(item).saturating_mul(len.into()) > self.max_array.get()
    }

    /// Finds how large lists may be that are not on the heap: where several in one value are too much together, fewer
    /// bytes than elsewhere.
    pub(super) fn fit_arrays(&self) {
        let functions = self.bound_functions();
        let values = || {
            functions.iter().flat_map(|bound| bound.func.params.iter().map(|param| &param.ty).chain(&bound.func.result))
        };
        let fits = || values().all(|ty| self.inline(ty) <= MAX_VALUE);
        while !fits() && self.max_array.get() > MIN_ARRAY {
            self.max_array.set(self.max_array.get() / 4);
            self.inline.borrow_mut().clear();
        }
    }

    /// About how many bytes a value takes, that which it points to aside.
    pub(crate) fn inline(&self, ty: &Type) -> u64 {
        match ty {
            Type::Bool | Type::U8 | Type::S8 => 1,
            Type::U16 | Type::S16 => 2,
            Type::U32 | Type::S32 | Type::F32 | Type::Char | Type::ErrorContext => 4,
            Type::U64 | Type::S64 | Type::F64 => 8,
            Type::String => 12,
            Type::Id(id) => {
                if let Some(bytes) = self.inline.borrow().get(id) {
                    return *bytes;
                }
                let def = &self.resolve().types[*id];
                // A type of the user's is taken for small.
                let bytes = if self.mapped_type(def).is_some() { 0 } else { self.inline_of(&def.kind) };
                self.inline.borrow_mut().insert(*id, bytes);
                bytes
            }
        }
    }

    fn inline_of(&self, kind: &TypeDefKind) -> u64 {
        let optional = |ty: &Option<Type>| ty.as_ref().map_or(0, |ty| self.inline(ty));
        let sum =
            |types: &mut dyn Iterator<Item = &Type>| types.fold(0, |sum: u64, ty| sum.saturating_add(self.inline(ty)));
        match kind {
            TypeDefKind::Record(record) => sum(&mut record.fields.iter().map(|field| &field.ty)),
            TypeDefKind::Tuple(tuple) => sum(&mut tuple.types.iter()),
            TypeDefKind::Variant(variant) => variant.cases.iter().map(|case| optional(&case.ty)).max().unwrap_or(0),
            TypeDefKind::Result(result) => optional(&result.ok).max(optional(&result.err)),
            TypeDefKind::Option(ty) | TypeDefKind::Type(ty) => self.inline(ty),
            TypeDefKind::FixedLengthList(item, len) if !self.is_boxed(item, *len) => {
                self.inline(item).saturating_mul((*len).into())
            }
            // A pointer, or a handle, or both.
            _ => 12,
        }
    }
}
