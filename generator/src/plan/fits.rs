//! What a user's type that stands for a WIT type must look like.

use wit_parser::{Type, TypeDefKind, TypeId};

use super::context::Context;
use super::model::{Expected, Fit, ItemPath};
use super::with::Mapped;

impl Context<'_> {
    /// The types that `with` maps and functions use, with what they must look like.
    pub(crate) fn fits(&self) -> Vec<Fit> {
        let world = self.world();
        let mut ids: Vec<TypeId> = self.used_types();
        ids.retain(|id| self.definition(*id) == *id && self.mapped_type(&self.resolve().types[*id]).is_some());
        let mut fits = Vec::new();
        for id in ids {
            let def = &self.resolve().types[id];
            let Some(mapped) = self.mapped_type(def) else { continue };
            // A type with a lifetime is looked at where it is used.
            if self.facts_of(id).borrow {
                continue;
            }
            let (path, text) = match mapped {
                Mapped::Absolute(path) => {
                    (ItemPath::Foreign(path.clone()), self.mappings.text_of(&Mapped::Absolute(path)))
                }
                Mapped::AtRoot(name) => {
                    let text = self.mappings.text_of(&Mapped::AtRoot(name.clone()));
                    (ItemPath::Local { module: Vec::new(), name }, text)
                }
            };
            let name = def.name.as_deref().unwrap_or_default();
            let owner = match def.owner {
                wit_parser::TypeOwner::Interface(interface) => self.resolve().id_of(interface),
                _ => Some(world.name.clone()),
            };
            let wit_path = owner.map_or_else(|| name.to_owned(), |owner| format!("{owner}/{name}"));
            let message =
                format!("`{text}` cannot stand for the WIT type `{wit_path}`: expected {}", self.described(&def.kind));
            fits.push(Fit { path, expected: self.expected(&def.kind), message });
        }
        fits
    }

    fn expected(&self, kind: &TypeDefKind) -> Expected {
        match kind {
            TypeDefKind::Record(record) => {
                Expected::Record(record.fields.iter().map(|field| self.ty(&field.ty)).collect())
            }
            TypeDefKind::Variant(variant) => {
                Expected::Variant(variant.cases.iter().map(|case| self.optional_ty(case.ty.as_ref())).collect())
            }
            TypeDefKind::Enum(enumeration) => Expected::Variant(vec![None; enumeration.cases.len()]),
            TypeDefKind::Flags(flags) => Expected::Flags(match flags.flags.len() {
                ..=8 => 1,
                9..=16 => 2,
                _ => 4,
            }),
            TypeDefKind::Resource => Expected::Resource,
            kind => Expected::Same(self.structure(kind)),
        }
    }

    /// A type as WIT writes it.
    fn described(&self, kind: &TypeDefKind) -> String {
        let optional = |ty: &Option<Type>| ty.as_ref().map_or_else(|| "_".to_owned(), |ty| self.named_in_wit(ty));
        let arguments = |name: &str, ty: &Option<Type>| match ty {
            Some(ty) => format!("{name}<{}>", self.named_in_wit(ty)),
            None => name.to_owned(),
        };
        match kind {
            TypeDefKind::Record(record) => {
                let fields: Vec<String> = record
                    .fields
                    .iter()
                    .map(|field| format!("{}: {}", field.name, self.named_in_wit(&field.ty)))
                    .collect();
                format!("a record {{ {} }}", fields.join(", "))
            }
            TypeDefKind::Variant(variant) => {
                let case = |case: &wit_parser::Case| match &case.ty {
                    Some(ty) => format!("{}({})", case.name, self.named_in_wit(ty)),
                    None => case.name.clone(),
                };
                let cases: Vec<String> = variant.cases.iter().map(case).collect();
                format!("a variant {{ {} }}", cases.join(", "))
            }
            TypeDefKind::Enum(enumeration) => {
                let cases: Vec<&str> = enumeration.cases.iter().map(|case| case.name.as_str()).collect();
                format!("an enum {{ {} }}", cases.join(", "))
            }
            TypeDefKind::Flags(flags) => format!("{} flags", flags.flags.len()),
            TypeDefKind::Resource => "a resource".to_owned(),
            TypeDefKind::Tuple(tuple) => {
                let types: Vec<String> = tuple.types.iter().map(|ty| self.named_in_wit(ty)).collect();
                format!("tuple<{}>", types.join(", "))
            }
            TypeDefKind::List(item) => format!("list<{}>", self.named_in_wit(item)),
            TypeDefKind::FixedLengthList(item, len) => format!("list<{}, {len}>", self.named_in_wit(item)),
            TypeDefKind::Map(key, value) => {
                format!("map<{}, {}>", self.named_in_wit(key), self.named_in_wit(value))
            }
            TypeDefKind::Option(inner) => format!("option<{}>", self.named_in_wit(inner)),
            TypeDefKind::Result(result) => format!("result<{}, {}>", optional(&result.ok), optional(&result.err)),
            TypeDefKind::Stream(item) => arguments("stream", item),
            TypeDefKind::Future(value) => arguments("future", value),
            TypeDefKind::Type(ty) => self.named_in_wit(ty),
            TypeDefKind::Handle(_) | TypeDefKind::Unknown => kind.as_str().to_owned(),
        }
    }

    fn named_in_wit(&self, ty: &Type) -> String {
        match ty {
            Type::Id(id) => {
                let def = &self.resolve().types[*id];
                def.name.clone().unwrap_or_else(|| self.described(&def.kind))
            }
            Type::ErrorContext => "error-context".to_owned(),
            primitive => format!("{primitive:?}").to_lowercase(),
        }
    }
}
