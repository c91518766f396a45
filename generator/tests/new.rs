//! The projects that `wharf new` makes.

mod command;

use std::fs;
use std::path::Path;
use std::process::Command;

use command::{WORKSPACE, new, said, wharf};

#[test]
fn the_call_is_checked() {
    let folder = tempfile::tempdir().unwrap();
    let status = |arguments: &[&str]| wharf(folder.path(), arguments).output().unwrap().status.code();
    for arguments in
        [&["new"][..], &["new", "Not A Name"], &["new", "async"], &["new", "wharf"], &["new", "a", "--kind", "nothing"]]
    {
        assert_eq!(status(arguments), Some(2), "{arguments:?}");
    }
    assert_eq!(status(&["new", "a", "--wharf-path", "."]), Some(1));
    assert_eq!(status(&["new", "a"]), Some(0));
    let manifest = fs::read_to_string(folder.path().join("a/Cargo.toml")).unwrap();
    assert!(manifest.contains(&format!("wharf = {{ version = {:?}", env!("CARGO_PKG_VERSION"))), "{manifest}");
    let again = wharf(folder.path(), &["new", "a"]).output().unwrap();
    assert_eq!(again.status.code(), Some(1));
    assert!(said(&again).contains("`a` is there already"), "{}", said(&again));
}

#[test]
fn projects_build_and_their_tests_pass() {
    let folder = tempfile::tempdir().unwrap();
    let kinds = ["command", "http", "library"];
    for kind in kinds {
        new(folder.path(), &format!("new-{kind}"), kind);
    }
    // One workspace, so that their dependencies are built once.
    let members = kinds.map(|kind| format!("\"new-{kind}\"")).join(", ");
    let profile = "[profile.dev.package.\"*\"]\nopt-level = 2\ndebug = false\n";
    let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = [{members}]\n\n{profile}");
    fs::write(folder.path().join("Cargo.toml"), manifest).unwrap();
    fs::copy(Path::new(WORKSPACE).join("Cargo.lock"), folder.path().join("Cargo.lock")).unwrap();
    // The workspace's own, where most of the dependencies are built.
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let cargo = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO"))
            .args(arguments)
            .current_dir(folder.path())
            .env("CARGO_TARGET_DIR", target)
            .output()
            .unwrap();
        assert!(output.status.success(), "cargo {arguments:?}:\n{}", said(&output));
        said(&output)
    };
    let tests = cargo(&["test", "--workspace"]);
    assert_eq!(tests.matches("test result: ok. 1 passed").count(), kinds.len(), "{tests}");
}
