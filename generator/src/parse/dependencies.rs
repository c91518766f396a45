//! The packages of WASI 0.3 that a user's WIT refers to without bringing them.

use std::collections::BTreeSet;

use wit_parser::{PackageName, ParsedUsePath, UnresolvedPackage, parse_use_path};

use super::sources::Sources;
use super::wasi;
use crate::error::Error;

/// Adds what is referred to and missing, and what that refers to.
pub(crate) fn add_wasi(sources: &mut Sources, world: Option<&str>) -> Result<(), Error> {
    let mut present: BTreeSet<PackageName> = BTreeSet::new();
    for resolve in &sources.encoded {
        present.extend(resolve.packages.iter().map(|(_, package)| package.name.clone()));
    }
    let mut wanted: Vec<PackageName> = Vec::new();
    if let Some(Ok(ParsedUsePath::Package(package, _))) = world.map(parse_use_path) {
        wanted.push(package);
    }
    for group in &sources.groups {
        for package in group.nested.iter().chain([&group.main]) {
            present.insert(package.name.clone());
            wanted.extend(dependencies(package));
        }
    }
    while let Some(package) = wanted.pop() {
        if present.contains(&package) {
            continue;
        }
        if let Some(files) = wasi::package(&package) {
            let group = sources.parse(files)?;
            wanted.extend(dependencies(&group.main));
            sources.add(group)?;
        }
        present.insert(package);
    }
    Ok(())
}

fn dependencies(package: &UnresolvedPackage) -> impl Iterator<Item = PackageName> + '_ {
    package.foreign_deps.keys().cloned()
}
