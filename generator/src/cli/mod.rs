//! The `wharf` command.

mod component;
mod doctor;
mod generate;
mod new;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::error::Error;

/// Exit status when the input is at fault; when the call is, it is 2.
const INPUT_AT_FAULT: u8 = 1;

/// Makes WebAssembly components of WASI 0.3 with Rust.
#[derive(Parser)]
#[command(
    name = "wharf",
    version,
    propagate_version = true,
    arg_required_else_help = true,
    after_help = "\
A component from nothing:
  wharf new greeter --kind library && cd greeter
  cargo test
  cargo build --release --target wasm32-wasip2

Exit status: 0 when all went well, 1 when the input is at fault (WIT, options, files), 2 when the call is."
)]
struct Wharf {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Start a project: a program, an HTTP service, or a component of a world of your own.
    New(new::New),
    /// Look at a project and its toolchain, and say what to run when something does not fit.
    Doctor(doctor::Doctor),
    /// Generate Rust bindings of a WIT world into `<world>.rs`.
    Generate(Box<generate::Generate>),
    /// Make a component of a core module that was linked with bindings.
    Component(component::Component),
}

/// Runs the command with the arguments of the process.
#[must_use]
pub fn main() -> ExitCode {
    let done = match Wharf::parse().command {
        Command::New(new) => new.run(),
        Command::Doctor(doctor) => return doctor.run(),
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
