//! What wharf brings along.

use std::collections::BTreeSet;
use std::process::Command;

/// The program itself among them.
#[test]
fn a_hello_world_compiles_at_most_15_crates() {
    let crates = crates_below("wharf");
    // With HTTP, which is a default feature.
    assert!(crates.contains("wharf") && crates.contains("http"), "{crates:?}");
    assert!(crates.len() < 15, "{crates:?}");
}

/// An axum router as it is.
#[test]
fn the_json_api_needs_no_tokio() {
    let crates = crates_below("json-api");
    assert!(crates.contains("axum") && !crates.contains("tokio"), "{crates:?}");
}

/// The crates that cargo compiles for the guest: itself, and those below it.
fn crates_below(package: &str) -> BTreeSet<String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| env!("CARGO").into());
    let tree = Command::new(cargo)
        .current_dir(wharf_tests::workspace())
        .args(["tree", "--package", package, "--edges", "normal,build", "--target", "wasm32-wasip2"])
        .args(["--prefix", "none", "--format", "{p}"])
        .output()
        .unwrap();
    assert!(tree.status.success(), "{}", String::from_utf8_lossy(&tree.stderr));
    let tree = String::from_utf8(tree.stdout).unwrap();
    tree.lines().filter_map(|line| line.split(' ').next()).filter(|name| !name.is_empty()).map(String::from).collect()
}
