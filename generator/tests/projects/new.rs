//! The projects that `wharf new` makes.

use std::fs;
use std::path::Path;

use crate::command::{WORKSPACE, new, said, wharf};
use crate::workspace::Workspace;

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
    // This command was built from a checkout.
    let manifest = fs::read_to_string(folder.path().join("a/Cargo.toml")).unwrap();
    let runtime = Path::new(WORKSPACE).join("runtime").canonicalize().unwrap();
    assert!(manifest.contains(&format!("wharf = {{ path = {runtime:?}")), "{manifest}");
    let again = wharf(folder.path(), &["new", "a"]).output().unwrap();
    assert_eq!(again.status.code(), Some(1));
    assert!(said(&again).contains("`a` is there already"), "{}", said(&again));
}

#[test]
fn projects_build_and_their_tests_pass() {
    let workspace = Workspace::new(&["new-command", "new-http", "new-library"]);
    let kinds = ["command", "http", "library"];
    for kind in kinds {
        new(workspace.folder(), &format!("new-{kind}"), kind);
    }
    let tests = workspace.succeed(&["test", "--workspace"]);
    assert_eq!(tests.matches("test result: ok. 1 passed").count(), kinds.len(), "{tests}");
    let built = workspace.succeed(&["build", "--workspace", "--target", "wasm32-wasip2", "--message-format", "json"]);
    for component in ["new-command.wasm", "new_http.wasm", "new_library.wasm"] {
        let file = built.split('"').find(|text| text.ends_with(&format!("/{component}"))).unwrap_or_else(|| {
            panic!("there is no {component}:\n{built}");
        });
        // Version 13, layer 1: a component.
        assert_eq!(&fs::read(file).unwrap()[..8], b"\0asm\x0d\0\x01\0", "{component}");
    }
}
