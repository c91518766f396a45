//! Ending the program.

/// Ends the program at once with an exit status: no destructor runs, and what is buffered is lost.
///
/// Source: `wasi:cli/exit`: `exit` for 0 and 1, `exit-with-code` for the others.
pub fn exit(status: u8) -> ! {
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
