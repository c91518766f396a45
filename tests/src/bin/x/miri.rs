//! The runtime's tests under Miri, which finds undefined behaviour.

use std::process::Command;

use anyhow::Result;

use crate::{setup, step};

pub(crate) fn run() -> Result<()> {
    let toolchain = "nightly";
    for component in ["miri", "rust-src"] {
        let args = ["component", "add", "--toolchain", toolchain, component];
        setup::rustup(&args, component)?;
    }
    step::announce("miri");
    // By rustup and not by `cargo`: the cargo that runs this task is of a toolchain without Miri.
    let mut command = Command::new("rustup");
    command
        .args([
            "run",
            toolchain,
            "cargo",
            "miri",
            "test",
            "--package",
            "wharf",
        ])
        .current_dir(wharf_tests::workspace());
    step::run(&mut command)?;
    Ok(())
}
