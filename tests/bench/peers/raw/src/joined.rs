//! A hundred calls of an import that waits, at once.

use std::cell::UnsafeCell;

use crate::canon::{EXIT, RETURNED, subtask_drop, task_return, wait, waitable_join, waitable_set_new};

#[link(wasm_import_module = "bench:guest/host")]
unsafe extern "C" {
    #[link_name = "[async-lower]wait"]
    fn host_wait(value: u64, result: *mut u64) -> u32;
}

struct Task {
    set: u32,
    rounds: u32,
    waiting: u32,
    sum: u64,
    results: [u64; 100],
}

struct Static(UnsafeCell<Task>);

// SAFETY: there is one thread.
unsafe impl Sync for Static {}

static TASK: Static = Static(UnsafeCell::new(Task { set: 0, rounds: 0, waiting: 0, sum: 0, results: [0; 100] }));

impl Task {
    /// Starts the calls of a round, or returns.
    fn go_on(&mut self) -> u32 {
        while self.rounds > 0 {
            self.rounds -= 1;
            for (number, result) in self.results.iter_mut().enumerate() {
                // SAFETY: the result lies in a static.
                let packed = unsafe { host_wait(number as u64, result) };
                if packed != RETURNED {
                    waitable_join(packed >> 4, self.set);
                    self.waiting += 1;
                }
            }
            if self.waiting > 0 {
                return wait(self.set);
            }
            self.sum += self.results.iter().sum::<u64>();
        }
        // SAFETY: the function's result.
        unsafe { task_return::async_wait_joined(self.sum) }
        EXIT
    }
}

#[unsafe(export_name = "[async-lift]bench:guest/rows#async-wait-joined")]
extern "C" fn start(count: u32) -> u32 {
    // SAFETY: there is one task, and nothing else borrows its state now.
    let task = unsafe { &mut *TASK.0.get() };
    if task.set == 0 {
        task.set = waitable_set_new();
    }
    (task.rounds, task.waiting, task.sum) = (count, 0, 0);
    task.go_on()
}

#[unsafe(export_name = "[callback][async-lift]bench:guest/rows#async-wait-joined")]
extern "C" fn callback(_event: u32, subtask: u32, status: u32) -> u32 {
    // SAFETY: as above.
    let task = unsafe { &mut *TASK.0.get() };
    if status == RETURNED {
        subtask_drop(subtask);
        task.waiting -= 1;
        if task.waiting == 0 {
            task.sum += task.results.iter().sum::<u64>();
            return task.go_on();
        }
    }
    wait(task.set)
}
