//! How functions use types: whether values are lent, or change owners.

use std::collections::HashSet;

use wit_parser::{Function, LiveTypes, Type, TypeDefKind, TypeId, WorldItem, WorldKey};

use super::context::Context;
use crate::options::Ownership;

/// The types that parameters of synchronous imports lend, and those that anything else uses.
#[derive(Default)]
pub(crate) struct Usage {
    lent: HashSet<TypeId>,
    owned: HashSet<TypeId>,
}

/// A function that these bindings are about.
pub(crate) struct BoundFn<'a> {
    pub(crate) interface: Option<&'a WorldKey>,
    pub(crate) func: &'a Function,
    pub(crate) is_import: bool,
}

/// In which forms a record or variant is declared.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Forms {
    Owned,
    Lent,
    Both,
}

impl<'a> Context<'a> {
    /// The functions that the world imports and exports, but for those that are mapped or skipped.
    pub(crate) fn bound_functions(&self) -> Vec<BoundFn<'a>> {
        let mut functions = Vec::new();
        let world = self.world();
        for (items, is_import) in [(&world.imports, true), (&world.exports, false)] {
            for (key, item) in items {
                match item {
                    WorldItem::Function(func) => functions.push(BoundFn { interface: None, func, is_import }),
                    WorldItem::Interface { id, .. } if self.places.by_interface[id].mapped.is_none() => {
                        let all = self.resolve().interfaces[*id].functions.values();
                        functions.extend(all.map(|func| BoundFn { interface: Some(key), func, is_import }));
                    }
                    WorldItem::Interface { .. } | WorldItem::Type { .. } => {}
                }
            }
        }
        functions.retain(|bound| !self.is_skipped(bound.func));
        functions
    }

    /// Finds out how types are used, which makes a difference only when parameters borrow.
    pub(crate) fn usage(&self) -> Usage {
        let mut usage = Usage::default();
        if self.options.ownership == Ownership::Owning {
            return usage;
        }
        for BoundFn { interface, func, is_import } in self.bound_functions() {
            let lends = is_import && !self.filters.is_async(self.resolve(), interface, func, true);
            for param in &func.params {
                // What carries a handle away is owned as a whole.
                let is_lent = lends && !self.facts_of_value(&param.ty).handle;
                let into = if is_lent { &mut usage.lent } else { &mut usage.owned };
                into.extend(self.live(&param.ty));
            }
            usage.owned.extend(func.result.iter().flat_map(|ty| self.live(ty)));
        }
        usage
    }

    /// The types that a value consists of. Twins are one type.
    fn live(&self, ty: &Type) -> Vec<TypeId> {
        let mut live = LiveTypes::default();
        live.add_type(self.resolve(), ty);
        live.iter().map(|id| self.twin(id).unwrap_or(id)).collect()
    }

    /// The forms in which a type is declared.
    pub(crate) fn forms(&self, id: TypeId) -> Forms {
        let definition = self.definition(id);
        let definition = self.twin(definition).unwrap_or(definition);
        let def = &self.resolve().types[definition];
        let facts = self.facts_of(definition);
        let has_forms = matches!(def.kind, TypeDefKind::Record(_) | TypeDefKind::Variant(_))
            && facts.heap
            && !facts.handle
            && self.mapped_type(def).is_none();
        if !has_forms || !self.usage.lent.contains(&definition) {
            return Forms::Owned;
        }
        match (self.usage.owned.contains(&definition), self.options.ownership) {
            (false, _) => Forms::Lent,
            (true, Ownership::Borrowing { duplicate_if_necessary: true }) => Forms::Both,
            (true, _) => Forms::Owned,
        }
    }
}
