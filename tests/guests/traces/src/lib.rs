//! What is run twice, in the simulated host and in a real one, and must leave the same trace.

mod cancelled;
mod machine;
mod pair;
mod raw;
mod scenarios;

pub use machine::run;
pub use scenarios::play;

wharf::include_bindings!("traces");

struct Guest;

#[wharf::export]
impl exports::test::traces::traced::Guest for Guest {
    async fn run(script: String) {
        run(&script);
    }

    fn run_sync(script: String) {
        run(&script);
    }

    async fn play(scenario: String) {
        play(&scenario).await;
    }
}

/// Takes down a line of the trace.
fn log(line: &str) {
    test::traces::host::log(line);
}
