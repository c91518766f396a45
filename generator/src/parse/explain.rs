//! wit-parser's errors, told with their place, the nearest names and the fix.

use wit_parser::{PackageName, ParseError, ParseErrorKind, Resolve, ResolveError, ResolveErrorKind, SourceMap};

use super::sources::Sources;
use super::{Texts, hints};
use crate::error::{Report, did_you_mean};

/// A file that does not parse.
pub(crate) fn parse_error(error: &ParseError, map: &SourceMap, texts: &Texts) -> Report {
    let kind = error.kind();
    let report = match kind {
        ParseErrorKind::ItemNotFound { span, name, kind, hint } => {
            let names = texts.text(map, *span).map(declared_names).unwrap_or_default();
            Report::new(format!("the {kind} `{name}` does not exist"))
                .note_if(did_you_mean(name, names.iter().copied().filter(|other| other != name)))
                .note_if(hint.clone())
        }
        ParseErrorKind::TypeCycle { name, kind, .. } => {
            let report = Report::new(format!("the {kind} `{name}` depends on itself"));
            let through_uses = (kind != "type").then(|| {
                "what it uses leads back to it: move the types that both need to an interface of their own".to_owned()
            });
            report.note_if(through_uses)
        }
        other => {
            let message = other.to_string();
            let (rest, line) = texts.around(map, kind.span());
            let hint = hints::hint(&message, rest, line).or_else(|| {
                let files: Vec<String> = map.source_names().map(|name| format!("`{name}`")).collect();
                let headless = message.starts_with("no `package` header");
                headless.then(|| format!("begin {} with `package namespace:name;`", one_of(&files)))
            });
            Report::new(hints::reword(&message).unwrap_or(message)).note_if(hint)
        }
    };
    report.at(texts.snippet(map, kind.span()))
}

fn one_of(files: &[String]) -> String {
    match files {
        [file] => file.clone(),
        files => format!("one of {}", files.join(", ")),
    }
}

/// Packages that do not resolve.
pub(crate) fn resolve_error(error: &ResolveError, resolve: &Resolve, sources: &Sources) -> Report {
    let kind = error.kind();
    let report = match kind {
        ResolveErrorKind::PackageNotFound { requested, known, .. } => missing_package(requested, known, sources),
        ResolveErrorKind::WorldNotFound { requested, package, .. } => {
            let names = names_in(resolve, package, |package| package.worlds.keys());
            Report::new(format!("the package `{package}` has no world `{requested}`"))
                .note_if(did_you_mean(requested, names.iter().map(String::as_str)))
        }
        ResolveErrorKind::InterfaceNotFound { requested, package, .. } => {
            let names = names_in(resolve, package, |package| package.interfaces.keys());
            Report::new(format!("the package `{package}` has no interface `{requested}`"))
                .note_if(did_you_mean(requested, names.iter().map(String::as_str)))
        }
        ResolveErrorKind::DuplicatePackage { name, span1, span2 } => {
            Report::new(format!("the package `{name}` is there twice")).note(format!(
                "it is at {} and at {}",
                resolve.render_location(*span1),
                resolve.render_location(*span2)
            ))
        }
        ResolveErrorKind::PackageCycle { package, .. } => {
            Report::new(format!("the package `{package}` depends on itself, through the packages that it uses"))
        }
        ResolveErrorKind::Semantic { span, message } => semantic(*span, message, resolve, sources),
        other => Report::new(other.to_string()),
    };
    report.at(sources.texts.snippet(&resolve.source_map, kind.span()))
}

/// A reference to what is not there, or not without a feature.
fn semantic(span: wit_parser::Span, message: &str, resolve: &Resolve, sources: &Sources) -> Report {
    let name = sources.texts.words(&resolve.source_map, span).map(|name| name.trim_start_matches('%'));
    let kinds = ["type", "interface", "world"];
    let excluded = |kind: &&&str| message.starts_with(&format!("found a reference to a {kind} which is excluded"));
    let kind = match kinds.iter().find(excluded) {
        Some(kind) => Some(kind),
        None if message.ends_with("not defined in interface") => Some(&"type"),
        None => None,
    };
    let (Some(kind), Some(name)) = (kind, name) else { return Report::new(message) };
    match sources.texts.feature_of(name) {
        Some(feature) => gated(kind, name, feature),
        None => {
            let types = resolve.types.iter().filter_map(|(_, ty)| ty.name.as_deref());
            Report::new(format!("the {kind} `{name}` does not exist")).note_if(did_you_mean(name, types))
        }
    }
}

/// Something that is left out because its feature is not enabled.
pub(crate) fn gated(kind: &str, name: &str, feature: &str) -> Report {
    Report::new(format!("the {kind} `{name}` is behind the feature `{feature}`, which is not enabled")).note(format!(
        "enable it: `features: [\"{feature}\"]` in `generate!`, `.features([\"{feature}\"])` in a build script, \
         `--features {feature}` on the command line"
    ))
}

fn missing_package(requested: &PackageName, known: &[PackageName], sources: &Sources) -> Report {
    let same = |name: &&PackageName| (&name.namespace, &name.name) == (&requested.namespace, &requested.name);
    let versions: Vec<String> = known.iter().filter(same).map(|name| format!("`{name}`")).collect();
    let mut report = Report::new(format!("the package `{requested}` is not there"));
    if versions.is_empty() {
        let names: Vec<String> =
            known.iter().cloned().chain(super::wasi::names()).map(|name| name.to_string()).collect();
        report = report.note_if(did_you_mean(&requested.to_string(), names.iter().map(String::as_str)));
    } else {
        report = report.note(format!("there is {}: the versions do not match", versions.join(" and ")));
    }
    if requested.namespace == "wasi" && requested.version.is_none() {
        return report.note(format!("packages of WASI need a version: `{requested}@0.3.0`"));
    }
    if let Some(folder) = sources.searched.first() {
        report = report.note(format!("put its `.wit` files into `{}`", folder.join(&requested.name).display()));
    }
    let searched: Vec<String> = sources.searched.iter().map(|folder| format!("`{}`", folder.display())).collect();
    match searched.as_slice() {
        [] => report.note("no folder of dependencies was given: add one with `path`"),
        _ => report.note(format!("searched {} and the packages of WASI 0.3.0", searched.join(", "))),
    }
}

fn names_in<'a, I: Iterator<Item = &'a String>>(
    resolve: &'a Resolve,
    name: &PackageName,
    names: impl Fn(&'a wit_parser::Package) -> I,
) -> Vec<String> {
    let id = resolve.package_names.get(name);
    id.map(|id| names(&resolve.packages[*id]).cloned().collect()).unwrap_or_default()
}

/// The names that a WIT text declares or uses, as far as its words tell.
fn declared_names(text: &str) -> Vec<&str> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '%';
    let mut names = Vec::new();
    let mut in_use = false;
    for line in text.lines().map(|line| line.split("//").next().unwrap_or_default()) {
        let mut declares = false;
        for word in line.split(|c| !is_name(c)).filter(|word| !word.is_empty()) {
            match word {
                "record" | "variant" | "enum" | "flags" | "resource" | "type" | "interface" | "world" => {
                    declares = true
                }
                "use" => in_use = true,
                name if declares || in_use => {
                    names.push(name.trim_start_matches('%'));
                    declares = false;
                }
                _ => {}
            }
        }
        if line.contains(';') {
            in_use = false;
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_a_text() {
        let text = "package a:b;\ninterface shapes {\n use x.{point, line};\n record circle { r: f64 } // type no\n enum %type { a }\n}";
        assert_eq!(declared_names(text), ["shapes", "x", "point", "line", "circle", "type"]);
    }
}
