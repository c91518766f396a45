//! What the generator makes of small WIT files, one a feature.
//!
//! A folder in `golden` is a case: its WIT, `expected.rs`, and `options` when it has some (one `name value` a line). A
//! mismatch rewrites `expected.rs` and fails, so that `git diff` is the review. A folder in `errors` is the same with
//! `expected.txt`, the message.

mod cases;

use std::fs;

use cases::{Case, cases};

#[test]
fn golden() {
    let changed: Vec<String> =
        cases("golden").filter_map(|case| compare(&case, "expected.rs", &bindings(&case))).collect();
    assert!(changed.is_empty(), "generated code changed, see `git diff`:\n{}", changed.join("\n"));
}

#[test]
fn errors() {
    let changed: Vec<String> =
        cases("errors").filter_map(|case| compare(&case, "expected.txt", &message(&case))).collect();
    assert!(changed.is_empty(), "messages changed, see `git diff`:\n{}", changed.join("\n"));
}

/// The bindings without the bytes of the component type, which say nothing to people.
fn bindings(case: &Case) -> String {
    let generated = case.config().generate_to_string();
    let source = generated.unwrap_or_else(|error| panic!("{}: {error}", case.name)).source;
    let mut out = String::new();
    let mut in_section = false;
    for line in source.lines() {
        match line.split_once(" = b\"\\") {
            Some((head, "")) => {
                out.push_str(head);
                out.push_str(" = b\"\" }\n");
                in_section = true;
            }
            _ if in_section => in_section = !line.trim_end().ends_with("\" }"),
            _ => {
                out.push_str(line);
                out.push('\n');
            }
        }
    }
    out
}

fn message(case: &Case) -> String {
    match case.config().generate_to_string() {
        Ok(_) => panic!("{}: expected an error", case.name),
        Err(error) => format!("{error}\n").replace(&format!("{}/", case.folder.display()), ""),
    }
}

/// Compares with the file, and rewrites it when it differs.
fn compare(case: &Case, file: &str, actual: &str) -> Option<String> {
    let path = case.folder.join(file);
    if fs::read_to_string(&path).is_ok_and(|expected| expected == actual) {
        return None;
    }
    fs::write(&path, actual).unwrap();
    Some(path.display().to_string())
}
