//! What wharf brings along.

use std::collections::BTreeSet;
use std::process::Command;

/// The program itself among them.
#[test]
fn a_hello_world_compiles_at_most_15_crates() {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| env!("CARGO").into());
    let tree = Command::new(cargo)
        .current_dir(wharf_tests::workspace())
        .args([
            "tree",
            "--package",
            "wharf",
            "--edges",
            "normal,build",
            "--prefix",
            "none",
            "--target",
            "wasm32-wasip2",
        ])
        .output()
        .unwrap();
    assert!(tree.status.success(), "{}", String::from_utf8_lossy(&tree.stderr));
    let tree = String::from_utf8(tree.stdout).unwrap();
    let crates: BTreeSet<_> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    assert!(crates.contains("wharf"), "{tree}");
    assert!(crates.len() < 15, "{crates:?}");
}
