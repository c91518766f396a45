//! An import that waits, again and again. All the state of the task is in statics: there is one at a time.

use std::cell::UnsafeCell;

use crate::canon::{EXIT, RETURNED, subtask_drop, task_return, wait, waitable_join, waitable_set_new};

#[link(wasm_import_module = "bench:guest/host")]
unsafe extern "C" {
    #[link_name = "[async-lower]wait"]
    fn host_wait(value: u64, result: *mut u64) -> u32;
}

struct Task {
    set: u32,
    next: u32,
    count: u32,
    sum: u64,
    result: u64,
}

struct Static(UnsafeCell<Task>);

// SAFETY: there is one thread.
unsafe impl Sync for Static {}

static TASK: Static = Static(UnsafeCell::new(Task { set: 0, next: 0, count: 0, sum: 0, result: 0 }));

impl Task {
    /// Makes calls until one waits, or none is left.
    fn go_on(&mut self) -> u32 {
        while self.next < self.count {
            // SAFETY: the result lies in a static.
            let packed = unsafe { host_wait(self.next.into(), &mut self.result) };
            self.next += 1;
            if packed != RETURNED {
                waitable_join(packed >> 4, self.set);
                return wait(self.set);
            }
            self.sum += self.result;
        }
        // SAFETY: the function's result.
        unsafe { task_return::async_wait(self.sum) }
        EXIT
    }
}

#[unsafe(export_name = "[async-lift]bench:guest/rows#async-wait")]
extern "C" fn start(count: u32) -> u32 {
    // SAFETY: there is one task, and nothing else borrows its state now.
    let task = unsafe { &mut *TASK.0.get() };
    if task.set == 0 {
        task.set = waitable_set_new();
    }
    (task.next, task.count, task.sum) = (0, count, 0);
    task.go_on()
}

#[unsafe(export_name = "[callback][async-lift]bench:guest/rows#async-wait")]
extern "C" fn callback(_event: u32, subtask: u32, status: u32) -> u32 {
    // SAFETY: as above.
    let task = unsafe { &mut *TASK.0.get() };
    if status == RETURNED {
        subtask_drop(subtask);
        task.sum += task.result;
        return task.go_on();
    }
    wait(task.set)
}
