//! The `with` option: what stands for a WIT package, interface or type.

use std::cell::{Cell, RefCell};

use proc_macro2::{Ident, TokenStream};
use wit_parser::PackageName;

use super::ident::{ident, snake};
use super::model::GivenPath;
use super::rust_path::{self, RustPath};
use crate::error::{Report, did_you_mean};
use crate::options::With;

/// The mappings, and which of them matched something.
pub(crate) struct Mappings {
    entries: Vec<Entry>,
    given: RefCell<Vec<GivenPath>>,
}

struct Entry {
    text: String,
    key: Key,
    value: Value,
    used: Cell<bool>,
}

enum Value {
    Generate,
    Module(Mapped),
    Type(Mapped),
}

/// A path that is written in generated code.
#[derive(Clone)]
pub(crate) enum Mapped {
    Absolute(TokenStream),
    /// A name at the root of the bindings, which stands for a path that is relative to it.
    AtRoot(Ident),
}

/// What a mapping gives for an interface.
pub(crate) enum Lookup {
    Nothing,
    Generate,
    Module(Mapped, Vec<Ident>),
}

/// A key, taken apart. Versions may be left out.
#[derive(Debug, PartialEq, Eq)]
struct Key {
    /// `namespace:package`, or the name of something in the world.
    package: String,
    interface: Option<String>,
    ty: Option<String>,
    version: Option<String>,
}

impl Mappings {
    pub(crate) fn new(with: &[(String, With)]) -> Result<Self, Vec<Report>> {
        let mappings = Mappings { entries: Vec::new(), given: RefCell::default() };
        let mut reports = Vec::new();
        let mut entries = Vec::new();
        for (text, value) in with {
            let key = Key::parse(text);
            let option = format!("with: {text}");
            let is_type = key.ty.is_some() || (!key.package.contains(':') && key.interface.is_some());
            let value = match value {
                With::Generate => Ok(Value::Generate),
                With::Path(path) if is_type => {
                    rust_path::ty(&option, path).map(|path| Value::Type(mappings.mapped(path, true)))
                }
                With::Path(path) => {
                    rust_path::module(&option, path).map(|path| Value::Module(mappings.mapped(path, false)))
                }
            };
            match value {
                Ok(value) => entries.push(Entry { text: text.clone(), key, value, used: Cell::new(false) }),
                Err(report) => reports.push(report.option_value("with", text)),
            }
        }
        reports.extend(overlaps(&entries));
        if reports.is_empty() { Ok(Mappings { entries, ..mappings }) } else { Err(reports) }
    }

    fn mapped(&self, path: RustPath, is_type: bool) -> Mapped {
        if path.is_absolute {
            return Mapped::Absolute(path.tokens);
        }
        let mut given = self.given.borrow_mut();
        let prefix = if is_type { "__With" } else { "__with_" };
        let alias = ident(&format!("{prefix}{}", given.len()));
        given.push(GivenPath { alias: alias.clone(), path: path.tokens, is_type });
        Mapped::AtRoot(alias)
    }

    /// A mapped path as the user wrote it.
    pub(crate) fn text_of(&self, mapped: &Mapped) -> String {
        let tokens = match mapped {
            Mapped::Absolute(path) => path.clone(),
            Mapped::AtRoot(name) => {
                let given = self.given.borrow();
                given.iter().find(|given| given.alias == *name).map(|given| given.path.clone()).unwrap_or_default()
            }
        };
        tokens.to_string().replace(' ', "")
    }

    /// What stands for an interface of a package.
    pub(crate) fn interface(&self, package: &PackageName, interface: &str) -> Lookup {
        match self.entry(package, interface) {
            Some(entry) if entry.key.interface.is_some() => entry.lookup(Vec::new()),
            Some(entry) => entry.lookup(vec![ident(&snake(interface))]),
            None => Lookup::Nothing,
        }
    }

    /// Takes note of an interface that is generated in any case, which a key may say.
    pub(crate) fn exports(&self, package: &PackageName, interface: &str) {
        if let Some(entry) = self.entry(package, interface)
            && matches!(entry.value, Value::Generate)
        {
            entry.used.set(true);
        }
    }

    /// The mapping of an interface, or else of its package.
    fn entry(&self, package: &PackageName, interface: &str) -> Option<&Entry> {
        let name = format!("{}:{}", package.namespace, package.name);
        let version = package.version.as_ref().map(ToString::to_string);
        let find = |wanted: Option<&str>| {
            self.entries.iter().find(|entry| {
                entry.key.package == name
                    && entry.key.interface.as_deref() == wanted
                    && entry.key.ty.is_none()
                    && (entry.key.version.is_none() || entry.key.version == version)
            })
        };
        find(Some(interface)).or_else(|| find(None))
    }

    /// What stands for an interface that the world names itself.
    pub(crate) fn named_interface(&self, name: &str) -> Lookup {
        let entry = self.entries.iter().find(|entry| entry.key.package == name && entry.key.interface.is_none());
        entry.map_or(Lookup::Nothing, |entry| entry.lookup(Vec::new()))
    }

    /// What stands for a type of an interface.
    pub(crate) fn interface_type(&self, package: &PackageName, interface: &str, ty: &str) -> Option<Mapped> {
        let name = format!("{}:{}", package.namespace, package.name);
        let version = package.version.as_ref().map(ToString::to_string);
        self.find_type(|key| {
            key.package == name
                && key.interface.as_deref() == Some(interface)
                && key.ty.as_deref() == Some(ty)
                && (key.version.is_none() || key.version == version)
        })
    }

    /// What stands for a type of the world, or of an interface that the world declares itself: `owner/type`, or the name
    /// of the type alone.
    pub(crate) fn world_type(&self, owner: &str, ty: &str) -> Option<Mapped> {
        self.find_type(|key| match key.interface.as_deref() {
            Some(interface) => key.package == owner && interface == ty,
            None => key.package == ty,
        })
    }

    fn find_type(&self, matches: impl Fn(&Key) -> bool) -> Option<Mapped> {
        let entry = self.entries.iter().find(|entry| matches(&entry.key))?;
        entry.used.set(true);
        match &entry.value {
            Value::Type(mapped) | Value::Module(mapped) => Some(mapped.clone()),
            Value::Generate => None,
        }
    }

    /// Problems with the keys that matched nothing.
    pub(crate) fn unused<'a>(&self, known: impl Iterator<Item = &'a str> + Clone) -> Vec<Report> {
        let unused = self.entries.iter().filter(|entry| !entry.used.get());
        unused
            .map(|entry| {
                let report = Report::new(format!("`with` maps `{}`, which the world does not import", entry.text))
                    .option_value("with", &entry.text);
                // Names of one kind: types are most of them.
                let depth = entry.text.matches('/').count();
                let alike = known.clone().filter(|name| name.matches('/').count() == depth);
                match did_you_mean(&entry.text, alike) {
                    Some(near) => report.note(near),
                    None => report.note("keys are `namespace:package`, `…/interface` and `…/interface/type`"),
                }
            })
            .collect()
    }

    pub(crate) fn into_given(self) -> Vec<GivenPath> {
        self.given.into_inner()
    }
}

/// Problems with keys that stand for the same thing, so that only one of them could count.
fn overlaps(entries: &[Entry]) -> impl Iterator<Item = Report> {
    entries.iter().enumerate().filter_map(|(index, entry)| {
        let earlier = entries[..index].iter().find(|earlier| earlier.key.overlaps(&entry.key))?;
        let report = match earlier.text == entry.text {
            true => Report::new(format!("`with` maps `{}` twice", entry.text)),
            false => Report::new(format!("`with` maps the same as `{}` and as `{}`", earlier.text, entry.text)),
        };
        Some(report.option_value("with", &entry.text).note("only one path can stand for it: leave one of the keys out"))
    })
}

impl Entry {
    fn lookup(&self, below: Vec<Ident>) -> Lookup {
        self.used.set(true);
        match &self.value {
            Value::Generate => Lookup::Generate,
            Value::Module(mapped) | Value::Type(mapped) => Lookup::Module(mapped.clone(), below),
        }
    }
}

impl Key {
    fn parse(text: &str) -> Key {
        let mut version = None;
        let mut parts = text.split('/').map(|part| match part.split_once('@') {
            Some((name, found)) => {
                version = Some(found.to_owned());
                name.to_owned()
            }
            None => part.to_owned(),
        });
        let package = parts.next().unwrap_or_default();
        let interface = parts.next();
        let ty = parts.next();
        Key { package, interface, ty, version }
    }

    /// Whether both are keys of the same package, interface or type.
    fn overlaps(&self, other: &Key) -> bool {
        let names = |key: &Key| (key.package.clone(), key.interface.clone(), key.ty.clone());
        let anyone = self.version.is_none() || other.version.is_none();
        names(self) == names(other) && (anyone || self.version == other.version)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys() {
        let key = |package: &str, interface: Option<&str>, ty: Option<&str>, version: Option<&str>| Key {
            package: package.into(),
            interface: interface.map(Into::into),
            ty: ty.map(Into::into),
            version: version.map(Into::into),
        };
        assert_eq!(Key::parse("wasi:http"), key("wasi:http", None, None, None));
        assert_eq!(Key::parse("wasi:http@0.3.0"), key("wasi:http", None, None, Some("0.3.0")));
        assert_eq!(Key::parse("wasi:http/types@0.3.0"), key("wasi:http", Some("types"), None, Some("0.3.0")));
        assert_eq!(
            Key::parse("wasi:http/types@0.3.0/request"),
            key("wasi:http", Some("types"), Some("request"), Some("0.3.0"))
        );
        assert_eq!(Key::parse("logging"), key("logging", None, None, None));
    }
}
