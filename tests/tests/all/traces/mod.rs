//! The simulated host against a real one: what `tests/guests/traces` does leaves the same trace in both.
//!
//! A script runs the built-ins of the component model one by one, and a scenario uses the runtime on top of them. The
//! guest is a component for Wasmtime and a library for the simulated host.

mod cancelling;
mod chance;
mod real;
mod reason;
mod scripts;
mod simulated;

/// What is run in both hosts.
#[derive(Clone, Debug)]
enum Run {
    /// A script of built-ins in an async export.
    Script(String),
    /// A script that ends by waiting for what never happens.
    Deadlock(String),
    /// A script in a synchronous export.
    SyncScript(String),
    /// Scenarios, each in a task of its own of one instance.
    Scenarios(Vec<&'static str>),
    /// The same, but that the last is cancelled as soon as it waits.
    Cancelled(Vec<&'static str>),
}

/// The trace of a run, and why it trapped, if it did.
#[derive(Debug, Default)]
struct Trace {
    lines: Vec<String>,
    trap: Option<String>,
}

/// Runs it in both hosts and compares.
async fn compare(run: Run) -> Trace {
    let (simulated, real) = (simulated::trace(run.clone()), real::trace(&run).await);
    assert_eq!(simulated.lines, real.lines, "{run:#?}\nsimulated {:?}\nreal {:?}", simulated.trap, real.trap);
    match (&simulated.trap, &real.trap) {
        (None, None) => {}
        (Some(simulated), Some(real)) if reason::are_equal(simulated, real) => {}
        (simulated, real) => panic!("{run:#?}\nsimulated {simulated:#?}\nreal {real:#?}"),
    }
    simulated
}
