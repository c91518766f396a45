//! Waits as it is told: the callee of guests that wait.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use wharf::task::{self, Backpressure};
use wharf::time;

wharf::include_bindings!("sleeper");

use exports::test::scenarios::{sleeping, watching};

struct Sleeper;

thread_local! {
    static UNFINISHED: Cell<u32> = const { Cell::new(0) };
    static HELD: RefCell<Option<Backpressure>> = const { RefCell::new(None) };
}

/// Counts a call that has not ended.
struct Running;

impl Running {
    fn new() -> Self {
        UNFINISHED.set(UNFINISHED.get() + 1);
        Running
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        UNFINISHED.set(UNFINISHED.get() - 1);
    }
}

#[wharf::export]
impl sleeping::Guest for Sleeper {
    async fn sleep(turns: u32) {
        let _running = Running::new();
        time::sleep(Duration::from_micros(u64::from(turns) * 50)).await;
    }

    async fn answer(question: u64) -> u64 {
        question
    }

    async fn never(name: String) -> String {
        let _running = Running::new();
        // What a cancelled call has spawned goes with it.
        let running = Running::new();
        let spawned = task::spawn(async move {
            let _running = running;
            time::sleep(Duration::from_secs(1_000_000)).await;
        });
        spawned.await;
        name
    }
}

#[wharf::export]
impl watching::Guest for Sleeper {
    fn unfinished() -> u32 {
        UNFINISHED.get()
    }

    fn hold(held: bool) {
        HELD.replace(held.then(Backpressure::hold));
    }
}
