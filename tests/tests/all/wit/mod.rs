//! The `wit/` folder: what it declares is what WASI 0.3.0 declares, and all of it is documented.
//!
//! The WIT to compare with comes with the embedded host, in the crates `wasmtime-wasi` and
//! `wasmtime-wasi-http`. Both ship version 0.3.0 of every package, as `wit/` does, so versions are
//! compared like everything else. Two things are not compared. Documentation is in our own words. And
//! the host's worlds are printed from compiled packages, with the items of the worlds they include in
//! place of the `include`: worlds are compared by the items they have in the end.

mod declarations;
mod mutations;
mod sources;

use anyhow::{Context, Result};

use declarations::Declarations;
use mutations::{MUTATIONS, Mutation};
use sources::Sources;

/// The six packages, and with them the folders of `wit/`.
const PACKAGES: [&str; 6] = ["wasi:cli", "wasi:clocks", "wasi:filesystem", "wasi:http", "wasi:random", "wasi:sockets"];

#[test]
fn declares_what_the_host_declares() -> Result<()> {
    let ours = Declarations::of(&Sources::ours()?)?;
    assert_eq!(ours.packages(), PACKAGES);

    // Nothing but HTTP is missing from the first crate, and the second has everything.
    let crates = [("wasmtime-wasi", ours.clone().without("wasi:http")), ("wasmtime-wasi-http", ours)];
    let mut differences = Vec::new();
    for (name, ours) in crates {
        let upstream = Declarations::of(&Sources::of_crate(name)?)?;
        differences.extend(ours.differences(&upstream).into_iter().map(|line| format!("{name}: {line}")));
    }
    assert!(
        differences.is_empty(),
        "wit/ differs from the host's WIT in {} places:\n{}",
        differences.len(),
        differences.join("\n")
    );
    Ok(())
}

#[test]
fn comparison_reports_every_kind_of_difference() -> Result<()> {
    let upstream = Declarations::of(&Sources::of_crate("wasmtime-wasi-http")?)?;
    let ours = Sources::ours()?;
    for Mutation { file, from, to, reported } in MUTATIONS {
        let name = format!("{file}: {from:?} to {to:?}");
        let mutant = ours.replace(file, from, to).context(name.clone())?;
        let declarations = Declarations::of(&mutant).context(name.clone())?;
        assert_eq!(declarations.differences(&upstream), *reported, "{name}");
    }

    // A version is in every file of its package.
    let mut newer = ours;
    for text in newer.0.values_mut() {
        *text = text.replace("package wasi:http@0.3.0;", "package wasi:http@0.3.1;");
    }
    let lines = Declarations::of(&newer)?.differences(&upstream);
    assert_eq!(lines, ["wasi:http: version: ours 0.3.1, upstream 0.3.0"]);
    Ok(())
}

#[test]
fn everything_is_documented() -> Result<()> {
    let docs = Declarations::of(&Sources::ours()?)?.docs;
    let problems: Vec<String> =
        docs.iter().filter_map(|(path, text)| Some(format!("{path}: {}", rustdoc_problem(text)?))).collect();
    assert!(problems.is_empty(), "{} problems in the docs of wit/:\n{}", problems.len(), problems.join("\n"));

    // Items, fields and cases alike were looked at.
    for path in [
        "wasi:http",
        "wasi:http/service",
        "wasi:http/client",
        "wasi:http/client: send",
        "wasi:filesystem/types: descriptor",
        "wasi:filesystem/types: descriptor.open-at",
        "wasi:filesystem/types: descriptor-flags: flag read",
        "wasi:filesystem/types: advice: case normal",
        "wasi:filesystem/types: error-code: case access",
        "wasi:clocks/system-clock: instant: field seconds",
    ] {
        assert!(docs.contains_key(path), "{path} is not among the {} documented paths", docs.len());
    }
    Ok(())
}

/// What `text` would look wrong for once the generator has made rustdoc of it, or that it is missing.
fn rustdoc_problem(text: &str) -> Option<&'static str> {
    if text.trim().is_empty() {
        return Some("no documentation");
    }
    if text.lines().any(|line| line.starts_with("    ") || line.trim_start().starts_with("```")) {
        return Some("a code block, which rustdoc would run as a test");
    }
    // Every second piece is between backticks.
    let prose: String = text.split('`').step_by(2).collect();
    if !text.matches('`').count().is_multiple_of(2) {
        return Some("a backtick without its partner");
    }
    if prose.contains('[') {
        return Some("a bracket outside of code, which rustdoc takes for a link");
    }
    if prose.replace("<https://", "").contains('<') {
        return Some("an angle bracket outside of code, which rustdoc takes for HTML");
    }
    None
}
