//! The parts of the toolchain that the tasks need.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use wharf_tests::guest::{BARE_TARGET, TARGET};

use crate::step;

/// Adds the guests' target to the toolchain unless it is there.
pub(crate) fn target() -> Result<()> {
    add(TARGET)
}

/// Adds every target that the tests build for.
pub(crate) fn targets() -> Result<()> {
    [TARGET, BARE_TARGET].into_iter().try_for_each(add)
}

fn add(target: &str) -> Result<()> {
    if has(target)? {
        return Ok(());
    }
    step::announce(&format!("set-up: the target {target} is missing"));
    rustup(&["target", "add", target], "the standard library for guests")
}

fn has(target: &str) -> Result<bool> {
    let output = Command::new("rustc")
        .args(["--print", "target-libdir", "--target", target])
        .current_dir(wharf_tests::workspace())
        .output()
        .context("cannot start rustc: install Rust from https://rustup.rs")?;
    if !output.status.success() {
        bail!(
            "this rustc does not know {target}; rust-toolchain.toml names one that does.\n{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    let libdir = String::from_utf8(output.stdout).context("rustc printed no path")?;
    Ok(Path::new(libdir.trim()).is_dir())
}

/// Adds rustfmt and clippy to the toolchain unless they are there.
pub(crate) fn linters() -> Result<()> {
    for (component, subcommand) in [("rustfmt", "fmt"), ("clippy", "clippy")] {
        if !step::succeeds(&mut step::cargo([subcommand, "--version"])) {
            step::announce(&format!("set-up: {component} is missing"));
            rustup(&["component", "add", component], component)?;
        }
    }
    Ok(())
}

/// Runs rustup, which changes the toolchain that rust-toolchain.toml names.
pub(crate) fn rustup(args: &[&str], what: &str) -> Result<()> {
    let mut command = Command::new("rustup");
    command.args(args).current_dir(wharf_tests::workspace());
    if !step::succeeds(Command::new("rustup").arg("--version")) {
        bail!(
            "{what} is missing from this toolchain, and there is no rustup to run `{}` with. Install rustup from \
             https://rustup.rs, or add it the way this toolchain was installed.",
            step::shown(&command)
        );
    }
    step::run(&mut command).with_context(|| format!("cannot add {what}"))?;
    Ok(())
}
