//! The guests that are compared.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, ensure};

use super::Row;
use crate::guest::{self, TARGET};
use crate::workspace;

/// A guest that does the rows.
#[derive(Clone, Debug)]
pub struct Contestant {
    /// What it is written with.
    pub name: &'static str,
    /// The component that does the rows.
    pub rows: PathBuf,
    /// The component that serves HTTP, if there is one.
    pub http: Option<PathBuf>,
}

impl Contestant {
    /// Whether it does this row: guests by hand do not do all of them.
    #[must_use]
    pub fn can(&self, row: &Row) -> bool {
        match self.name {
            "raw" => row.by_hand,
            "task" => row.on_a_task,
            _ => true,
        }
    }
}

/// wharf's guests, as it is built for the tests too.
///
/// # Errors
///
/// When cargo fails.
pub fn ours() -> Result<Contestant> {
    let (rows, http) = (guest::component("bench-rows")?, guest::component("bench-http")?);
    Ok(Contestant { name: "wharf", rows, http: Some(http) })
}

/// All guests, built anew where needed: wharf's, the peer's, and those written by hand, without and with a task.
///
/// # Errors
///
/// When cargo fails.
pub fn contestants() -> Result<Vec<Contestant>> {
    let built = guest::build(["bench-http", "bench-rows"])?;
    let (rows, http) = (guest::find(&built, "bench-rows")?, guest::find(&built, "bench-http")?);
    Ok(vec![
        Contestant { name: "wharf", rows, http: Some(http) },
        Contestant { name: "wit-bindgen", rows: peer("peer-rows")?, http: Some(peer("peer-http-compat")?) },
        Contestant { name: "raw", rows: peer("peer-raw")?, http: None },
        Contestant { name: "task", rows: peer("peer-task")?, http: None },
    ])
}

/// wharf's guests with the names of their functions, for [`Laboratory::trace`](super::Laboratory::trace).
///
/// # Errors
///
/// When cargo fails.
pub fn named() -> Result<Contestant> {
    let target = workspace().join("target/names");
    let mut command = cargo(&target);
    command.current_dir(workspace()).env("CARGO_PROFILE_RELEASE_STRIP", "none");
    command.args(["--package", "bench-rows", "--package", "bench-http"]);
    ensure!(command.status().context("cannot start cargo")?.success(), "cargo could not build the guests");
    Ok(Contestant {
        name: "wharf",
        rows: component(&target, "bench-rows")?,
        http: Some(component(&target, "bench-http")?),
    })
}

/// `cargo build` for guests, into a folder.
fn cargo(folder: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(["build", "--quiet", "--release", "--target", TARGET, "--target-dir"]).arg(folder);
    command.stdin(Stdio::null());
    command
}

/// The component that was built into the folder: a library's or a program's.
fn component(target: &Path, package: &str) -> Result<PathBuf> {
    let release = target.join(TARGET).join("release");
    let names = [package.replace('-', "_"), package.to_owned()];
    let mut files = names.iter().map(|name| release.join(name).with_extension("wasm"));
    files.find(|file| file.exists()).with_context(|| format!("cargo built no component of {package}"))
}

/// Builds a package of the workspace `tests/bench/peers`, where everything else that wharf is compared with lives.
///
/// # Errors
///
/// When cargo fails.
pub fn peer(package: &str) -> Result<PathBuf> {
    let target = workspace().join("target/peers");
    let mut command = cargo(&target);
    command.current_dir(workspace().join("tests/bench/peers")).args(["--package", package]);
    ensure!(command.status().context("cannot start cargo")?.success(), "cargo could not build {package}");
    component(&target, package)
}
