//! `wharf doctor`.

mod finding;
mod host;
mod program;
mod project;
mod toolchain;
mod version;

use std::path::PathBuf;
use std::process::ExitCode;

use finding::State;

#[derive(clap::Args)]
#[command(after_help = "\
It looks at the compiler, the target and its linker, the versions of wharf and of the generator, the crate type, the WIT \
in the folder `wit` of each package, and wasmtime. The exit status is 1 when something does not work.")]
pub(crate) struct Doctor {
    /// The folder of the project.
    #[arg(value_name = "DIR", default_value = ".")]
    project: PathBuf,
}

impl Doctor {
    pub(crate) fn run(self) -> ExitCode {
        let mut findings = toolchain::examine(&self.project);
        findings.extend(project::examine(&self.project));
        findings.push(host::examine(&self.project));
        for finding in &findings {
            println!("{finding}");
        }
        let problems = findings.iter().filter(|finding| finding.state == State::Bad).count();
        match problems {
            0 => {
                println!("\nAll is well: `cargo build --release --target wasm32-wasip2` makes the component.");
                ExitCode::SUCCESS
            }
            1 => {
                println!("\n1 problem.");
                ExitCode::from(super::INPUT_AT_FAULT)
            }
            problems => {
                println!("\n{problems} problems.");
                ExitCode::from(super::INPUT_AT_FAULT)
            }
        }
    }
}
