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
    let try_cargo = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO"))
            .args(arguments)
            .current_dir(folder.path())
            .env("CARGO_TARGET_DIR", target)
            .env("CARGO_NET_OFFLINE", "true")
            .output()
            .unwrap();
        (output.status.success(), said(&output))
    };
    let cargo = |arguments: &[&str]| {
        let (success, text) = try_cargo(arguments);
        assert!(success && !text.contains("warning:"), "cargo {arguments:?}:\n{text}");
        text
    };
    let tests = cargo(&["test", "--workspace"]);
    assert_eq!(tests.matches("test result: ok. 1 passed").count(), kinds.len(), "{tests}");
    cargo(&["build", "--workspace", "--target", "wasm32-wasip2"]);
    for file in ["new-command", "new_http", "new_library"] {
        let component = target.join(format!("wasm32-wasip2/debug/{file}.wasm"));
        let bytes = fs::read(&component).unwrap();
        assert_eq!(&bytes[..8], b"\0asm\x0d\0\x01\0", "{file} is no component");
    }

    // Features of WIT follow those of cargo.
    let library = folder.path().join("new-library");
    let edit = |file: &str, from: &str, to: &str| {
        let text = fs::read_to_string(library.join(file)).unwrap();
        assert!(text.contains(from), "{file}: {text}");
        fs::write(library.join(file), text.replace(from, to)).unwrap();
    };
    edit("Cargo.toml", "[dependencies]", "[features]\nfancy-waves = []\n\n[dependencies]");
    edit(
        "build.rs",
        "wharf_generator::generate(\"new-library\")",
        "wharf_generator::Config::new().features_from_cargo().generate()",
    );
    edit(
        "wit/world.wit",
        "interface greet {",
        "interface greet {\n  @unstable(feature = fancy-waves)\n  wave: func();",
    );
    cargo(&["check", "--package", "new-library"]);
    let (success, text) = try_cargo(&["check", "--package", "new-library", "--features", "fancy-waves"]);
    assert!(!success && text.contains("missing: `wave`"), "{text}");

    // A file that was not there before changes the bindings.
    fs::write(library.join("wit/added.wit"), "package component:new-library;\ninterface").unwrap();
    let (success, text) = try_cargo(&["check", "--package", "new-library"]);
    assert!(!success && text.contains("added.wit:2:10"), "{text}");
}
