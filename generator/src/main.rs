//! The `wharf` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    wharf_generator::cli::main()
}
