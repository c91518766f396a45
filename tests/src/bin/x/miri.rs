//! The runtime's tests under Miri, which finds undefined behaviour.

use std::process::Command;

use anyhow::Result;

use crate::{setup, step};

const TOOLCHAIN: &str = "nightly";

/// What Miri needs of the toolchain.
const COMPONENTS: [&str; 2] = ["miri", "rust-src"];

pub(crate) fn run() -> Result<()> {
    if step::succeeds(&mut nightly(&["rustc", "--version"])) {
        for component in COMPONENTS {
            let args = ["component", "add", "--toolchain", TOOLCHAIN, component];
            setup::rustup(&args, component)?;
        }
    } else {
        let args = ["toolchain", "install", TOOLCHAIN, "--profile", "minimal", "--component", &COMPONENTS.join(",")];
        setup::rustup(&args, "the nightly toolchain")?;
    }
    step::announce("miri");
    step::run(&mut nightly(&["cargo", "miri", "test", "--package", "wharf", "--lib", "--test", "sim"]))?;
    Ok(())
}

/// A program of the nightly toolchain. The cargo that runs this task is of another one.
fn nightly(program: &[&str]) -> Command {
    let mut command = Command::new("rustup");
    command.args(["run", TOOLCHAIN]).args(program).current_dir(wharf_tests::workspace());
    command
}
