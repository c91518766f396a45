//! The packages of the project: versions, crate types and WIT.

use std::collections::BTreeSet;
use std::env;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::finding::Finding;
use super::program;
use super::version::Version;
use crate::options::Options;

/// Looks at the project in this folder.
pub(crate) fn examine(folder: &Path) -> Vec<Finding> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let metadata = match program::output(cargo, &["metadata", "--format-version", "1"], folder) {
        Ok(metadata) => metadata,
        Err(problem) => {
            let help = match find_manifest(folder) {
                Some(_) => "cargo must be able to read the project first",
                None => "`wharf new <NAME>` starts a project; `wharf doctor <DIR>` looks at one elsewhere",
            };
            return vec![Finding::bad(format!("cargo cannot read the project: {problem}"), help)];
        }
    };
    match serde_json::from_str::<Value>(&metadata) {
        Ok(metadata) => diagnose(&Project::new(&metadata)),
        Err(error) => vec![Finding::bad(format!("cargo describes the project in no JSON: {error}"), "update cargo")],
    }
}

fn find_manifest(folder: &Path) -> Option<PathBuf> {
    let folder = folder.canonicalize().ok()?;
    folder.ancestors().map(|folder| folder.join("Cargo.toml")).find(|manifest| manifest.is_file())
}

/// What matters of what cargo says.
struct Project {
    /// Versions of `wharf` and of `wharf-generator` that are in use.
    runtimes: BTreeSet<String>,
    generators: BTreeSet<String>,
    /// The packages of the workspace that depend on wharf.
    guests: Vec<Guest>,
}

struct Guest {
    name: String,
    folder: PathBuf,
    /// A program or a `cdylib`.
    makes_component: bool,
    has_library: bool,
}

impl Project {
    fn new(metadata: &Value) -> Self {
        let items = |value: &Value| value.as_array().cloned().unwrap_or_default();
        let packages = items(&metadata["packages"]);
        let versions = |name: &str| {
            let found = packages.iter().filter(|package| package["name"] == name);
            found.filter_map(|package| package["version"].as_str().map(str::to_owned)).collect()
        };
        let members = items(&metadata["workspace_members"]);
        let guests = packages.iter().filter(|package| {
            members.contains(&package["id"])
                && items(&package["dependencies"])
                    .iter()
                    .any(|dependency| dependency["name"] == "wharf" && dependency["kind"].is_null())
        });
        let guests = guests.map(|package| {
            let kinds: Vec<Value> =
                items(&package["targets"]).iter().flat_map(|target| items(&target["kind"])).collect();
            let has = |kind: &str| kinds.iter().any(|found| found == kind);
            let manifest = Path::new(package["manifest_path"].as_str().unwrap_or_default());
            Guest {
                name: package["name"].as_str().unwrap_or_default().to_owned(),
                folder: manifest.parent().unwrap_or(Path::new(".")).to_owned(),
                makes_component: has("bin") || has("cdylib"),
                has_library: has("lib") || has("rlib"),
            }
        });
        Project { runtimes: versions("wharf"), generators: versions("wharf-generator"), guests: guests.collect() }
    }
}

fn diagnose(project: &Project) -> Vec<Finding> {
    let mut findings = versions(project);
    // A library for other guests makes no component, and need not.
    let any_component = project.guests.iter().any(|guest| guest.makes_component);
    for guest in &project.guests {
        findings.extend(crate_type(guest, any_component));
        findings.extend(wit(&guest.folder));
    }
    findings
}

/// Whether the runtime is there, once, and fits the generator.
fn versions(project: &Project) -> Vec<Finding> {
    let all = |versions: &BTreeSet<String>| versions.iter().cloned().collect::<Vec<_>>().join(" and ");
    let mut findings = Vec::new();
    if project.guests.is_empty() {
        return vec![Finding::bad("no package here depends on wharf", "run `cargo add wharf`")];
    }
    match project.runtimes.len() {
        0 | 1 => findings.push(Finding::good(format!("wharf {}", all(&project.runtimes)))),
        _ => findings.push(Finding::bad(
            format!("there are several versions of wharf: {}", all(&project.runtimes)),
            "a component has one: `cargo tree --invert wharf@VERSION` says who brings which",
        )),
    }
    let parse = |versions: &BTreeSet<String>| versions.iter().filter_map(|version| Version::find(version)).collect();
    let (runtimes, generators): (Vec<Version>, Vec<Version>) = (parse(&project.runtimes), parse(&project.generators));
    for generator in &generators {
        let fits = runtimes.iter().all(|runtime| runtime.is_compatible_with(*generator));
        findings.push(if fits {
            Finding::good(format!("wharf-generator {generator}"))
        } else {
            Finding::bad(
                format!(
                    "wharf-generator {generator} makes bindings for wharf {generator}, not {}",
                    all(&project.runtimes)
                ),
                "give both the same version in Cargo.toml",
            )
        });
    }
    let own = Version::find(env!("CARGO_PKG_VERSION"));
    if let Some(own) = own.filter(|own| !runtimes.iter().all(|runtime| runtime.is_compatible_with(*own))) {
        findings.push(Finding::doubtful(
            format!("this command is of version {own}, wharf here of {}", all(&project.runtimes)),
            "`cargo install wharf-generator --features cli --version …` installs the one that fits",
        ));
    }
    findings
}

/// Whether the package makes a component.
fn crate_type(guest: &Guest, any_component: bool) -> Option<Finding> {
    let name = &guest.name;
    match guest {
        Guest { makes_component: true, .. } => Some(Finding::good(format!("package `{name}` makes a component"))),
        Guest { has_library: true, .. } if !any_component => Some(Finding::bad(
            format!("package `{name}` makes no component: its library is for other crates alone"),
            "a component is a program or a library of another type:\n[lib]\ncrate-type = [\"cdylib\"]",
        )),
        _ => None,
    }
}

/// Whether the WIT where it is by convention can be read.
fn wit(package: &Path) -> Option<Finding> {
    let folder = package.join("wit");
    if !folder.is_dir() {
        return None;
    }
    let options = Options { path: vec![folder.clone()], all_features: true, ..Options::default() };
    Some(match crate::parse::worlds(&options) {
        Ok(worlds) => Finding::good(format!("WIT in `{}`: {}", folder.display(), worlds.join(", "))),
        Err(error) => Finding::bad(error.to_string(), format!("`wharf generate {}` says the same", folder.display())),
    })
}

#[cfg(test)]
mod tests {
    use super::super::finding::State;
    use super::*;

    fn guest(makes_component: bool) -> Guest {
        Guest { name: "a".into(), folder: "/nowhere".into(), makes_component, has_library: true }
    }

    fn project(runtimes: &[&str], generators: &[&str], guests: Vec<Guest>) -> Project {
        let set = |versions: &[&str]| versions.iter().map(|version| (*version).to_owned()).collect();
        Project { runtimes: set(runtimes), generators: set(generators), guests }
    }

    fn problems(project: &Project) -> String {
        let bad = diagnose(project).into_iter().filter(|finding| finding.state != State::Good);
        bad.map(|finding| finding.to_string()).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn well() {
        let version = env!("CARGO_PKG_VERSION");
        assert_eq!(problems(&project(&[version], &[version], vec![guest(true)])), "");
        // A library beside a guest.
        assert_eq!(problems(&project(&[version], &[], vec![guest(true), guest(false)])), "");
    }

    #[test]
    fn ill() {
        let version = env!("CARGO_PKG_VERSION");
        assert!(problems(&project(&[], &[], vec![])).contains("cargo add wharf"));
        assert!(problems(&project(&[version], &[], vec![guest(false)])).contains("crate-type = [\"cdylib\"]"));
        assert!(problems(&project(&[version, "9.0.0"], &[], vec![guest(true)])).contains("several versions of wharf"));
        assert!(problems(&project(&[version], &["9.0.0"], vec![guest(true)])).contains("the same version"));
        assert!(problems(&project(&["9.0.0"], &["9.0.0"], vec![guest(true)])).contains("cargo install"));
    }

    #[test]
    fn what_cargo_says() {
        let metadata = serde_json::json!({
            "workspace_members": ["a", "b"],
            "packages": [
                { "id": "a", "name": "a", "manifest_path": "/p/a/Cargo.toml", "version": "1.0.0",
                  "dependencies": [{ "name": "wharf", "kind": null }], "targets": [{ "kind": ["cdylib"] }] },
                { "id": "b", "name": "b", "manifest_path": "/p/b/Cargo.toml", "version": "1.0.0",
                  "dependencies": [{ "name": "wharf", "kind": "dev" }], "targets": [{ "kind": ["lib"] }] },
                { "id": "w", "name": "wharf", "version": "0.1.0", "dependencies": [], "targets": [{ "kind": ["lib"] }] },
            ],
        });
        let project = Project::new(&metadata);
        assert_eq!(project.guests.len(), 1);
        assert!(project.guests[0].makes_component && project.guests[0].folder == Path::new("/p/a"));
        assert_eq!(project.runtimes.into_iter().collect::<Vec<_>>(), ["0.1.0"]);
    }
}
