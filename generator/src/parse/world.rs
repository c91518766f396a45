//! Choosing the world.

use wit_parser::{PackageId, PackageName, ParsedUsePath, Resolve, WorldId, parse_use_path};

use super::explain;
use super::sources::Sources;
use crate::error::{Error, Report, did_you_mean};

/// The world with this name, or the only one.
pub(crate) fn select(resolve: &Resolve, sources: &Sources, wanted: Option<&str>) -> Result<WorldId, Error> {
    let main: Vec<PackageId> =
        sources.main.iter().filter_map(|name| resolve.package_names.get(name).copied()).collect();
    let Some(wanted) = wanted else { return only(resolve, &main) };
    let malformed = |_| {
        Report::new(format!("`{wanted}` is not the name of a world"))
            .option("world")
            .note("write `name` or `namespace:package/name`")
    };
    match parse_use_path(wanted).map_err(malformed)? {
        ParsedUsePath::Name(name) => {
            let found: Vec<WorldId> =
                main.iter().filter_map(|package| resolve.packages[*package].worlds.get(&name).copied()).collect();
            match found.as_slice() {
                [world] => Ok(*world),
                [] => Err(unknown(resolve, sources, &main, &name)),
                several => Err(Report::new(format!("several packages have a world `{name}`"))
                    .option("world")
                    .note(format!("name one of {}", list(&paths(resolve, several.iter().copied()))))
                    .into()),
            }
        }
        ParsedUsePath::Package(package, name) => {
            let package = find_package(resolve, &package)?;
            let world = resolve.packages[package].worlds.get(&name).copied();
            world.ok_or_else(|| unknown(resolve, sources, &[package], &name))
        }
    }
}

/// The paths of the worlds of the main packages.
#[cfg(feature = "cli")]
pub(crate) fn all(resolve: &Resolve, sources: &Sources) -> Vec<String> {
    let main = sources.main.iter().filter_map(|name| resolve.package_names.get(name));
    paths(resolve, main.flat_map(|package| resolve.packages[*package].worlds.values().copied()))
}

/// The one world of the main packages.
fn only(resolve: &Resolve, main: &[PackageId]) -> Result<WorldId, Error> {
    let worlds: Vec<WorldId> =
        main.iter().flat_map(|package| resolve.packages[*package].worlds.values().copied()).collect();
    match worlds.as_slice() {
        [world] => Ok(*world),
        [] => {
            let names: Vec<String> = main.iter().map(|package| resolve.packages[*package].name.to_string()).collect();
            Err(Report::new(format!("the package {} has no world", list(&names)))
                .note("bindings are made of a world, which says what is imported and exported")
                .into())
        }
        several => Err(Report::new("there are several worlds, and none is named")
            .note(format!("name one of {}", list(&paths(resolve, several.iter().copied()))))
            .into()),
    }
}

fn find_package(resolve: &Resolve, name: &PackageName) -> Result<PackageId, Error> {
    let matches = |candidate: &PackageName| {
        candidate.namespace == name.namespace
            && candidate.name == name.name
            && (name.version.is_none() || candidate.version == name.version)
    };
    let found: Vec<_> = resolve.package_names.iter().filter(|(candidate, _)| matches(candidate)).collect();
    match found.as_slice() {
        [(_, id)] => Ok(**id),
        [] => {
            let known: Vec<String> = resolve.package_names.keys().map(PackageName::to_string).collect();
            Err(Report::new(format!("the package `{name}` is not there"))
                .option("world")
                .note_if(did_you_mean(&name.to_string(), known.iter().map(String::as_str)))
                .into())
        }
        several => {
            let names: Vec<String> = several.iter().map(|(name, _)| name.to_string()).collect();
            Err(Report::new(format!("the package `{name}` is there in several versions"))
                .option("world")
                .note(format!("name one of {}", list(&names)))
                .into())
        }
    }
}

fn unknown(resolve: &Resolve, sources: &Sources, packages: &[PackageId], name: &str) -> Error {
    if let Some(feature) = sources.texts.feature_of(name) {
        return explain::gated("world", name, feature).option("world").into();
    }
    let worlds = packages.iter().flat_map(|package| resolve.packages[*package].worlds.values().copied());
    let worlds: Vec<WorldId> = worlds.collect();
    let names: Vec<String> = packages.iter().map(|package| resolve.packages[*package].name.to_string()).collect();
    let near = did_you_mean(name, worlds.iter().map(|world| resolve.worlds[*world].name.as_str()));
    let report = Report::new(format!("there is no world `{name}` in {}", list(&names))).option("world");
    let report = match (near, worlds.is_empty()) {
        (Some(near), _) => report.note(near),
        (None, true) => report.note("it has no world at all"),
        (None, false) => report.note(format!("there is {}", list(&paths(resolve, worlds.into_iter())))),
    };
    report.into()
}

/// `namespace:package/name` of each world.
fn paths(resolve: &Resolve, worlds: impl Iterator<Item = WorldId>) -> Vec<String> {
    worlds
        .map(|world| {
            let world = &resolve.worlds[world];
            match world.package {
                Some(package) => resolve.id_of_name(package, &world.name),
                None => world.name.clone(),
            }
        })
        .collect()
}

fn list(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}
