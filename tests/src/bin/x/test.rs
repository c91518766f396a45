//! Every check and test there is.

use std::time::Instant;

use anyhow::{Result, bail, ensure};
use wharf_tests::guest::{self, TARGET};

use crate::{setup, step};

/// One thing that must succeed.
struct Step {
    name: &'static str,
    args: Vec<String>,
}

impl Step {
    fn new(name: &'static str, args: &str) -> Self {
        let args = args.split(' ').map(str::to_owned).collect();
        Self { name, args }
    }
}

/// The package with the host is always built alone: beside other packages cargo would choose other features for its
/// dependencies, and compile Wasmtime a second time.
fn steps() -> Result<Vec<Step>> {
    let guests: String = guest::packages()?.iter().map(|package| format!(" --package {package}")).collect();
    Ok(vec![
        Step::new("fmt", "fmt --all --check"),
        Step::new(
            "clippy",
            "clippy --workspace --exclude wharf-tests --features wharf-generator/cli --all-targets -- -D warnings",
        ),
        Step::new("clippy-host", "clippy --package wharf-tests --all-targets -- -D warnings"),
        Step::new("clippy-wasm", &format!("clippy --target {TARGET} --package wharf{guests} -- -D warnings")),
        Step::new("test", "test --no-fail-fast --workspace --exclude wharf-tests --features wharf-generator/cli"),
        Step::new("test-host", "test --no-fail-fast --package wharf-tests"),
    ])
}

/// Runs all steps, or the one named `only`. One that fails does not keep the others from being run.
pub(crate) fn run(only: Option<&str>) -> Result<()> {
    let start = Instant::now();
    setup::targets()?;
    setup::linters()?;
    let mut steps = steps()?;
    if let Some(only) = only {
        let names: Vec<_> = steps.iter().map(|step| step.name).collect();
        steps.retain(|step| step.name == only);
        if steps.is_empty() {
            bail!("there is no step {only:?}; there are {names:?}");
        }
    }
    let (mut took, mut failed) = (Vec::new(), Vec::new());
    for Step { name, args } in &steps {
        step::announce(name);
        match step::run(&mut step::cargo(args)) {
            Ok(time) => took.push((name, time)),
            Err(error) => {
                eprintln!("the step `{name}` failed; repeat it with `cargo x test --only {name}`: {error:#}");
                failed.push(*name);
            }
        }
    }
    eprintln!();
    for (name, time) in took {
        eprintln!("  {name:12} {:6.1} s", time.as_secs_f64());
    }
    eprintln!("  {:12} {:6.1} s", "in all", start.elapsed().as_secs_f64());
    ensure!(failed.is_empty(), "these steps failed: {}", failed.join(", "));
    eprintln!("\nAll is well.");
    Ok(())
}
