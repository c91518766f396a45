//! The `wharf` command: what it writes, prints and returns.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use wit_component::{StringEncoding, metadata};
use wit_parser::Resolve;

const WIT: &str = "package demo:cli; world my-world { import log: func(line: string); }";

fn wharf(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_wharf")).current_dir(folder).args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[test]
fn generate_writes_a_file_named_for_the_world() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("cli.wit"), WIT).unwrap();
    let output = wharf(folder.path(), &["generate", "cli.wit", "--world", "my-world", "--out-dir", "out"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_eq!(text(&output.stdout).trim(), "out/my_world.rs");
    let bindings = fs::read_to_string(folder.path().join("out/my_world.rs")).unwrap();
    assert!(bindings.contains("pub fn log(line: &str)"));
}

#[test]
fn generate_takes_the_options_of_the_macro() {
    let folder = tempfile::tempdir().unwrap();
    let wit = "package demo:cli; world my-world { import demo:log/log; export run: func(); } package demo:log { interface log { log: func(); } }";
    fs::write(folder.path().join("cli.wit"), wit).unwrap();
    let output = wharf(
        folder.path(),
        &[
            "generate",
            "cli.wit",
            "--runtime-path",
            "rt",
            "--with",
            "demo:log/log=::logs",
            "--export-macro-name",
            "go",
            "--pub-export-macro",
        ],
    );
    assert!(output.status.success(), "{}", text(&output.stderr));
    let bindings = fs::read_to_string(folder.path().join("my_world.rs")).unwrap();
    for part in ["pub use ::logs::*;", "::rt::abi::", "#[macro_export]", "as go;"] {
        assert!(bindings.contains(part), "{part}");
    }
}

#[test]
fn status_1_when_the_input_is_at_fault() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("cli.wit"), WIT).unwrap();
    let output = wharf(folder.path(), &["generate", "cli.wit", "--world", "my-wolrd"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("did you mean `my-world`?"), "{}", text(&output.stderr));
    let output = wharf(folder.path(), &["generate", "missing"]);
    assert_eq!(output.status.code(), Some(1));
    let output = wharf(folder.path(), &["component", "cli.wit", "-o", "out.wasm"]);
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn status_2_when_the_call_is_at_fault() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [
        &["generate"][..],
        &["generate", "a.wit", "--no-such-option"],
        &["no-such-command"],
        &["generate", "a.wit", "--with", "x"],
    ] {
        assert_eq!(wharf(folder.path(), arguments).status.code(), Some(2), "{arguments:?}");
    }
}

#[test]
fn component_makes_a_component_of_a_core_module() {
    let folder = tempfile::tempdir().unwrap();
    let mut resolve = Resolve::new();
    let package = resolve.push_str("cli.wit", WIT).unwrap();
    let world = resolve.packages[package].worlds["my-world"];
    let ty = metadata::encode(&resolve, world, StringEncoding::UTF8, None, false).unwrap();
    fs::write(folder.path().join("core.wasm"), core_module("component-type", &ty)).unwrap();
    let output = wharf(folder.path(), &["component", "core.wasm", "-o", "out.wasm"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let component = fs::read(folder.path().join("out.wasm")).unwrap();
    // Version 13, layer 1: a component.
    assert_eq!(&component[..8], b"\0asm\x0d\0\x01\0");
    // It has names when the module has.
    let has_names = |component: &[u8]| component.windows(14).any(|bytes| bytes == b"component-name");
    assert!(!has_names(&component));
    let named = [core_module("component-type", &ty), core_module("name", &[]).split_off(8)].concat();
    fs::write(folder.path().join("named.wasm"), named).unwrap();
    assert!(wharf(folder.path(), &["component", "named.wasm", "-o", "out.wasm"]).status.success());
    let with_names = fs::read(folder.path().join("out.wasm")).unwrap();
    assert!(has_names(&with_names) && with_names.len() > component.len());
}

/// A core module that has nothing but a custom section.
fn core_module(name: &str, contents: &[u8]) -> Vec<u8> {
    let section = [leb128(name.len()).as_slice(), name.as_bytes(), contents].concat();
    [b"\0asm\x01\0\0\0".as_slice(), &[0], &leb128(section.len()), &section].concat()
}

fn leb128(mut number: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let byte = u8::try_from(number & 0x7f).unwrap();
        number >>= 7;
        if number == 0 {
            bytes.push(byte);
            return bytes;
        }
        bytes.push(byte | 0x80);
    }
}
