//! What users of other runtimes complain about, and what bit those runtimes: a test for each, by its number in the list
//! that the project began with. Each was seen to fail without the care that it is about.
//!
//! What needs a real guest has such a name elsewhere: `async_02` in `tests/tests/all/http`, `async_05` and `async_12`,
//! `bug_02` in `tests/tests/all`; `async_14` is in `generator/tests/promises.rs`.

mod async_of_copies;
mod async_of_tasks;
mod bugs_of_copies;
mod bugs_of_tasks;
mod fragile;
