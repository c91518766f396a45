//! The generator beside that of wit-bindgen: how long it takes, how much code it writes, and how long that takes to
//! check.

mod check;
mod wit;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use wharf_tests::workspace;

use crate::step;

pub(crate) use check::{MEASURED, measure_rustc};

/// The version of wit-bindgen that wharf is compared with.
const PEER: &str = "0.63.0";

/// Of so many runs the fastest counts: what else the machine does only makes runs slower.
const RUNS: usize = 5;

/// A generator, and what it is told besides the WIT.
struct Generator {
    name: &'static str,
    program: PathBuf,
    args: &'static [&'static str],
}

pub(crate) fn run() -> Result<()> {
    let folder = workspace().join("target/generator-bench");
    let generators = [ours(&folder)?, peer(&folder)?];
    let inputs = wit::write(&folder.join("wit"))?;

    println!("\n{:28} {:>12} {:>12} {:>12} {:>8}", "", "wharf", "wit-bindgen", "bound", "");
    let mut bindings = Vec::new();
    for (name, wit) in &inputs {
        let [ours, peer] = [&generators[0], &generators[1]].map(|generator| generate(generator, name, wit, &folder));
        let (ours, peer) = (ours?, peer?);
        let milliseconds = |time: Duration| time.as_secs_f64() * 1e3;
        row(&format!("{name}: time, ms"), milliseconds(ours.time), milliseconds(peer.time), 2.0);
        row(&format!("{name}: lines of code"), lines(&ours.file)?, lines(&peer.file)?, 2.0);
        bindings = vec![ours.file, peer.file];
    }
    // The last of the inputs is the synthetic one.
    let [ours, peer] = bindings.as_slice() else { unreachable!("there are inputs") };
    let ours = check::check(&folder.join("check/wharf"), &check::wharf(), ours)?;
    let peer = check::check(&folder.join("check/wit-bindgen"), &check::wit_bindgen(PEER), peer)?;
    row("synthetic: cargo check, s", ours.time.as_secs_f64(), peer.time.as_secs_f64(), 3.0);
    row("synthetic: its memory, MB", ours.megabytes, peer.megabytes, 3.0);
    Ok(())
}

/// Prints two figures, and whether ours is small enough.
#[expect(clippy::float_arithmetic, reason = "a proportion")]
fn row(what: &str, ours: f64, peer: f64, times: f64) {
    let bound = peer / times;
    let kept = if ours <= bound { "kept" } else { "MISSED" };
    println!("{what:28} {ours:12.1} {peer:12.1} {bound:12.1} {kept:>8}");
}

/// This generator, optimised as `cargo install` does it.
fn ours(folder: &Path) -> Result<Generator> {
    step::announce("wharf generate");
    let mut build = step::cargo("build --release --package wharf-generator --features cli --target-dir".split(' '));
    build.arg(folder);
    // The workspace's release profile is for guests, which are to be small.
    for (setting, value) in [("OPT_LEVEL", "3"), ("LTO", "false"), ("CODEGEN_UNITS", "16"), ("STRIP", "none")] {
        build.env(format!("CARGO_PROFILE_RELEASE_{setting}"), value);
    }
    build.env("CARGO_PROFILE_RELEASE_DEBUG", "line-tables-only");
    step::run(&mut build)?;
    Ok(Generator { name: "wharf", program: folder.join("release/wharf"), args: &["generate", "--generate-all"] })
}

/// That of wit-bindgen, which cargo installs once.
fn peer(folder: &Path) -> Result<Generator> {
    let program = folder.join("peer/bin/wit-bindgen");
    if !program.exists() {
        step::announce(&format!("wit-bindgen {PEER}"));
        let mut install = step::cargo(["install", "wit-bindgen-cli", "--version", PEER, "--locked", "--root"]);
        install.arg(folder.join("peer")).arg("--target-dir").arg(folder.join("peer-build"));
        step::run(&mut install)?;
    }
    Ok(Generator { name: "wit-bindgen", program, args: &["rust", "--generate-all", "--format"] })
}

struct Generated {
    file: PathBuf,
    time: Duration,
}

/// Generates bindings, several times.
fn generate(generator: &Generator, input: &str, wit: &Path, folder: &Path) -> Result<Generated> {
    let out = folder.join("out").join(generator.name);
    let mut best = Duration::MAX;
    for _ in 0..RUNS {
        let mut command = Command::new(&generator.program);
        command.args(generator.args).arg(wit).arg("--out-dir").arg(&out);
        let start = Instant::now();
        let output = command.output().with_context(|| format!("cannot start `{}`", generator.program.display()))?;
        best = best.min(start.elapsed());
        let said = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "`{}` failed:\n{said}", step::shown(&command));
    }
    Ok(Generated { file: out.join(input).with_extension("rs"), time: best })
}

/// The lines of code: without documentation, comments and blank ones.
fn lines(file: &Path) -> Result<f64> {
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read `{}`", file.display()))?;
    let is_code = |line: &&str| !line.is_empty() && !line.starts_with("//") && !line.starts_with("#[doc");
    let count = text.lines().map(str::trim).filter(is_code).count();
    Ok(u32::try_from(count)?.into())
}
