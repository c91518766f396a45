//! Ending the program.
//!
//! A program ends by itself when the function under [`#[wharf::main]`](crate::main) has returned: with the status 0,
//! with the [`ExitCode`] it returned, or with 1 and a message for an error.

use std::io::Write as _;
pub use std::process::ExitCode;

/// Ends the program at once with an exit status.
///
/// No destructor runs. What `print!` has gathered is written first; what [`io::stdout`](crate::io::stdout) and other
/// writers have gathered is lost, so flush them before.
///
/// Source: `wasi:cli/exit`: `exit` for 0 and 1, `exit-with-code` for the others.
///
/// ```no_run
/// if wharf::env::args().len() < 2 {
///     eprintln!("Usage: count FILE");
///     wharf::process::exit(2);
/// }
/// ```
pub fn exit(status: u8) -> ! {
    // There is nowhere to report an error to.
    drop(std::io::stdout().flush());
    exit_with(status);
    unreachable!("the host has ended the program")
}

#[cfg(target_arch = "wasm32")]
fn exit_with(status: u8) {
    use crate::wasi::cli::exit;

    match status {
        0 => exit::exit(Ok(())),
        1 => exit::exit(Err(())),
        other => exit::exit_with_code(other),
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn exit_with(status: u8) {
    std::process::exit(status.into())
}
