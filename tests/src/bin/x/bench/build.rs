//! How long a clean build of a guest takes.

use std::process::Command;
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use wharf_tests::bench::table;
use wharf_tests::guest::TARGET;
use wharf_tests::workspace;

/// Something to build: what it is, where, and as which package.
struct Build {
    name: &'static str,
    folder: &'static str,
    args: &'static [&'static str],
}

const PEERS: &str = "tests/bench/peers";

const BUILDS: [Build; 5] = [
    Build { name: "wharf, with `#[wharf::main]`", folder: ".", args: &["--target", TARGET, "-p", "bench-hello"] },
    Build {
        name: "of which the attribute macros",
        folder: ".",
        // As the dependency that they are: cargo does not optimise what runs while it builds.
        args: &[
            "-p",
            "wharf-macros",
            "--config",
            "profile.release.opt-level=0",
            "--config",
            "profile.release.codegen-units=256",
        ],
    },
    Build { name: "wasip3, bare", folder: PEERS, args: &["--target", TARGET, "-p", "wasip3-hello"] },
    Build { name: "wstd 0.6.8", folder: PEERS, args: &["--target", TARGET, "-p", "wstd-hello"] },
    Build { name: "spin-sdk 7", folder: PEERS, args: &["--target", TARGET, "-p", "spin-hello"] },
];

/// Builds each in an empty folder, and returns the table.
pub(super) fn measure() -> Result<String> {
    let rows = BUILDS.iter().map(Build::run).collect::<Result<Vec<_>>>()?;
    Ok(table(&["clean release build", "crates", "wall s", "CPU s"], &rows))
}

impl Build {
    fn run(&self) -> Result<Vec<String>> {
        let target = tempfile::tempdir()?;
        let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.current_dir(workspace().join(self.folder)).args(["build", "--release", "--target-dir"]);
        command.arg(target.path()).args(self.args);
        // What has to be downloaded is, before the time runs.
        let fetched = Command::new(command.get_program())
            .current_dir(workspace().join(self.folder))
            .args(["fetch", "--quiet", "--target", TARGET])
            .status()?;
        ensure!(fetched.success(), "cargo could not fetch the crates of {}", self.name);
        let (start, before) = (Instant::now(), children_cpu());
        let output = command.output().context("cannot start cargo")?;
        let (wall, cpu) = (start.elapsed(), children_cpu().zip(before).map(|(after, before)| after - before));
        let said = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "{} does not build:\n{said}", self.name);
        let crates = said.lines().filter(|line| line.trim_start().starts_with("Compiling ")).count();
        let cpu = cpu.map_or_else(|| "?".to_owned(), |cpu| format!("{cpu:.1}"));
        Ok(vec![self.name.to_owned(), crates.to_string(), format!("{:.1}", wall.as_secs_f64()), cpu])
    }
}

/// The seconds of processor time that the processes this one has waited for have used, where the system tells.
fn children_cpu() -> Option<f64> {
    /// How often a second Linux counts, for programs, on every machine.
    const TICKS: f64 = 100.0;
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // After the name, which is in parentheses; fields 16 and 17 of all, the first after it being the third.
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks: f64 = fields.get(13)?.parse::<f64>().ok()? + fields.get(14)?.parse::<f64>().ok()?;
    Some(ticks / TICKS)
}
