//! What WIT packages declare, and how two sets of declarations differ.

use std::collections::BTreeMap;

use anyhow::{Result, bail};
use wit_parser::{
    Docs, Function, FunctionKind, Handle, InterfaceId, Resolve, Stability, Type, TypeDef, TypeDefKind, TypeId,
    TypeOwner, World, WorldItem, WorldKey,
};

use super::sources::Sources;

/// What WIT packages declare, in a form that can be compared.
#[derive(Clone, Default)]
pub(super) struct Declarations {
    /// For each package, interface, world, type and function, by its path, what is said about it.
    pub(super) items: BTreeMap<String, BTreeMap<String, String>>,
    /// The documentation of each item, field and case, by its path. Empty where there is none.
    pub(super) docs: BTreeMap<String, String>,
}

impl Declarations {
    pub(super) fn of(sources: &Sources) -> Result<Self> {
        let mut declarations = Self::default();
        let mut groups = sources.parse()?;
        let Some(first) = groups.pop() else {
            bail!("there are no WIT files");
        };
        let mut resolve = Resolve { all_features: true, ..Resolve::default() };
        if let Err(error) = resolve.push_groups(first, groups) {
            bail!(error.render(&resolve.source_map));
        }
        for (_, package) in &resolve.packages {
            let path = format!("{}:{}", package.name.namespace, package.name.name);
            let version = package.name.version.as_ref().map_or("none".to_string(), ToString::to_string);
            declarations.say(&path, "version", version);
            declarations.document(&path, &package.docs);
            for (name, &id) in &package.interfaces {
                let path = format!("{path}/{name}");
                declarations.document(&path, &resolve.interfaces[id].docs);
                declarations.add_interface(&resolve, &path, id);
            }
            for (name, &id) in &package.worlds {
                declarations.add_world(&resolve, &format!("{path}/{name}"), &resolve.worlds[id]);
            }
        }
        Ok(declarations)
    }

    pub(super) fn packages(&self) -> Vec<&str> {
        self.items.keys().map(String::as_str).filter(|path| !path.contains('/')).collect()
    }

    /// All of this but one package.
    pub(super) fn without(mut self, package: &str) -> Self {
        let inside = format!("{package}/");
        self.items.retain(|path, _| path != package && !path.starts_with(&inside));
        self
    }

    /// A line for each difference, in the order of their paths. Documentation is not looked at.
    pub(super) fn differences(&self, upstream: &Self) -> Vec<String> {
        let mut lines = Vec::new();
        for (path, (ours, theirs)) in join(&self.items, &upstream.items) {
            match (ours, theirs) {
                (Some(_), None) => lines.push(format!("{path}: only ours")),
                (None, Some(_)) => lines.push(format!("{path}: only upstream")),
                (Some(ours), Some(theirs)) => {
                    for (subject, (ours, theirs)) in join(ours, theirs) {
                        if ours != theirs {
                            let [ours, theirs] = [ours, theirs].map(|said| said.map_or("nothing", String::as_str));
                            lines.push(format!("{path}: {subject}: ours {ours}, upstream {theirs}"));
                        }
                    }
                }
                (None, None) => {}
            }
        }
        lines
    }

    pub(super) fn say(&mut self, path: &str, subject: impl Into<String>, said: impl Into<String>) {
        self.items.entry(path.to_string()).or_default().insert(subject.into(), said.into());
    }

    pub(super) fn document(&mut self, path: &str, docs: &Docs) {
        self.docs.insert(path.to_string(), docs.contents.clone().unwrap_or_default());
    }

    pub(super) fn add_world(&mut self, resolve: &Resolve, path: &str, world: &World) {
        self.say(path, "kind", "world");
        self.say(path, "gate", gate(&world.stability));
        self.document(path, &world.docs);
        for (direction, items) in [("import", &world.imports), ("export", &world.exports)] {
            for (key, item) in items {
                let key = match key {
                    WorldKey::Name(name) => name.clone(),
                    WorldKey::Interface(id) => interface_name(resolve, *id),
                };
                let subject = format!("{direction} {key}");
                let inside = format!("{path}: {subject}");
                match item {
                    WorldItem::Interface { id, stability, .. } => {
                        self.say(path, subject, format!("interface, {}", gate(stability)));
                        if resolve.interfaces[*id].name.is_none() {
                            self.add_interface(resolve, &inside, *id);
                        }
                    }
                    WorldItem::Function(function) => {
                        self.say(path, subject, "function");
                        self.add_function(resolve, &inside, function);
                    }
                    WorldItem::Type { id, .. } => {
                        self.say(path, subject, "type");
                        self.add_type(resolve, &inside, *id);
                    }
                }
            }
        }
    }

    pub(super) fn add_interface(&mut self, resolve: &Resolve, path: &str, id: InterfaceId) {
        let interface = &resolve.interfaces[id];
        self.say(path, "kind", "interface");
        self.say(path, "gate", gate(&interface.stability));
        let mut previous = "nothing".to_string();
        for (name, &id) in &interface.types {
            let item = format!("{path}: {name}");
            self.add_type(resolve, &item, id);
            self.say(&item, "comes after", std::mem::replace(&mut previous, name.clone()));
        }
        let mut previous = "nothing".to_string();
        for function in interface.functions.values() {
            let name = function_name(resolve, function);
            // A type and a function of the same name, if there ever are any, must not share a path.
            let item = match interface.types.contains_key(&name) {
                true => format!("{path}: function {name}"),
                false => format!("{path}: {name}"),
            };
            self.add_function(resolve, &item, function);
            self.say(&item, "comes after", std::mem::replace(&mut previous, name));
        }
    }

    pub(super) fn add_type(&mut self, resolve: &Resolve, path: &str, id: TypeId) {
        let definition = &resolve.types[id];
        self.say(path, "gate", gate(&definition.stability));
        if let Some(id) = &definition.external_id {
            self.say(path, "external id", id.as_str());
        }
        if let Some(source) = used_from(resolve, definition) {
            self.say(path, "kind", format!("use of {source}"));
            return;
        }
        self.document(path, &definition.docs);
        match &definition.kind {
            TypeDefKind::Record(record) => {
                self.say(path, "kind", "record");
                for (index, field) in record.fields.iter().enumerate() {
                    let said = format!("{}: {}", field.name, type_name(resolve, &field.ty));
                    self.say(path, format!("field {}", index + 1), said);
                    self.document(&format!("{path}: field {}", field.name), &field.docs);
                }
            }
            TypeDefKind::Variant(variant) => {
                self.say(path, "kind", "variant");
                for (index, case) in variant.cases.iter().enumerate() {
                    let said = match &case.ty {
                        Some(payload) => format!("{}({})", case.name, type_name(resolve, payload)),
                        None => case.name.clone(),
                    };
                    self.say(path, format!("case {}", index + 1), said);
                    self.document(&format!("{path}: case {}", case.name), &case.docs);
                }
            }
            TypeDefKind::Enum(cases) => {
                self.say(path, "kind", "enum");
                for (index, case) in cases.cases.iter().enumerate() {
                    self.say(path, format!("case {}", index + 1), case.name.as_str());
                    self.document(&format!("{path}: case {}", case.name), &case.docs);
                }
            }
            TypeDefKind::Flags(flags) => {
                self.say(path, "kind", "flags");
                for (index, flag) in flags.flags.iter().enumerate() {
                    self.say(path, format!("flag {}", index + 1), flag.name.as_str());
                    self.document(&format!("{path}: flag {}", flag.name), &flag.docs);
                }
            }
            TypeDefKind::Resource => self.say(path, "kind", "resource"),
            other => self.say(path, "kind", format!("alias of {}", kind_name(resolve, other))),
        }
    }

    pub(super) fn add_function(&mut self, resolve: &Resolve, path: &str, function: &Function) {
        self.say(path, "kind", function_kind(&function.kind));
        self.say(path, "gate", gate(&function.stability));
        if let Some(id) = &function.external_id {
            self.say(path, "external id", id.as_str());
        }
        for (index, parameter) in function.params.iter().enumerate() {
            let said = format!("{}: {}", parameter.name, type_name(resolve, &parameter.ty));
            self.say(path, format!("parameter {}", index + 1), said);
        }
        if let Some(result) = &function.result {
            self.say(path, "result", type_name(resolve, result));
        }
        self.document(path, &function.docs);
    }
}

/// The values of both maps for each key that is in either.
pub(super) fn join<'a, V>(
    left: &'a BTreeMap<String, V>,
    right: &'a BTreeMap<String, V>,
) -> BTreeMap<&'a str, (Option<&'a V>, Option<&'a V>)> {
    left.keys().chain(right.keys()).map(|key| (key.as_str(), (left.get(key), right.get(key)))).collect()
}

/// A feature gate as it is written in WIT.
pub(super) fn gate(stability: &Stability) -> String {
    let (gate, deprecated) = match stability {
        Stability::Unknown => return "no gate".to_string(),
        Stability::Unstable { feature, deprecated } => (format!("@unstable(feature = {feature})"), deprecated),
        Stability::Stable { since, deprecated } => (format!("@since(version = {since})"), deprecated),
    };
    match deprecated {
        Some(version) => format!("{gate} @deprecated(version = {version})"),
        None => gate,
    }
}

/// The name of an interface with its package, without the version: that is compared for the package.
pub(super) fn interface_name(resolve: &Resolve, id: InterfaceId) -> String {
    let interface = &resolve.interfaces[id];
    let name = interface.name.as_deref().unwrap_or("?");
    match interface.package {
        Some(id) => {
            let package = &resolve.packages[id].name;
            format!("{}:{}/{name}", package.namespace, package.name)
        }
        None => name.to_string(),
    }
}

/// The name of a function, in front of it the resource it belongs to.
pub(super) fn function_name(resolve: &Resolve, function: &Function) -> String {
    let resource = match function.kind {
        FunctionKind::Freestanding | FunctionKind::AsyncFreestanding | FunctionKind::Getter | FunctionKind::Setter => {
            return function.name.clone();
        }
        FunctionKind::Method(id)
        | FunctionKind::AsyncMethod(id)
        | FunctionKind::MethodGetter(id)
        | FunctionKind::MethodSetter(id)
        | FunctionKind::Static(id)
        | FunctionKind::AsyncStatic(id)
        | FunctionKind::StaticGetter(id)
        | FunctionKind::StaticSetter(id)
        | FunctionKind::Constructor(id) => id,
    };
    let resource = resolve.types[resource].name.as_deref().unwrap_or("?");
    format!("{resource}.{}", function.item_name())
}

pub(super) fn function_kind(kind: &FunctionKind) -> &'static str {
    match kind {
        FunctionKind::Freestanding => "function",
        FunctionKind::AsyncFreestanding => "async function",
        FunctionKind::Getter => "getter",
        FunctionKind::Setter => "setter",
        FunctionKind::Method(_) => "method",
        FunctionKind::AsyncMethod(_) => "async method",
        FunctionKind::MethodGetter(_) => "getter method",
        FunctionKind::MethodSetter(_) => "setter method",
        FunctionKind::Static(_) => "static function",
        FunctionKind::AsyncStatic(_) => "async static function",
        FunctionKind::StaticGetter(_) => "static getter",
        FunctionKind::StaticSetter(_) => "static setter",
        FunctionKind::Constructor(_) => "constructor",
    }
}

/// The full name of the type that a `use` has brought into another interface. Nothing for a type that is
/// defined where it is.
pub(super) fn used_from(resolve: &Resolve, definition: &TypeDef) -> Option<String> {
    let TypeDefKind::Type(Type::Id(id)) = definition.kind else {
        return None;
    };
    (resolve.types[id].owner != definition.owner).then(|| type_name(resolve, &Type::Id(id)))
}

/// A type as it is written in WIT, with the full names of those that have one.
pub(super) fn type_name(resolve: &Resolve, ty: &Type) -> String {
    let id = match ty {
        Type::Id(id) => *id,
        Type::Bool => return "bool".to_string(),
        Type::U8 => return "u8".to_string(),
        Type::U16 => return "u16".to_string(),
        Type::U32 => return "u32".to_string(),
        Type::U64 => return "u64".to_string(),
        Type::S8 => return "s8".to_string(),
        Type::S16 => return "s16".to_string(),
        Type::S32 => return "s32".to_string(),
        Type::S64 => return "s64".to_string(),
        Type::F32 => return "f32".to_string(),
        Type::F64 => return "f64".to_string(),
        Type::Char => return "char".to_string(),
        Type::String => return "string".to_string(),
        Type::ErrorContext => return "error-context".to_string(),
    };
    let definition = &resolve.types[id];
    match (&definition.name, definition.owner) {
        (Some(name), TypeOwner::Interface(id)) => format!("{}.{name}", interface_name(resolve, id)),
        (Some(name), _) => name.clone(),
        (None, _) => kind_name(resolve, &definition.kind),
    }
}

/// A type without a name of its own as it is written in WIT.
pub(super) fn kind_name(resolve: &Resolve, kind: &TypeDefKind) -> String {
    let name = |ty: &Type| type_name(resolve, ty);
    let optional = |ty: &Option<Type>| ty.as_ref().map_or("_".to_string(), name);
    match kind {
        TypeDefKind::Handle(Handle::Own(id)) => format!("own<{}>", name(&Type::Id(*id))),
        TypeDefKind::Handle(Handle::Borrow(id)) => format!("borrow<{}>", name(&Type::Id(*id))),
        TypeDefKind::Tuple(tuple) => {
            format!("tuple<{}>", tuple.types.iter().map(name).collect::<Vec<_>>().join(", "))
        }
        TypeDefKind::Option(ty) => format!("option<{}>", name(ty)),
        TypeDefKind::Result(result) => format!("result<{}, {}>", optional(&result.ok), optional(&result.err)),
        TypeDefKind::List(ty) => format!("list<{}>", name(ty)),
        TypeDefKind::Map(key, value) => format!("map<{}, {}>", name(key), name(value)),
        TypeDefKind::FixedLengthList(ty, length) => format!("list<{}, {length}>", name(ty)),
        TypeDefKind::Future(ty) => format!("future<{}>", optional(ty)),
        TypeDefKind::Stream(ty) => format!("stream<{}>", optional(ty)),
        TypeDefKind::Type(ty) => name(ty),
        // These are always defined under a name.
        TypeDefKind::Record(_)
        | TypeDefKind::Resource
        | TypeDefKind::Flags(_)
        | TypeDefKind::Variant(_)
        | TypeDefKind::Enum(_)
        | TypeDefKind::Unknown => kind.as_str().to_string(),
    }
}
