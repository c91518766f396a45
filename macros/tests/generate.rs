//! What the compiler shows of mistakes in `generate!`.
//!
//! Each file in `tests/generate` is compiled; the `.stderr` beside it is what the compiler prints. A mismatch rewrites
//! it and fails, so that `git diff` is the review.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;
use std::{env, fs};

#[test]
fn errors_stand_at_the_option_at_fault() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let macros = macros();
    let mut cases = files(&root.join("tests/generate"), "rs");
    cases.sort();
    assert!(!cases.is_empty());
    let mut changed = Vec::new();
    for case in cases {
        let shown = compile(root, &case, &macros);
        let expected = case.with_extension("stderr");
        if fs::read_to_string(&expected).ok().as_ref() != Some(&shown) {
            fs::write(&expected, shown).unwrap();
            changed.push(expected.display().to_string());
        }
    }
    assert!(changed.is_empty(), "messages changed, see `git diff`:\n{}", changed.join("\n"));
}

/// What the compiler prints, without the places of this machine.
fn compile(root: &Path, case: &Path, macros: &Path) -> String {
    let out = tempfile::tempdir().unwrap();
    let output = Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()))
        .args(["--edition=2024", "--crate-type=lib", "--emit=metadata", "--color=never"])
        .arg(format!("--extern=wharf_macros={}", macros.display()))
        .arg(format!("--out-dir={}", out.path().display()))
        .arg(case.strip_prefix(root).unwrap())
        .current_dir(root)
        .env("CARGO_MANIFEST_DIR", root)
        .output()
        .unwrap();
    assert!(!output.status.success(), "{} compiles", case.display());
    String::from_utf8(output.stderr).unwrap().replace(&format!("{}/", root.display()), "")
}

/// The macros, which cargo has built beside this test just now.
fn macros() -> PathBuf {
    let folder = env::current_exe().unwrap().parent().unwrap().to_owned();
    let libraries = files(&folder, env::consts::DLL_EXTENSION).into_iter();
    let ours = libraries.filter(|file| file.file_stem().unwrap().to_string_lossy().contains("wharf_macros-"));
    // Builds with other features have `generate!` or not.
    let ours = ours.filter(|file| fs::read(file).unwrap().windows(NEEDLE.len()).any(|bytes| bytes == NEEDLE));
    ours.max_by_key(|file| file.metadata().and_then(|about| about.modified()).unwrap_or(SystemTime::UNIX_EPOCH))
        .expect("cargo builds the macros before their tests")
}

/// A text that only the macros with `generate!` hold.
const NEEDLE: &[u8] = b"merge_structurally_equal_types";

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let entries = folder.read_dir().unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.extension().is_some_and(|found| found == extension)).collect()
}
