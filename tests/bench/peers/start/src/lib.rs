//! A command whose first line asks for the time, which tells the host that it has got there.

wasip3::cli::command::export!(Start);

struct Start;

impl wasip3::exports::cli::run::Guest for Start {
    async fn run() -> Result<(), ()> {
        wasip3::clocks::monotonic_clock::now();
        Ok(())
    }
}
