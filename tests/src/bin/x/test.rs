//! Every check and test there is.

use std::time::Instant;

use anyhow::{Context as _, Result, bail};
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
        Step::new("test", "test --workspace --exclude wharf-tests --features wharf-generator/cli"),
        Step::new("test-host", "test --package wharf-tests"),
    ])
}

/// Runs all steps, or the one named `only`, up to the first that fails.
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
    let mut took = Vec::new();
    for Step { name, args } in &steps {
        step::announce(name);
        let time = step::run(&mut step::cargo(args))
            .with_context(|| format!("the step `{name}` failed; repeat it with `cargo x test --only {name}`"))?;
        took.push((name, time));
    }
    eprintln!("\nAll is well:");
    for (name, time) in took {
        eprintln!("  {name:12} {:6.1} s", time.as_secs_f64());
    }
    eprintln!("  {:12} {:6.1} s", "in all", start.elapsed().as_secs_f64());
    Ok(())
}
