//! The workspace's own guests, built with cargo.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::{Mutex, OnceLock, PoisonError};

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::Value;

use crate::workspace;

/// The target that guests are built for.
pub const TARGET: &str = "wasm32-wasip2";

/// The target that knows of no system, for which [`apart`] builds core modules.
pub const BARE_TARGET: &str = "wasm32-unknown-unknown";

/// The directories of the workspace whose packages are guests.
const HOMES: [&str; 3] = ["examples", "tests/bench/ours", "tests/guests"];

/// The component of the guest package `name`. The first call of a process builds all the guests.
///
/// # Errors
///
/// When cargo fails, with what it said, or there is no such guest.
pub fn component(name: &str) -> Result<PathBuf> {
    static BUILT: OnceLock<Result<BTreeMap<String, PathBuf>, String>> = OnceLock::new();
    let built = BUILT.get_or_init(|| {
        let build_all = || build(&packages()?);
        build_all().map_err(|error| format!("{error:#}"))
    });
    match built {
        Ok(guests) => find(guests, name),
        Err(error) => bail!("{error}"),
    }
}

/// The component of the package `name` among those that [`build`] returned.
///
/// # Errors
///
/// When it is not among them.
pub fn find(guests: &BTreeMap<String, PathBuf>, name: &str) -> Result<PathBuf> {
    guests.get(name).cloned().with_context(|| {
        let names: Vec<_> = guests.keys().collect();
        format!("there is no guest {name:?}; there are {names:?}")
    })
}

/// The names of the workspace's guest packages: those under `examples/`, `tests/guests/` and
/// `tests/bench/ours/`.
///
/// # Errors
///
/// When cargo cannot read the workspace.
pub fn packages() -> Result<BTreeSet<String>> {
    let output = run(cargo().args(["metadata", "--no-deps", "--format-version", "1"]))?;
    let metadata: Value = serde_json::from_slice(&output.stdout).context("cargo metadata printed no JSON")?;
    let packages = metadata["packages"].as_array().into_iter().flatten();
    Ok(packages
        .filter(|package| package["manifest_path"].as_str().is_some_and(|manifest| is_guest(Path::new(manifest))))
        .filter_map(|package| package["name"].as_str().map(str::to_owned))
        .collect())
}

fn is_guest(manifest: &Path) -> bool {
    HOMES.iter().any(|home| manifest.starts_with(workspace().join(home)))
}

/// Builds guest packages in the release profile; returns the component of each by the package's name.
///
/// # Errors
///
/// When cargo fails, with what it said.
pub fn build<'a>(
    packages: impl IntoIterator<Item = &'a (impl AsRef<str> + ?Sized + 'a)>,
) -> Result<BTreeMap<String, PathBuf>> {
    build_for(TARGET, packages)
}

/// The module or component of a package under `tests/apart`, which is built by itself, for `target`. Together with
/// other packages it would have their features.
///
/// # Errors
///
/// When cargo fails, with what it said.
pub fn apart(package: &str, target: &str) -> Result<PathBuf> {
    static BUILT: Mutex<BTreeMap<(String, String), PathBuf>> = Mutex::new(BTreeMap::new());
    let mut built = BUILT.lock().unwrap_or_else(PoisonError::into_inner);
    let key = (package.to_owned(), target.to_owned());
    if let Some(path) = built.get(&key) {
        return Ok(path.clone());
    }
    let path = find(&build_for(target, [package])?, package)?;
    built.insert(key, path.clone());
    Ok(path)
}

fn build_for<'a>(
    target: &str,
    packages: impl IntoIterator<Item = &'a (impl AsRef<str> + ?Sized + 'a)>,
) -> Result<BTreeMap<String, PathBuf>> {
    let packages: BTreeSet<&str> = packages.into_iter().map(AsRef::as_ref).collect();
    if packages.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut command = cargo();
    command.args(["build", "--release", "--target", target]);
    command.arg("--message-format=json-render-diagnostics");
    for package in &packages {
        command.args(["--package", package]);
    }
    let output = run(&mut command)?;
    let mut built = BTreeMap::new();
    for line in output.stdout.split(|byte| *byte == b'\n') {
        let Ok(message) = serde_json::from_slice::<Value>(line) else {
            continue;
        };
        if let Some((package, component)) = artifact(&message)
            && packages.contains(package)
            && let Some(other) = built.insert(package.to_owned(), component.clone())
        {
            bail!(
                "the package {package} has two components, {} and {}: a guest package has one",
                other.display(),
                component.display()
            );
        }
    }
    for package in packages {
        ensure!(
            built.contains_key(package),
            "cargo built no component for the package {package}: it needs a binary or a `cdylib`"
        );
    }
    Ok(built)
}

/// The package and the component that a message of cargo's is about, if it is about one.
fn artifact(message: &Value) -> Option<(&str, PathBuf)> {
    if message["reason"] != "compiler-artifact" {
        return None;
    }
    let package = package_name(message["package_id"].as_str()?);
    let component =
        message["filenames"].as_array()?.iter().filter_map(Value::as_str).find(|file| file.ends_with(".wasm"))?;
    Some((package, component.into()))
}

/// The name in a package id, which is `url#name@version`, or `url/name#version` where the directory has the
/// package's name.
fn package_name(id: &str) -> &str {
    let (url, fragment) = id.rsplit_once('#').unwrap_or(("", id));
    match fragment.split_once('@') {
        Some((name, _)) => name,
        None => url.rsplit('/').next().unwrap_or(url),
    }
}

/// The cargo that runs this process, or else the one on the path, in this workspace.
fn cargo() -> Command {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| env!("CARGO").into());
    let mut command = Command::new(cargo);
    command.current_dir(workspace()).stdin(Stdio::null());
    command
}

fn run(command: &mut Command) -> Result<Output> {
    let output = command.output().with_context(|| format!("cannot start {}", command.get_program().display()))?;
    if output.status.success() {
        return Ok(output);
    }
    let args: Vec<_> = command.get_args().map(|arg| arg.to_string_lossy()).collect();
    let said = String::from_utf8_lossy(&output.stderr);
    let hint = if said.contains("may not be installed") {
        "\nThe target is missing: `rustup target add wasm32-wasip2` adds it, as does `cargo x test`."
    } else {
        ""
    };
    bail!("`cargo {}` failed:\n{said}{hint}", args.join(" "))
}

#[cfg(test)]
mod tests {
    use super::package_name;

    #[test]
    fn package_ids() {
        assert_eq!(package_name("path+file:///w/examples/cat#0.1.0"), "cat");
        assert_eq!(package_name("path+file:///w/examples/c#cat@0.1.0"), "cat");
    }
}
