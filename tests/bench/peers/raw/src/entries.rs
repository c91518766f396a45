//! A stream of records with strings. The host calls `cabi_realloc` for each, and cannot do that while a read is being
//! called: every read waits.

use std::cell::UnsafeCell;

use crate::ITEMS;
use crate::canon::{EXIT, task_return, wait, waitable_join, waitable_set_new};
use crate::lists::{Entry, EntryArea, take_entry, weight};
use crate::streams::copied;

#[link(wasm_import_module = "bench:guest/host")]
unsafe extern "C" {
    #[link_name = "read-entries"]
    safe fn host_entries() -> u32;
    #[link_name = "[async-lower][stream-read-0]read-entries"]
    fn read_entries(stream: u32, entries: *mut EntryArea, len: usize) -> u32;
    #[link_name = "[stream-drop-readable-0]read-entries"]
    safe fn drop_entries(stream: u32);
}

const BLOCKED: u32 = u32::MAX;

struct Task {
    set: u32,
    stream: u32,
    reads: u32,
    sum: u64,
    areas: Vec<EntryArea>,
    entries: Vec<Entry>,
}

struct Static(UnsafeCell<Task>);

// SAFETY: there is one thread.
unsafe impl Sync for Static {}

static TASK: Static =
    Static(UnsafeCell::new(Task { set: 0, stream: 0, reads: 0, sum: 0, areas: Vec::new(), entries: Vec::new() }));

impl Task {
    /// Reads until a read waits, or none is left.
    fn go_on(&mut self) -> u32 {
        while self.reads > 0 {
            // SAFETY: there is room.
            let code = unsafe { read_entries(self.stream, self.areas.as_mut_ptr(), ITEMS) };
            if code == BLOCKED {
                return wait(self.set);
            }
            self.arrived(code);
        }
        drop_entries(self.stream);
        // SAFETY: the function's result.
        unsafe { task_return::read_entries_batched(self.sum) }
        EXIT
    }

    fn arrived(&mut self, code: u32) {
        self.reads -= 1;
        // SAFETY: so many have been written.
        unsafe { self.areas.set_len(copied(code)) };
        // SAFETY: the host has filled the areas.
        self.entries.extend(self.areas.drain(..).map(|area| unsafe { take_entry(area) }));
        self.sum += self.entries.drain(..).map(|entry| weight(&entry)).sum::<u64>();
    }
}

#[unsafe(export_name = "[async-lift]bench:guest/rows#read-entries-batched")]
extern "C" fn start(count: u32) -> u32 {
    // SAFETY: there is one task, and nothing else borrows its state now.
    let task = unsafe { &mut *TASK.0.get() };
    if task.set == 0 {
        task.set = waitable_set_new();
        task.areas.reserve_exact(ITEMS);
        task.entries.reserve_exact(ITEMS);
    }
    (task.stream, task.reads, task.sum) = (host_entries(), count, 0);
    waitable_join(task.stream, task.set);
    task.go_on()
}

#[unsafe(export_name = "[callback][async-lift]bench:guest/rows#read-entries-batched")]
extern "C" fn callback(_event: u32, _stream: u32, code: u32) -> u32 {
    // SAFETY: as above.
    let task = unsafe { &mut *TASK.0.get() };
    task.arrived(code);
    task.go_on()
}
