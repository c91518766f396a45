//! `cargo x`: the tasks of this workspace.

mod bench;
mod bench_generator;
mod bindings;
mod demo;
mod fuzz;
mod miri;
mod setup;
mod step;
mod test;

use std::process::ExitCode;

use anyhow::{Result, bail};

const HELP: &str = "\
The tasks of this workspace.

Usage: cargo x TASK [OPTIONS]

Tasks:
  demo                Build the examples, run one on real input and request another
  test [--only STEP]  Run every check and test there is, or one step of them
  bindings [--check]  Generate the WASI bindings in runtime/src/wasi anew, or say whether they are current
  bench [OPTIONS]     Compare wharf's guests with wit-bindgen's and with raw ones
      --only REGEX    Only the rows whose names match
      --json FILE     Write all figures to a file
      --quick         Leave out time and memory
      --sizes         Print how large guests are and how soon they start, instead
      --build         Print how long guests take to build, instead
      --write         Write BENCHMARKS.md, with all of it
      --trace         Print where the fuel of one operation goes, instead of the table
      --record        Write down what wharf's guests cost, which the tests hold them to
  bench-generator     Compare the generator with wit-bindgen's: its time, its code, the time to check that
  fuzz [COUNT [SEED]] Generate bindings of random worlds, more than the tests do
  miri                Run the runtime's tests under Miri

Each task adds the parts of the toolchain that it needs and that are missing.
";

fn main() -> ExitCode {
    if let Some(figures) = std::env::var_os(bench_generator::MEASURED) {
        let args: Vec<_> = std::env::args_os().skip(1).collect();
        return bench_generator::measure_rustc(figures.as_ref(), &args);
    }
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match run(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\ncargo x: {}", wharf_tests::explain(&error));
            ExitCode::FAILURE
        }
    }
}

fn run(args: &[&str]) -> Result<()> {
    match args {
        [] | ["help" | "--help" | "-h", ..] => {
            print!("{HELP}");
            Ok(())
        }
        [_, "--help" | "-h"] => {
            print!("{HELP}");
            Ok(())
        }
        ["demo"] => demo::run(),
        ["test"] => test::run(None),
        ["test", "--only", step] => test::run(Some(step)),
        ["bindings"] => bindings::run(bindings::Mode::Write),
        ["bindings", "--check"] => bindings::run(bindings::Mode::Check),
        ["bench", rest @ ..] => bench::run(rest),
        ["bench-generator"] => bench_generator::run(),
        ["fuzz", rest @ ..] => fuzz::run(rest),
        ["miri"] => miri::run(),
        _ => bail!("`{}` is no task; see `cargo x --help`", args.join(" ")),
    }
}
