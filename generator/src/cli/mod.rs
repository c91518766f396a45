//! The `wharf` command.

mod component;
mod generate;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::error::Error;

/// Exit status when the input is at fault; when the call is, it is 2.
const INPUT_AT_FAULT: u8 = 1;

/// Makes WebAssembly components of WASI 0.3 with Rust.
#[derive(Parser)]
#[command(name = "wharf", version, propagate_version = true, arg_required_else_help = true)]
struct Wharf {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Generate Rust bindings of a WIT world into `<world>.rs`.
    Generate(Box<generate::Generate>),
    /// Make a component of a core module that was linked with bindings.
    Component(component::Component),
}

/// Runs the command with the arguments of the process.
#[must_use]
pub fn main() -> ExitCode {
    let done = match Wharf::parse().command {
        Command::Generate(generate) => generate.run(),
        Command::Component(component) => component.run(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(INPUT_AT_FAULT)
        }
    }
}

type Result = std::result::Result<(), Error>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_consistent() {
        <Wharf as clap::CommandFactory>::command().debug_assert();
    }
}
