//! Tasks that their caller cancels. Wasmtime lets no host do that: a component written by hand does.

use std::path::Path;

use super::{Run, compare};

pub(crate) const RETURNED: u32 = 2;
pub(crate) const CANCELLED_BEFORE_STARTED: u32 = 3;
pub(crate) const CANCELLED_BEFORE_RETURNED: u32 = 4;

/// The guest, and in front of it what cancels its tasks.
pub(crate) fn canceller(guest: &Path) -> Vec<u8> {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let root = dir.path().join("canceller.wasm");
    std::fs::write(&root, wat::parse_str(include_str!("canceller.wat")).expect("the text of a component"))
        .expect("a file");
    wharf_tests::compose(&root, &[guest]).unwrap_or_else(|error| panic!("{error:#}"))
}

/// The last line of the trace: the state in which the call ended.
pub(crate) fn ended(state: u32) -> String {
    format!("the call has ended in state {state}")
}

/// Tests of scenarios, the last of which is cancelled, and the state in which that ends.
macro_rules! cancelled {
    ($($name:ident: [$($scenario:literal),*] $state:ident)*) => {$(
        #[tokio::test]
        async fn $name() {
            let trace = compare(Run::Cancelled(vec![$($scenario),*])).await;
            assert_eq!((trace.trap, trace.lines.last()), (None, Some(&ended($state))), "{:#?}", trace.lines);
            assert!(trace.lines.len() > 1);
        }
    )*};
}

cancelled! {
    a_task_is_cancelled_with_all_it_has: ["cancelled with much"] CANCELLED_BEFORE_RETURNED
    a_task_is_cancelled_while_it_gives_way: ["cancelled while it gives way"] CANCELLED_BEFORE_RETURNED
    a_task_is_cancelled_with_its_streams: ["cancelled with streams"] CANCELLED_BEFORE_RETURNED
    a_task_that_has_returned_is_not_cancelled: ["cancelled after its result"] RETURNED
    a_cancelled_task_waits_in_a_destructor: ["cancelled and waiting"] CANCELLED_BEFORE_RETURNED
    a_task_is_cancelled_before_it_starts: ["hold back", "cancelled with much"] CANCELLED_BEFORE_STARTED
    a_cancelled_task_wakes_another: ["wait for another task", "cancelled and waking"] CANCELLED_BEFORE_RETURNED
}
