//! The `wit/` folder: what it declares is what WASI 0.3.0 declares, and all of it is documented.
//!
//! The WIT to compare with comes with the embedded host, in the crates `wasmtime-wasi` and
//! `wasmtime-wasi-http`. Both ship version 0.3.0 of every package, as `wit/` does, so versions are
//! compared like everything else. Two things are not compared. Documentation is in our own words. And
//! the host's worlds are printed from compiled packages, with the items of the worlds they include in
//! place of the `include`: worlds are compared by the items they have in the end.

use anyhow::{Context, Result, bail, ensure};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use wit_parser::{
    Docs, Function, FunctionKind, Handle, InterfaceId, Resolve, SourceMap, Stability, Type, TypeDef, TypeDefKind,
    TypeId, TypeOwner, UnresolvedPackageGroup, World, WorldItem, WorldKey,
};

/// The six packages, and with them the folders of `wit/`.
const PACKAGES: [&str; 6] = ["wasi:cli", "wasi:clocks", "wasi:filesystem", "wasi:http", "wasi:random", "wasi:sockets"];

#[test]
fn declares_what_the_host_declares() -> Result<()> {
    let ours = Declarations::of(&Sources::ours()?)?;
    assert_eq!(ours.packages(), PACKAGES);

    // Nothing but HTTP is missing from the first crate, and the second has everything.
    let crates = [("wasmtime-wasi", ours.clone().without("wasi:http")), ("wasmtime-wasi-http", ours)];
    let mut differences = Vec::new();
    for (name, ours) in crates {
        let upstream = Declarations::of(&Sources::of_crate(name)?)?;
        differences.extend(ours.differences(&upstream).into_iter().map(|line| format!("{name}: {line}")));
    }
    assert!(
        differences.is_empty(),
        "wit/ differs from the host's WIT in {} places:\n{}",
        differences.len(),
        differences.join("\n")
    );
    Ok(())
}

#[test]
fn comparison_reports_every_kind_of_difference() -> Result<()> {
    let upstream = Declarations::of(&Sources::of_crate("wasmtime-wasi-http")?)?;
    let ours = Sources::ours()?;
    for Mutation { file, from, to, reported } in MUTATIONS {
        let name = format!("{file}: {from:?} to {to:?}");
        let mutant = ours.replace(file, from, to).context(name.clone())?;
        let declarations = Declarations::of(&mutant).context(name.clone())?;
        assert_eq!(declarations.differences(&upstream), *reported, "{name}");
    }

    // A version is in every file of its package.
    let mut newer = ours;
    for text in newer.0.values_mut() {
        *text = text.replace("package wasi:http@0.3.0;", "package wasi:http@0.3.1;");
    }
    let lines = Declarations::of(&newer)?.differences(&upstream);
    assert_eq!(lines, ["wasi:http: version: ours 0.3.1, upstream 0.3.0"]);
    Ok(())
}

#[test]
fn everything_is_documented() -> Result<()> {
    let docs = Declarations::of(&Sources::ours()?)?.docs;
    let problems: Vec<String> =
        docs.iter().filter_map(|(path, text)| Some(format!("{path}: {}", rustdoc_problem(text)?))).collect();
    assert!(problems.is_empty(), "{} problems in the docs of wit/:\n{}", problems.len(), problems.join("\n"));

    // Items, fields and cases alike were looked at.
    for path in [
        "wasi:http",
        "wasi:http/service",
        "wasi:http/client",
        "wasi:http/client: send",
        "wasi:filesystem/types: descriptor",
        "wasi:filesystem/types: descriptor.open-at",
        "wasi:filesystem/types: descriptor-flags: flag read",
        "wasi:filesystem/types: advice: case normal",
        "wasi:filesystem/types: error-code: case access",
        "wasi:clocks/system-clock: instant: field seconds",
    ] {
        assert!(docs.contains_key(path), "{path} is not among the {} documented paths", docs.len());
    }
    Ok(())
}

/// What `text` would look wrong for once the generator has made rustdoc of it, or that it is missing.
fn rustdoc_problem(text: &str) -> Option<&'static str> {
    if text.trim().is_empty() {
        return Some("no documentation");
    }
    if text.lines().any(|line| line.starts_with("    ") || line.trim_start().starts_with("```")) {
        return Some("a code block, which rustdoc would run as a test");
    }
    // Every second piece is between backticks.
    let prose: String = text.split('`').step_by(2).collect();
    if !text.matches('`').count().is_multiple_of(2) {
        return Some("a backtick without its partner");
    }
    if prose.contains('[') {
        return Some("a bracket outside of code, which rustdoc takes for a link");
    }
    if prose.replace("<https://", "").contains('<') {
        return Some("an angle bracket outside of code, which rustdoc takes for HTML");
    }
    None
}

/// WIT files by their paths. The first part of a path, a folder or a file, holds a package.
#[derive(Clone)]
struct Sources(BTreeMap<String, String>);

impl Sources {
    /// The files in `wit/`.
    fn ours() -> Result<Self> {
        Self::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../wit"))
    }

    /// The files of the packages that a crate of the host implements.
    fn of_crate(name: &str) -> Result<Self> {
        // Only the packages that this machine builds for are sure to have been downloaded.
        let output = Command::new(env!("CARGO"))
            .args(["metadata", "--format-version=1", "--offline", "--locked", "--filter-platform=host-tuple"])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .context("cannot run cargo metadata")?;
        ensure!(output.status.success(), "cargo metadata failed:\n{}", String::from_utf8_lossy(&output.stderr));
        let metadata: serde_json::Value = serde_json::from_slice(&output.stdout)?;
        let manifest = metadata["packages"]
            .as_array()
            .into_iter()
            .flatten()
            .find(|package| package["name"] == name)
            .and_then(|package| package["manifest_path"].as_str())
            .with_context(|| format!("{name} is not among the dependencies of this workspace"))?;
        Self::read(&Path::new(manifest).with_file_name("src").join("p3/wit/deps"))
    }

    /// The WIT files in `root` and in its folders.
    fn read(root: &Path) -> Result<Self> {
        let mut files = BTreeMap::new();
        let mut folders = vec![(String::new(), root.to_path_buf())];
        while let Some((prefix, folder)) = folders.pop() {
            let entries = folder.read_dir().with_context(|| format!("cannot list {}", folder.display()))?;
            for entry in entries {
                let path = entry?.path();
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                if path.is_dir() {
                    folders.push((format!("{prefix}{name}/"), path));
                } else if name.ends_with(".wit") {
                    let text =
                        std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
                    files.insert(format!("{prefix}{name}"), text);
                }
            }
        }
        Ok(Self(files))
    }

    /// These files with one piece of text, which must occur once in `file`, replaced.
    fn replace(&self, file: &str, from: &str, to: &str) -> Result<Self> {
        let mut sources = self.clone();
        let text = sources.0.get_mut(file).context("no such file")?;
        ensure!(text.matches(from).count() == 1, "the text does not occur exactly once");
        *text = text.replace(from, to);
        Ok(sources)
    }

    /// The packages, parsed but not yet linked with each other.
    fn parse(&self) -> Result<Vec<UnresolvedPackageGroup>> {
        let mut maps: BTreeMap<&str, SourceMap> = BTreeMap::new();
        for (path, text) in &self.0 {
            let package = path.split('/').next().unwrap_or(path);
            maps.entry(package).or_default().push_str(path, text.as_str());
        }
        maps.into_values().map(|map| map.parse().map_err(|(map, error)| anyhow::anyhow!(error.render(&map)))).collect()
    }
}

/// What WIT packages declare, in a form that can be compared.
#[derive(Clone, Default)]
struct Declarations {
    /// For each package, interface, world, type and function, by its path, what is said about it.
    items: BTreeMap<String, BTreeMap<String, String>>,
    /// The documentation of each item, field and case, by its path. Empty where there is none.
    docs: BTreeMap<String, String>,
}

impl Declarations {
    fn of(sources: &Sources) -> Result<Self> {
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

    fn packages(&self) -> Vec<&str> {
        self.items.keys().map(String::as_str).filter(|path| !path.contains('/')).collect()
    }

    /// All of this but one package.
    fn without(mut self, package: &str) -> Self {
        let inside = format!("{package}/");
        self.items.retain(|path, _| path != package && !path.starts_with(&inside));
        self
    }

    /// A line for each difference, in the order of their paths. Documentation is not looked at.
    fn differences(&self, upstream: &Self) -> Vec<String> {
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

    fn say(&mut self, path: &str, subject: impl Into<String>, said: impl Into<String>) {
        self.items.entry(path.to_string()).or_default().insert(subject.into(), said.into());
    }

    fn document(&mut self, path: &str, docs: &Docs) {
        self.docs.insert(path.to_string(), docs.contents.clone().unwrap_or_default());
    }

    fn add_world(&mut self, resolve: &Resolve, path: &str, world: &World) {
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

    fn add_interface(&mut self, resolve: &Resolve, path: &str, id: InterfaceId) {
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

    fn add_type(&mut self, resolve: &Resolve, path: &str, id: TypeId) {
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

    fn add_function(&mut self, resolve: &Resolve, path: &str, function: &Function) {
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
fn join<'a, V>(
    left: &'a BTreeMap<String, V>,
    right: &'a BTreeMap<String, V>,
) -> BTreeMap<&'a str, (Option<&'a V>, Option<&'a V>)> {
    left.keys().chain(right.keys()).map(|key| (key.as_str(), (left.get(key), right.get(key)))).collect()
}

/// A feature gate as it is written in WIT.
fn gate(stability: &Stability) -> String {
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
fn interface_name(resolve: &Resolve, id: InterfaceId) -> String {
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
fn function_name(resolve: &Resolve, function: &Function) -> String {
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

fn function_kind(kind: &FunctionKind) -> &'static str {
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
fn used_from(resolve: &Resolve, definition: &TypeDef) -> Option<String> {
    let TypeDefKind::Type(Type::Id(id)) = definition.kind else {
        return None;
    };
    (resolve.types[id].owner != definition.owner).then(|| type_name(resolve, &Type::Id(id)))
}

/// A type as it is written in WIT, with the full names of those that have one.
fn type_name(resolve: &Resolve, ty: &Type) -> String {
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
fn kind_name(resolve: &Resolve, kind: &TypeDefKind) -> String {
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

/// A change to one file of `wit/`, and the lines the comparison has to report for it.
struct Mutation {
    file: &'static str,
    from: &'static str,
    to: &'static str,
    reported: &'static [&'static str],
}

const MUTATIONS: &[Mutation] = &[
    // A case with another name.
    Mutation {
        file: "http/types.wit",
        from: "    connection-refused,\n",
        to: "    connection-denied,\n",
        reported: &["wasi:http/types: error-code: case 7: ours connection-denied, upstream connection-refused"],
    },
    // A case with a payload that it does not have.
    Mutation {
        file: "http/types.wit",
        from: "    loop-detected,\n",
        to: "    loop-detected(u32),\n",
        reported: &["wasi:http/types: error-code: case 37: ours loop-detected(u32), upstream loop-detected"],
    },
    // A missing case at the end.
    Mutation {
        file: "filesystem/types.wit",
        from: "    no-reuse,\n",
        to: "",
        reported: &["wasi:filesystem/types: advice: case 6: ours nothing, upstream no-reuse"],
    },
    // A flag with another name.
    Mutation {
        file: "filesystem/types.wit",
        from: "    symlink-follow,\n",
        to: "    follow,\n",
        reported: &["wasi:filesystem/types: path-flags: flag 1: ours follow, upstream symlink-follow"],
    },
    // A field with another type.
    Mutation {
        file: "clocks/system-clock.wit",
        from: "seconds: s64,",
        to: "seconds: u64,",
        reported: &["wasi:clocks/system-clock: instant: field 1: ours seconds: u64, upstream seconds: s64"],
    },
    // An alias of another type.
    Mutation {
        file: "clocks/monotonic-clock.wit",
        from: "type mark = u64;",
        to: "type mark = s64;",
        reported: &["wasi:clocks/monotonic-clock: mark: kind: ours alias of s64, upstream alias of u64"],
    },
    // Another kind of type.
    Mutation {
        file: "cli/terminal.wit",
        from: "resource terminal-input;",
        to: "type terminal-input = u32;",
        reported: &[
            "wasi:cli/terminal-input: terminal-input: kind: ours alias of u32, upstream resource",
            "wasi:cli/terminal-stdin: get-terminal-stdin: result: \
             ours option<wasi:cli/terminal-stdin.terminal-input>, \
             upstream option<own<wasi:cli/terminal-stdin.terminal-input>>",
        ],
    },
    // A type too many.
    Mutation {
        file: "clocks/timezone.wit",
        from: "use system-clock.{instant};",
        to: "use system-clock.{instant, duration};",
        reported: &["wasi:clocks/timezone: duration: only ours"],
    },
    // A missing function.
    Mutation {
        file: "cli/environment.wit",
        from: "  @since(version = 0.3.0)\n  get-arguments: func() -> list<string>;\n",
        to: "",
        reported: &[
            "wasi:cli/environment: get-arguments: only upstream",
            "wasi:cli/environment: get-initial-cwd: comes after: ours get-environment, upstream get-arguments",
        ],
    },
    // A parameter of another type.
    Mutation {
        file: "random/random.wit",
        from: "get-random-bytes: func(max-len: u64)",
        to: "get-random-bytes: func(max-len: u32)",
        reported: &["wasi:random/random: get-random-bytes: parameter 1: ours max-len: u32, upstream max-len: u64"],
    },
    // A parameter with another name.
    Mutation {
        file: "random/random.wit",
        from: "get-random-bytes: func(max-len: u64)",
        to: "get-random-bytes: func(len: u64)",
        reported: &["wasi:random/random: get-random-bytes: parameter 1: ours len: u64, upstream max-len: u64"],
    },
    // A parameter too many.
    Mutation {
        file: "random/random.wit",
        from: "get-random-u64: func()",
        to: "get-random-u64: func(max: u64)",
        reported: &["wasi:random/random: get-random-u64: parameter 1: ours max: u64, upstream nothing"],
    },
    // A handle that is given away.
    Mutation {
        file: "filesystem/types.wit",
        from: "is-same-object: async func(other: borrow<descriptor>)",
        to: "is-same-object: async func(other: descriptor)",
        reported: &["wasi:filesystem/types: descriptor.is-same-object: parameter 2: \
             ours other: own<wasi:filesystem/types.descriptor>, upstream other: borrow<wasi:filesystem/types.descriptor>"],
    },
    // Another result.
    Mutation {
        file: "cli/stdio.wit",
        from: "read-via-stream: func() -> tuple<stream<u8>, future<result<_, error-code>>>;",
        to: "read-via-stream: func() -> tuple<stream<u8>, future<result>>;",
        reported: &["wasi:cli/stdin: read-via-stream: result: ours tuple<stream<u8>, future<result<_, _>>>, \
             upstream tuple<stream<u8>, future<result<_, wasi:cli/stdin.error-code>>>"],
    },
    // No result.
    Mutation {
        file: "clocks/timezone.wit",
        from: "to-debug-string: func() -> string;",
        to: "to-debug-string: func();",
        reported: &["wasi:clocks/timezone: to-debug-string: result: ours nothing, upstream string"],
    },
    // An async function made sync.
    Mutation {
        file: "cli/run.wit",
        from: "run: async func()",
        to: "run: func()",
        reported: &["wasi:cli/run: run: kind: ours function, upstream async function"],
    },
    // A method made sync.
    Mutation {
        file: "filesystem/types.wit",
        from: "sync-data: async func()",
        to: "sync-data: func()",
        reported: &["wasi:filesystem/types: descriptor.sync-data: kind: ours method, upstream async method"],
    },
    // A static function made a method.
    Mutation {
        file: "http/types.wit",
        from: "from-list: static func(",
        to: "from-list: func(",
        reported: &[
            "wasi:http/types: fields.from-list: kind: ours method, upstream static function",
            "wasi:http/types: fields.from-list: parameter 1: ours self: borrow<wasi:http/types.fields>, \
             upstream entries: list<tuple<wasi:http/types.field-name, wasi:http/types.field-value>>",
            "wasi:http/types: fields.from-list: parameter 2: \
             ours entries: list<tuple<wasi:http/types.field-name, wasi:http/types.field-value>>, upstream nothing",
        ],
    },
    // A function without its gate.
    Mutation {
        file: "cli/exit.wit",
        from: "  @since(version = 0.3.0)\n  exit-with-code",
        to: "  exit-with-code",
        reported: &["wasi:cli/exit: exit-with-code: gate: ours no gate, upstream @since(version = 0.3.0)"],
    },
    // A type without its gate.
    Mutation {
        file: "http/types.wit",
        from: "  @since(version = 0.3.0)\n  variant header-error",
        to: "  variant header-error",
        reported: &["wasi:http/types: header-error: gate: ours no gate, upstream @since(version = 0.3.0)"],
    },
    // A `use` with a gate that it does not have.
    Mutation {
        file: "clocks/monotonic-clock.wit",
        from: "  use types.{duration};",
        to: "  @since(version = 0.3.0)\n  use types.{duration};",
        reported: &["wasi:clocks/monotonic-clock: duration: gate: ours @since(version = 0.3.0), upstream no gate"],
    },
    // An interface without its gate.
    Mutation {
        file: "cli/run.wit",
        from: "@since(version = 0.3.0)\ninterface run",
        to: "interface run",
        reported: &["wasi:cli/run: gate: ours no gate, upstream @since(version = 0.3.0)"],
    },
    // An unstable function made stable.
    Mutation {
        file: "clocks/timezone.wit",
        from: "@unstable(feature = clocks-timezone)\n  iana-id",
        to: "@since(version = 0.3.0)\n  iana-id",
        reported: &["wasi:clocks/timezone: iana-id: gate: \
             ours @since(version = 0.3.0), upstream @unstable(feature = clocks-timezone)"],
    },
    // A function that is deprecated.
    Mutation {
        file: "cli/exit.wit",
        from: "  exit-with-code",
        to: "  @deprecated(version = 0.3.0)\n  exit-with-code",
        reported: &["wasi:cli/exit: exit-with-code: gate: \
             ours @since(version = 0.3.0) @deprecated(version = 0.3.0), upstream @since(version = 0.3.0)"],
    },
    // A world without its gate.
    Mutation {
        file: "http/worlds.wit",
        from: "@since(version = 0.3.0)\nworld middleware",
        to: "world middleware",
        reported: &["wasi:http/middleware: gate: ours no gate, upstream @since(version = 0.3.0)"],
    },
    // An import without its gate.
    Mutation {
        file: "cli/worlds.wit",
        from: "  @since(version = 0.3.0)\n  import exit;",
        to: "  import exit;",
        reported: &[
            "wasi:cli/command: import wasi:cli/exit: \
             ours interface, no gate, upstream interface, @since(version = 0.3.0)",
            "wasi:cli/imports: import wasi:cli/exit: \
             ours interface, no gate, upstream interface, @since(version = 0.3.0)",
        ],
    },
    // A missing include.
    Mutation {
        file: "http/worlds.wit",
        from: "  include wasi:random/imports@0.3.0;\n",
        to: "",
        reported: &[
            "wasi:http/middleware: import wasi:random/insecure: ours nothing, upstream interface, no gate",
            "wasi:http/middleware: import wasi:random/insecure-seed: ours nothing, upstream interface, no gate",
            "wasi:http/middleware: import wasi:random/random: ours nothing, upstream interface, no gate",
            "wasi:http/service: import wasi:random/insecure: ours nothing, upstream interface, no gate",
            "wasi:http/service: import wasi:random/insecure-seed: ours nothing, upstream interface, no gate",
            "wasi:http/service: import wasi:random/random: ours nothing, upstream interface, no gate",
        ],
    },
    // A missing import.
    Mutation {
        file: "cli/worlds.wit",
        from: "  @since(version = 0.3.0)\n  import stderr;\n",
        to: "",
        reported: &[
            "wasi:cli/command: import wasi:cli/stderr: \
             ours nothing, upstream interface, @since(version = 0.3.0)",
            "wasi:cli/imports: import wasi:cli/stderr: \
             ours nothing, upstream interface, @since(version = 0.3.0)",
        ],
    },
    // A missing export.
    Mutation {
        file: "http/worlds.wit",
        from: "  export handler;\n",
        to: "",
        reported: &[
            "wasi:http/middleware: export wasi:http/handler: ours nothing, upstream interface, no gate",
            "wasi:http/service: export wasi:http/handler: ours nothing, upstream interface, no gate",
        ],
    },
    // An interface too many.
    Mutation {
        file: "random/insecure-seed.wit",
        from: "package wasi:random@0.3.0;",
        to: "package wasi:random@0.3.0; interface dice { roll: func() -> u8; }",
        reported: &["wasi:random/dice: only ours", "wasi:random/dice: roll: only ours"],
    },
];
