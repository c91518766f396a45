//! Calling `wharf`, and the projects that `wharf new` makes.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// This workspace.
pub(crate) const WORKSPACE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// The command in a folder. Cargo, which it may call, does not go to the network.
pub(crate) fn wharf(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wharf"));
    command.current_dir(folder).args(arguments).env("CARGO_NET_OFFLINE", "true");
    command
}

/// A new project that depends on the crates of this workspace, in the versions that it has locked.
pub(crate) fn new(folder: &Path, name: &str, kind: &str) {
    let output = wharf(folder, &["new", name, "--kind", kind, "--wharf-path", WORKSPACE]).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    fs::copy(Path::new(WORKSPACE).join("Cargo.lock"), folder.join(name).join("Cargo.lock")).unwrap();
}

/// What a program printed.
pub(crate) fn said(output: &Output) -> String {
    [&output.stdout, &output.stderr].map(|text| String::from_utf8_lossy(text)).concat()
}
