//! What the component has not given back.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::instance::here;
use super::table::Entry;

/// How many empty waitable sets the runtime may keep, besides those for tasks to come, which it is told to drop.
const KEPT_SETS: usize = 1;

/// What the component has handles of and should have dropped by now, described; nothing after a clean run.
///
/// What the runtime keeps for tasks to come is dropped first, and what it has returned.
#[must_use]
pub fn leaks() -> Vec<String> {
    crate::task::drop_unused_sets();
    crate::error_context::drop_returned();
    let instance = here();
    let table = instance.table.borrow();
    let mut kept = 0;
    let mut is_kept = |entry: &Entry| match entry {
        Entry::Set(set) if set.members.borrow().is_empty() && set.waiting.get() == 0 => {
            kept += 1;
            kept <= KEPT_SETS
        }
        _ => false,
    };
    table
        .iter()
        .filter(|(_, entry)| !is_kept(entry))
        .map(|(handle, entry)| format!("{handle}: {}", entry.describe()))
        .collect()
}

/// How many handles the component has of what is described so: "stream", "future", "call", "resource", "set".
#[must_use]
pub fn count_handles(what: &str) -> usize {
    let instance = here();
    let table = instance.table.borrow();
    table.iter().filter(|(_, entry)| entry.describe().contains(what)).count()
}

/// Forgets what the host is: its functions, what it is doing, its timers, the time and the seed. The component's
/// handles stay, because the runtime keeps some.
///
/// Every thread starts afresh, and so does every test that has a thread of its own.
pub fn reset() {
    let instance = here();
    instance.imports.clear();
    instance.host.clear();
    instance.clock.clear();
    super::seed(0);
}
