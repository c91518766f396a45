//! What `wharf doctor` finds in projects that are well, and in others.

#![cfg(unix)]

mod command;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use command::{new, said, wharf};

/// Exit status and text.
fn doctor(folder: &Path, environment: &[(&str, &str)]) -> (Option<i32>, String) {
    let output = wharf(folder, &["doctor"]).envs(environment.iter().copied()).output().unwrap();
    (output.status.code(), said(&output))
}

#[test]
fn a_new_project_is_well() {
    let folder = tempfile::tempdir().unwrap();
    new(folder.path(), "well", "library");
    let (status, text) = doctor(&folder.path().join("well"), &[]);
    assert_eq!(status, Some(0), "{text}");
    for line in
        ["ok       rustc 1.", "ok       target wasm32-wasip2", "ok       linker wasm-component-ld 0.", "All is well"]
    {
        assert!(text.contains(line), "{line}:\n{text}");
    }
    let version = env!("CARGO_PKG_VERSION");
    for line in ["wharf ", "wharf-generator "].map(|name| format!("ok       {name}{version}")) {
        assert!(text.contains(&line), "{line}:\n{text}");
    }
    assert!(text.contains("package `well` makes a component") && text.contains("component:well/well"), "{text}");
}

#[test]
fn what_is_wrong_with_a_project_is_said() {
    let folder = tempfile::tempdir().unwrap();
    new(folder.path(), "ill", "library");
    let project = folder.path().join("ill");
    let manifest = fs::read_to_string(project.join("Cargo.toml")).unwrap();
    fs::write(project.join("Cargo.toml"), manifest.replace("crate-type = [\"cdylib\"]", "")).unwrap();
    let wit = fs::read_to_string(project.join("wit/world.wit")).unwrap();
    fs::write(project.join("wit/world.wit"), wit.replace("-> string;", "-> strng;")).unwrap();
    let (status, text) = doctor(&project, &[]);
    assert_eq!(status, Some(1), "{text}");
    for line in [
        "package `ill` makes no component",
        "crate-type = [\"cdylib\"]",
        "the name `strng` does not exist",
        "2 problems.",
    ] {
        assert!(text.contains(line), "{line}:\n{text}");
    }
    assert!(text.contains("world.wit:5:38\n"), "{text}");
}

#[test]
fn what_is_wrong_with_the_toolchain_is_said() {
    let folder = tempfile::tempdir().unwrap();
    new(folder.path(), "old", "command");
    let project = folder.path().join("old");
    // An older compiler that knows no target of WASI.
    let rustc = folder.path().join("rustc");
    let script = "#!/bin/sh\ncase \"$*\" in *wasm32-wasip2*) echo /nowhere ;; *) rustc \"$@\" | sed 's/rustc 1\\.[0-9]*/rustc 1.70/' ;; esac\n";
    fs::write(&rustc, script).unwrap();
    fs::set_permissions(&rustc, fs::Permissions::from_mode(0o755)).unwrap();
    let linker = folder.path().join("old-linker");
    fs::write(&linker, "#!/bin/sh\necho wasm-component-ld 0.5.1\n").unwrap();
    fs::set_permissions(&linker, fs::Permissions::from_mode(0o755)).unwrap();
    let environment =
        [("RUSTC", rustc.to_str().unwrap()), ("CARGO_TARGET_WASM32_WASIP2_LINKER", linker.to_str().unwrap())];
    let (status, text) = doctor(&project, &environment);
    assert_eq!(status, Some(1), "{text}");
    for line in [
        "rustc 1.70.0 is too old: wharf needs 1.95",
        "run `rustup update`",
        "the target wasm32-wasip2 is not installed",
        "run `rustup target add wasm32-wasip2`",
        "wasm-component-ld 0.5.1, which the environment variable CARGO_TARGET_WASM32_WASIP2_LINKER names, is too old",
    ] {
        assert!(text.contains(line), "{line}:\n{text}");
    }
}

#[test]
fn without_a_project_it_says_how_to_start_one() {
    let folder = tempfile::tempdir().unwrap();
    let (status, text) = doctor(folder.path(), &[]);
    assert_eq!(status, Some(1));
    assert!(text.contains("could not find `Cargo.toml`") && text.contains("wharf new <NAME>"), "{text}");
}
