//! Programs that the doctor asks.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Stdio};

/// What a program prints, or why it does not.
pub(crate) fn output(program: impl AsRef<OsStr>, args: &[&str], folder: &Path) -> Result<String, String> {
    let output = Command::new(program).args(args).current_dir(folder).stdin(Stdio::null()).output();
    let output = output.map_err(|error| error.to_string())?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(String::from_utf8_lossy(&output.stderr).trim().to_owned())
    }
}
