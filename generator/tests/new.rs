//! The projects that `wharf new` makes.

#[expect(dead_code, reason = "other tests use the rest")]
mod command;

use std::fs;

use command::{said, wharf};

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
