//! The guests that are compared.

use std::path::PathBuf;
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
    /// Whether it does this row: where there is nothing to do by hand, `raw` does not.
    #[must_use]
    pub fn can(&self, row: &Row) -> bool {
        self.name != "raw" || row.by_hand
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

/// All guests, built anew where needed: wharf's, the peer's, and the one written by hand.
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
    ])
}

/// Builds a package of the workspace `tests/bench/peers`, where everything else that wharf is compared with lives.
///
/// # Errors
///
/// When cargo fails.
pub(crate) fn peer(package: &str) -> Result<PathBuf> {
    let target = workspace().join("target/peers");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .current_dir(workspace().join("tests/bench/peers"))
        .args(["build", "--quiet", "--release", "--target", TARGET, "--package", package, "--target-dir"])
        .arg(&target)
        .stdin(Stdio::null())
        .status()
        .context("cannot start cargo")?;
    ensure!(status.success(), "cargo could not build {package}");
    let wasm = target.join(TARGET).join("release").join(package.replace('-', "_")).with_extension("wasm");
    ensure!(wasm.exists(), "cargo built no {}", wasm.display());
    Ok(wasm)
}
