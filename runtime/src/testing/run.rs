//! Running a test.

use core::ops::Range;
use core::time::Duration;
use std::panic::resume_unwind;
use std::string::String;
use std::thread;

use super::wasi;
use crate::abi::canon::sim;
use crate::task::block_on;

/// Runs a test as a task of the guest, in a simulated host of its own.
///
/// What the test spawns is finished before this returns. Time starts at zero, and no function but those of WASI's clocks
/// and random numbers is there.
///
/// # Panics
///
/// When the test does, when the guest breaks a rule of the component model, when it waits for what can never happen,
/// and when it keeps handles: of streams, futures, calls or resources.
///
/// ```
/// wharf::testing::run(async || {
///     let sum = wharf::task::spawn(async { 6 * 7 }).await;
///     assert_eq!(sum, Some(42));
/// });
/// ```
pub fn run<F: AsyncFnOnce() + Send>(test: F) {
    run_with(0, test);
}

/// Runs a test once for each seed. A seed chooses wherever the component model leaves the order open: which task goes
/// on, which event comes first, how far a host is when the guest cancels. The same seed gives the same run.
///
/// # Panics
///
/// As [`run`]; the seed with which it happened is printed to standard error.
///
/// ```
/// wharf::testing::explore(1..100, async || {
///     let tasks = [wharf::task::spawn(async { 1 }), wharf::task::spawn(async { 2 })];
///     for task in tasks {
///         assert!(task.await.is_some());
///     }
/// });
/// ```
pub fn explore<F: AsyncFn() + Sync>(seeds: Range<u64>, test: F) {
    for seed in seeds {
        let reported = Reported(seed);
        run_with(seed, async || test().await);
        core::mem::forget(reported);
    }
}

/// Tells the seed when a panic is under way.
struct Reported(u64);

impl Drop for Reported {
    fn drop(&mut self) {
        std::eprintln!("the test fails with seed {}", self.0);
    }
}

/// Each thread is an instance with a host.
fn run_with<F: AsyncFnOnce() + Send>(seed: u64, test: F) {
    let in_instance = || {
        // A test has one thread: nobody else wakes it.
        sim::set_patience(Duration::ZERO);
        sim::seed(seed);
        wasi::register();
        block_on(test());
        sim::settle();
        let leaks = sim::leaks();
        assert!(leaks.is_empty(), "the guest keeps handles that it should have dropped:\n{}", leaks.join("\n"));
    };
    let name = thread::current().name().map_or_else(|| String::from("guest"), String::from);
    thread::scope(|scope| {
        let thread = thread::Builder::new().name(name).spawn_scoped(scope, in_instance).expect("a thread for the test");
        if let Err(panic) = thread.join() {
            resume_unwind(panic);
        }
    });
}
