//! How long the compiler takes to check generated code, and how much memory.

use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use wharf_tests::workspace;

use crate::step;

/// The environment variable that makes this program a wrapper of rustc; the figures go to the file that it names.
pub(crate) const MEASURED: &str = "WHARF_MEASURE_RUSTC";

/// What checking took.
pub(crate) struct Check {
    pub(crate) time: Duration,
    pub(crate) megabytes: f64,
}

/// The dependency of our bindings.
pub(crate) fn wharf() -> String {
    format!("wharf = {{ path = {:?}, default-features = false, features = [\"std\"] }}", workspace().join("runtime"))
}

/// The dependency of the peer's.
pub(crate) fn wit_bindgen(version: &str) -> String {
    format!(
        "wit-bindgen = {{ version = \"={version}\", default-features = false, features = [\"std\", \"async\", \"bitflags\"] }}"
    )
}

/// Checks a crate that consists of bindings. What it depends on is there before the clock starts, and what an earlier run
/// has left is not.
pub(crate) fn check(folder: &Path, dependency: &str, bindings: &Path) -> Result<Check> {
    let source = folder.join("src/lib.rs");
    fs::create_dir_all(folder.join("src"))?;
    let manifest = format!(
        "[package]\nname = \"bindings\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n{dependency}\n\n[workspace]\n"
    );
    fs::write(folder.join("Cargo.toml"), manifest)?;
    fs::write(&source, "")?;
    let figures = folder.join("figures");
    if figures.exists() {
        fs::remove_file(&figures)?;
    }
    let incremental = folder.join("target/debug/incremental");
    if incremental.exists() {
        fs::remove_dir_all(incremental)?;
    }
    let cargo = || {
        let mut command = step::cargo(["check", "--quiet", "--manifest-path"]);
        command.arg(folder.join("Cargo.toml"));
        command
    };
    step::run(&mut cargo())?;

    // Exported bindings ask for an implementation: without one the rest is checked all the same.
    let text = fs::read_to_string(bindings)?;
    let module = if text.contains("wharf-generator") { without_demand(&text) } else { text };
    fs::write(folder.join("src/bindings.rs"), module)?;
    fs::write(&source, "#![allow(dead_code, unused)]\npub mod bindings;\n")?;
    let start = Instant::now();
    let wrapper = std::env::current_exe()?;
    step::run(cargo().env("RUSTC_WORKSPACE_WRAPPER", wrapper).env(MEASURED, &figures))?;
    let time = start.elapsed();
    let kilobytes: u32 = fs::read_to_string(&figures)?.trim().parse().context("no figure of the memory")?;
    ensure!(kilobytes > 0, "the memory of rustc is known on Linux alone");
    Ok(Check { time, megabytes: f64::from(kilobytes) / 1024.0 })
}

/// Our bindings without the demand for an implementation, which the peer's do not have.
fn without_demand(text: &str) -> String {
    let is_demand = |line: &&str| line.trim() == "exported_once::<_>();";
    text.lines().filter(|line| !is_demand(line)).collect::<Vec<_>>().join("\n")
}

/// Runs rustc and writes down the memory that it took.
pub(crate) fn measure_rustc(figures: &Path, args: &[OsString]) -> ExitCode {
    let Some((rustc, args)) = args.split_first() else { return ExitCode::FAILURE };
    let Ok(mut child) = Command::new(rustc).args(args).spawn() else { return ExitCode::FAILURE };
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    loop {
        let highest = fs::read_to_string(&status).ok().and_then(|text| {
            let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
            line.trim().trim_end_matches(" kB").parse::<u64>().ok()
        });
        peak = peak.max(highest.unwrap_or(0));
        match child.try_wait() {
            Ok(None) => std::thread::sleep(Duration::from_millis(5)),
            Ok(Some(status)) if status.success() => break,
            Ok(Some(_)) | Err(_) => return ExitCode::FAILURE,
        }
    }
    // Cargo asks rustc for its version, too.
    let before = fs::read_to_string(figures).ok().and_then(|text| text.trim().parse().ok()).unwrap_or(0);
    match fs::write(figures, peak.max(before).to_string()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}
