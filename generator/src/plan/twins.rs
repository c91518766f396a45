//! Types that are one type in Rust.

use std::collections::HashMap;

use wit_parser::{Handle, InterfaceId, Type, TypeDefKind, TypeId, WorldItem};

use super::context::Context;
use super::places::interfaces;

impl Context<'_> {
    /// Pairs the types of interfaces that are both imported and exported, or imported under several names, as far as they
    /// hold no resources: for those one Rust type is enough. The option `merge_structurally_equal_types` pairs all that look the same.
    pub(crate) fn twins(&self) -> HashMap<TypeId, TypeId> {
        let mut twins = self.several_times();
        if self.options.merge_structurally_equal_types {
            let mut structures = Structures { context: self, first: HashMap::new(), keys: HashMap::new() };
            for id in self.declared_types() {
                let first = structures.representative(id);
                if first != id {
                    twins.insert(id, first);
                }
            }
        }
        twins
    }

    fn several_times(&self) -> HashMap<TypeId, TypeId> {
        let resolve = self.resolve();
        let original = |mut id: InterfaceId| {
            while let Some(other) = resolve.interfaces[id].clone_of {
                id = other;
            }
            id
        };
        let mut first: HashMap<InterfaceId, InterfaceId> = HashMap::new();
        let mut twins = HashMap::new();
        let imported = interfaces(&self.world().imports).map(|(_, id)| id);
        let is_exported = |id: InterfaceId| self.places.exported.contains(&id);
        for id in imported.chain(self.places.exported.iter().copied()) {
            // What `with` maps has types of its own.
            if self.places.by_interface[&id].mapped.is_some() && first.contains_key(&original(id)) {
                continue;
            }
            let first = *first.entry(original(id)).or_insert(id);
            // Exports that are not imported are paired with nothing.
            if first == id || is_exported(first) {
                continue;
            }
            let first = &resolve.interfaces[first];
            for (name, ty) in &resolve.interfaces[id].types {
                if let Some(twin) = first.types.get(name)
                    && !self.facts_of(*ty).resource
                {
                    twins.insert(*ty, *twin);
                }
            }
        }
        twins
    }

    /// The records, variants, enums and flags that these bindings declare, in order.
    fn declared_types(&self) -> Vec<TypeId> {
        let world = self.world();
        let mut types = Vec::new();
        for item in world.imports.values().chain(world.exports.values()) {
            match item {
                WorldItem::Interface { id, .. } if self.places.by_interface[id].mapped.is_none() => {
                    types.extend(self.resolve().interfaces[*id].types.values().copied());
                }
                WorldItem::Type { id, .. } => types.push(*id),
                WorldItem::Interface { .. } | WorldItem::Function(_) => {}
            }
        }
        types.retain(|id| {
            let def = &self.resolve().types[*id];
            let is_declared = matches!(
                def.kind,
                TypeDefKind::Record(_) | TypeDefKind::Variant(_) | TypeDefKind::Enum(_) | TypeDefKind::Flags(_)
            );
            is_declared && self.mapped_type(def).is_none()
        });
        types
    }
}

/// The structures of types, as texts that are equal for equal ones.
struct Structures<'c, 'a> {
    context: &'c Context<'a>,
    /// The first type of each structure.
    first: HashMap<String, TypeId>,
    keys: HashMap<TypeId, String>,
}

impl Structures<'_, '_> {
    /// The first declared type of the same structure.
    fn representative(&mut self, id: TypeId) -> TypeId {
        let key = self.id_key(id);
        *self.first.entry(key).or_insert(id)
    }

    fn key(&mut self, ty: &Type) -> String {
        match ty {
            Type::Id(id) => self.id_key(*id),
            primitive => format!("{primitive:?}"),
        }
    }

    fn optional(&mut self, ty: &Option<Type>) -> String {
        ty.as_ref().map_or_else(|| "_".to_owned(), |ty| self.key(ty))
    }

    fn id_key(&mut self, id: TypeId) -> String {
        if let Some(key) = self.keys.get(&id) {
            return key.clone();
        }
        let resolve = self.context.resolve();
        let list = |parts: Vec<String>| parts.join(",");
        let key = match &resolve.types[id].kind {
            TypeDefKind::Type(ty) => self.key(ty),
            TypeDefKind::Record(record) => {
                let fields = record.fields.iter().map(|field| format!("{}:{}", field.name, self.key(&field.ty)));
                format!("record{{{}}}", list(fields.collect()))
            }
            TypeDefKind::Variant(variant) => {
                let cases = variant.cases.iter().map(|case| format!("{}:{}", case.name, self.optional(&case.ty)));
                format!("variant{{{}}}", list(cases.collect()))
            }
            TypeDefKind::Enum(enumeration) => {
                format!("enum{{{}}}", list(enumeration.cases.iter().map(|case| case.name.clone()).collect()))
            }
            TypeDefKind::Flags(flags) => {
                format!("flags{{{}}}", list(flags.flags.iter().map(|flag| flag.name.clone()).collect()))
            }
            TypeDefKind::Tuple(tuple) => {
                format!("({})", list(tuple.types.iter().map(|ty| self.key(ty)).collect()))
            }
            TypeDefKind::List(item) => format!("list<{}>", self.key(item)),
            TypeDefKind::FixedLengthList(item, len) => format!("list<{},{len}>", self.key(item)),
            TypeDefKind::Map(key, value) => format!("map<{},{}>", self.key(key), self.key(value)),
            TypeDefKind::Option(inner) => format!("option<{}>", self.key(inner)),
            TypeDefKind::Result(result) => {
                format!("result<{},{}>", self.optional(&result.ok), self.optional(&result.err))
            }
            TypeDefKind::Stream(item) => format!("stream<{}>", self.optional(item)),
            TypeDefKind::Future(item) => format!("future<{}>", self.optional(item)),
            TypeDefKind::Handle(Handle::Own(resource)) => format!("own<{}>", self.id_key(*resource)),
            TypeDefKind::Handle(Handle::Borrow(resource)) => format!("borrow<{}>", self.id_key(*resource)),
            TypeDefKind::Resource | TypeDefKind::Unknown => format!("resource {}", id.index()),
        };
        self.keys.insert(id, key.clone());
        key
    }
}
