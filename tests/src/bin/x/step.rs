//! Programs that a task runs, one after the other.

use std::ffi::OsStr;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

/// Prints what starts now.
pub(crate) fn announce(what: &str) {
    eprintln!("\n==> {what}");
}

/// `cargo` with these arguments, in the root of the workspace, with the toolchain that runs this task.
pub(crate) fn cargo(args: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(args).current_dir(wharf_tests::workspace());
    command
}

/// The command as one would type it.
pub(crate) fn shown(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    let mut words = vec![program.file_stem().unwrap_or_default().to_string_lossy()];
    words.extend(command.get_args().map(OsStr::to_string_lossy));
    words.join(" ")
}

/// Runs a program to its end with this process's output, and prints the time it took.
pub(crate) fn run(command: &mut Command) -> Result<Duration> {
    let line = shown(command);
    eprintln!("$ {line}");
    let start = Instant::now();
    let status = command.status().with_context(|| format!("cannot start {}", command.get_program().display()))?;
    let took = start.elapsed();
    if !status.success() {
        bail!("`{line}` ended with {status} after {:.1} s", took.as_secs_f64());
    }
    eprintln!("    {:.1} s", took.as_secs_f64());
    Ok(took)
}

/// Whether a program can be started and succeeds; its output is not shown.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    command.output().is_ok_and(|output| output.status.success())
}
