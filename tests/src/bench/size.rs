//! How large guests are.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use super::contestant::peer;
use crate::guest;
use crate::workspace;

/// The size of one of wharf's guests, beside those of others that do the same.
#[derive(Clone, Debug)]
pub struct Size {
    /// What the guest is.
    pub name: &'static str,
    /// Its size in bytes.
    pub ours: u64,
    /// What the others are written with, and their sizes in bytes.
    pub others: Vec<(&'static str, u64)>,
    /// The most it should be, in bytes.
    pub most: u64,
}

/// Builds the guests anew where needed, and measures all of them.
///
/// # Errors
///
/// When cargo fails.
pub fn sizes() -> Result<Vec<Size>> {
    let sized = |file: PathBuf| -> Result<u64> { Ok(std::fs::metadata(file)?.len()) };
    // Each alone: together, cargo gives all of them the features that any of them asks for.
    let ours = |package| sized(guest::find(&guest::build([package])?, package)?);
    let against = |name, package, others: &[(&'static str, &str)], part: f64| -> Result<Size> {
        let others =
            others.iter().map(|(with, package)| Ok((*with, sized(peer(package)?)?))).collect::<Result<Vec<_>>>()?;
        let first = others.first().map_or(0, |other| other.1);
        Ok(Size { name, ours: ours(package)?, others, most: (first as f64 * part) as u64 })
    };
    Ok(vec![
        against("hello command", "bench-hello", &[("bare bindings", "peer-hello")], 0.85)?,
        against(
            "HTTP hello",
            "hello-http",
            &[("bare bindings", "peer-http"), ("http-compat", "peer-http-compat")],
            0.85,
        )?,
        against("50 imports over 30 record types", "bench-wide", &[("bare bindings", "peer-wide")], 0.8)?,
        without_std("command without std that sleeps", "no-std-sleep")?,
        without_std("command without std that reads, writes and spawns", "no-std-hello")?,
    ])
}

/// A command without std, made a component by `wharf component`.
fn without_std(name: &'static str, package: &str) -> Result<Size> {
    let module = guest::apart(package, guest::BARE_TARGET)?;
    let component = module.with_extension("component.wasm");
    wharf_component(&module, &component)?;
    let ours = std::fs::metadata(component)?.len();
    Ok(Size { name, ours, others: Vec::new(), most: 16 * 1024 })
}

fn wharf_component(module: &Path, component: &Path) -> Result<()> {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(workspace()).args([
        "run",
        "--quiet",
        "--package",
        "wharf-generator",
        "--features",
        "cli",
        "--",
        "component",
    ]);
    let status = command.arg(module).arg("-o").arg(component).status().context("cannot start cargo")?;
    ensure!(status.success(), "`wharf component` failed");
    Ok(())
}
