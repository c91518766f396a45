//! Which Rust module stands for each interface of the world.

use std::collections::{HashMap, HashSet};

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use wit_parser::{InterfaceId, PackageId, PackageName, Resolve, World, WorldItem, WorldKey};

use super::ident::{ident, root_module, snake};
use super::with::{Lookup, Mapped, Mappings};
use crate::parse::is_wasi_interface;

/// Where the bindings of an interface are.
pub(crate) struct Place {
    /// Its module in the bindings.
    pub(crate) module: Vec<Ident>,
    /// The module elsewhere that it is, when it is mapped.
    pub(crate) mapped: Option<(Mapped, Vec<Ident>)>,
    /// Its name, when the world declares it itself.
    pub(crate) inline_name: Option<String>,
}

pub(crate) struct Places {
    pub(crate) by_interface: HashMap<InterfaceId, Place>,
    pub(crate) exported: HashSet<InterfaceId>,
}

/// Finds a place for each interface that the world imports or exports.
pub(crate) fn locate(
    resolve: &Resolve,
    world: &World,
    mappings: &Mappings,
    runtime: &TokenStream,
    generate_all: bool,
) -> Places {
    let modules = Modules::new(resolve, world);
    let mut places = Places { by_interface: HashMap::new(), exported: HashSet::new() };
    for (key, id) in interfaces(&world.imports) {
        let mapped = match key {
            WorldKey::Name(name) => match mappings.named_interface(name) {
                Lookup::Module(mapped, below) => Some((mapped, below)),
                Lookup::Nothing | Lookup::Generate => None,
            },
            WorldKey::Interface(_) => {
                let (package, interface) = name_of(resolve, id);
                match mappings.interface(package, interface) {
                    Lookup::Module(mapped, below) => Some((mapped, below)),
                    Lookup::Nothing if !generate_all && is_in_runtime(resolve, id) => {
                        let (package, interface) = (ident(&snake(&package.name)), ident(&snake(interface)));
                        Some((Mapped::Absolute(quote!(#runtime::wasi::#package::#interface)), Vec::new()))
                    }
                    Lookup::Nothing | Lookup::Generate => None,
                }
            }
        };
        places
            .by_interface
            .insert(id, Place { module: modules.path(key, false), mapped, inline_name: inline_name(key) });
    }
    for (key, id) in interfaces(&world.exports) {
        if let WorldKey::Interface(_) = key {
            let (package, interface) = name_of(resolve, id);
            mappings.exports(package, interface);
        }
        places
            .by_interface
            .insert(id, Place { module: modules.path(key, true), mapped: None, inline_name: inline_name(key) });
        places.exported.insert(id);
    }
    places
}

fn inline_name(key: &WorldKey) -> Option<String> {
    match key {
        WorldKey::Name(name) => Some(name.clone()),
        WorldKey::Interface(_) => None,
    }
}

/// The interfaces among the items of a world.
pub(crate) fn interfaces(
    items: &wit_parser::IndexMap<WorldKey, WorldItem>,
) -> impl Iterator<Item = (&WorldKey, InterfaceId)> {
    items.iter().filter_map(|(key, item)| match item {
        WorldItem::Interface { id, .. } => Some((key, *id)),
        WorldItem::Function(_) | WorldItem::Type { .. } => None,
    })
}

/// The package and name of an interface that has both.
pub(crate) fn name_of(resolve: &Resolve, id: InterfaceId) -> (&PackageName, &str) {
    let interface = &resolve.interfaces[id];
    let package = interface.package.map(|package| &resolve.packages[package].name);
    let (Some(package), Some(name)) = (package, &interface.name) else {
        unreachable!("an interface that is imported or exported by its path has one")
    };
    (package, name)
}

/// Whether the runtime crate has bindings of the interface.
fn is_in_runtime(resolve: &Resolve, id: InterfaceId) -> bool {
    let (package, interface) = name_of(resolve, id);
    is_wasi_interface(package, interface)
}

/// The names of modules.
struct Modules<'a> {
    resolve: &'a Resolve,
    /// The packages that share their name with another version.
    versioned: HashSet<PackageId>,
}

impl<'a> Modules<'a> {
    fn new(resolve: &'a Resolve, world: &World) -> Self {
        let packages: HashSet<PackageId> = interfaces(&world.imports)
            .chain(interfaces(&world.exports))
            .filter(|(key, _)| matches!(key, WorldKey::Interface(_)))
            .filter_map(|(_, id)| resolve.interfaces[id].package)
            .collect();
        let name = |id: PackageId| {
            let name = &resolve.packages[id].name;
            (name.namespace.as_str(), name.name.as_str())
        };
        let meets = |id: PackageId| packages.iter().any(|other| *other != id && name(*other) == name(id));
        let versioned = packages.iter().copied().filter(|id| meets(*id)).collect();
        Modules { resolve, versioned }
    }

    fn path(&self, key: &WorldKey, exported: bool) -> Vec<Ident> {
        let first = |name: &str| ident(&if exported { snake(name) } else { root_module(name) });
        let mut path: Vec<Ident> = exported.then(|| ident("exports")).into_iter().collect();
        match key {
            WorldKey::Name(name) => path.push(first(name)),
            WorldKey::Interface(id) => {
                let (package, interface) = name_of(self.resolve, *id);
                let versioned = self.resolve.interfaces[*id].package.filter(|id| self.versioned.contains(id));
                let version = versioned.and(package.version.as_ref()).map(ToString::to_string).unwrap_or_default();
                path.push(first(&package.namespace));
                path.push(ident(&with_version(&package.name, &version)));
                path.push(ident(&snake(interface)));
            }
        }
        path
    }
}

/// The module of a package, with its version when there is one to tell apart.
fn with_version(package: &str, version: &str) -> String {
    match version {
        "" => snake(package),
        version => {
            let package = heck::ToSnakeCase::to_snake_case(package);
            format!("{package}{}", version.replace(['.', '-', '+'], "_"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions() {
        assert_eq!(with_version("http", ""), "http");
        assert_eq!(with_version("http", "0.2.6"), "http0_2_6");
        assert_eq!(with_version("http", "0.3.0-rc-2026.01.01"), "http0_3_0_rc_2026_01_01");
    }
}
