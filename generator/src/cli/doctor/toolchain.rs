//! The compiler, the target and the linker.

use std::env;
use std::path::{Path, PathBuf};

use super::finding::Finding;
use super::program;
use super::version::Version;

const TARGET: &str = "wasm32-wasip2";

/// The linker of the target, which makes the component.
const LINKER: &str = "wasm-component-ld";

/// The oldest linker that knows all of WASI 0.3: the one that comes with the oldest Rust that does.
const OLDEST_LINKER: Version = Version::new(0, 5, 21);

/// Looks at what cargo would build with in this folder.
pub(crate) fn examine(folder: &Path) -> Vec<Finding> {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let ask = |args: &[&str]| program::output(&rustc, args, folder);
    let about = match ask(&["-vV"]) {
        Ok(about) => about,
        Err(problem) => {
            return vec![Finding::bad(format!("rustc does not run: {problem}"), "install Rust from https://rustup.rs")];
        }
    };
    let mut findings = vec![compiler(&about)];
    findings.push(match ask(&["--print", "target-libdir", "--target", TARGET]) {
        Ok(folder) if Path::new(folder.trim()).is_dir() => Finding::good(format!("target {TARGET}")),
        Ok(_) => {
            Finding::bad(format!("the target {TARGET} is not installed"), format!("run `rustup target add {TARGET}`"))
        }
        Err(problem) => Finding::bad(
            format!("this rustc does not know the target {TARGET}: {problem}"),
            "run `rustup update`, or name a newer toolchain in rust-toolchain.toml",
        ),
    });
    let host = about.lines().find_map(|line| line.strip_prefix("host: ")).unwrap_or_default();
    let bundled = ask(&["--print", "sysroot"])
        .map(|sysroot| Path::new(sysroot.trim()).join("lib/rustlib").join(host).join("bin").join(LINKER));
    findings.push(match (configured_linker(folder), bundled) {
        (Some((linker, source)), _) => linker_at(&linker, &format!(", which {source} names"), folder),
        (None, Ok(linker)) => linker_at(&linker, "", folder),
        (None, Err(problem)) => Finding::bad(format!("rustc names no sysroot: {problem}"), "install Rust anew"),
    });
    findings
}

/// Whether the compiler is new enough.
fn compiler(about: &str) -> Finding {
    let oldest = env!("CARGO_PKG_RUST_VERSION");
    let name = about.lines().next().unwrap_or_default();
    match (Version::find(name), Version::find(oldest)) {
        (Some(found), Some(needed)) if found >= needed => Finding::good(format!("rustc {found}")),
        (Some(found), _) => Finding::bad(
            format!("rustc {found} is too old: wharf needs {oldest}"),
            "run `rustup update`, or name a newer toolchain in rust-toolchain.toml",
        ),
        (None, _) => Finding::doubtful(format!("rustc says no version: `{name}`"), format!("wharf needs {oldest}")),
    }
}

/// The linker that cargo is told to use instead of the one that comes with Rust, and who says so.
fn configured_linker(folder: &Path) -> Option<(PathBuf, String)> {
    const VARIABLE: &str = "CARGO_TARGET_WASM32_WASIP2_LINKER";
    if let Some(linker) = env::var_os(VARIABLE) {
        return Some((linker.into(), format!("the environment variable {VARIABLE}")));
    }
    let folder = folder.canonicalize().ok()?;
    folder
        .ancestors()
        .flat_map(|folder| ["config.toml", "config"].map(|name| folder.join(".cargo").join(name)))
        .find_map(|config| {
            let linker = linker_in(&std::fs::read_to_string(&config).ok()?)?;
            Some((linker.into(), format!("`{}`", config.display())))
        })
}

/// `linker` in the section of the target.
fn linker_in(config: &str) -> Option<String> {
    let mut in_section = false;
    config.lines().map(str::trim).find_map(|line| {
        if line.starts_with('[') {
            in_section = line.replace(['"', '\'', ' '], "") == format!("[target.{TARGET}]");
        }
        let (key, value) = line.split_once('=')?;
        (in_section && key.trim() == "linker").then(|| value.trim().trim_matches(['"', '\'']).to_owned())
    })
}

/// Whether the linker at this path is new enough.
fn linker_at(path: &Path, source: &str, folder: &Path) -> Finding {
    let help = format!(
        "Rust brings a linker for {TARGET} itself: install the toolchain anew{}",
        if source.is_empty() { "" } else { ", or leave that setting out" }
    );
    match program::output(path.as_os_str(), &["--version"], folder) {
        Ok(about) => match Version::find(&about) {
            Some(found) if found >= OLDEST_LINKER => Finding::good(format!("linker {LINKER} {found}{source}")),
            Some(found) => Finding::bad(
                format!("the linker {LINKER} {found}{source}, is too old for WASI 0.3: {OLDEST_LINKER} is needed"),
                help,
            ),
            None => Finding::doubtful(
                format!("the linker `{}`{source}, says no version: `{}`", path.display(), about.trim()),
                help,
            ),
        },
        Err(problem) => Finding::bad(format!("the linker `{}`{source}, does not run: {problem}", path.display()), help),
    }
}

#[cfg(test)]
mod tests {
    use super::super::finding::State;
    use super::*;

    #[test]
    fn compilers() {
        assert_eq!(compiler("rustc 1.200.0 (abc)").state, State::Good);
        let old = compiler("rustc 1.80.0 (abc)");
        assert_eq!(old.state, State::Bad);
        assert!(old.to_string().contains("rustup update"), "{old}");
        assert_eq!(compiler("gcc").state, State::Doubtful);
    }

    #[test]
    fn linkers_in_configurations() {
        let config = "[build]\nlinker = \"no\"\n[target.wasm32-wasip2]\nrunner = \"x\"\nlinker = \"/opt/ld\"\n";
        assert_eq!(linker_in(config).as_deref(), Some("/opt/ld"));
        assert_eq!(linker_in("[target.wasm32-wasip2]\nrunner = \"x\"\n[target.other]\nlinker = \"y\""), None);
    }
}
