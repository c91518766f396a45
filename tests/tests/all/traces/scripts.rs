//! Scripts and scenarios that were thought of.

use super::{Run, compare};

/// Tests of scripts that come to their end.
macro_rules! scripts {
    ($($(#[$meta:meta])* $name:ident: $script:literal)*) => {$(
        $(#[$meta])*
        #[tokio::test]
        async fn $name() {
            let trace = compare(Run::Script($script.into())).await;
            assert_eq!(trace.trap, None);
            assert_eq!(trace.lines.len(), lines($script));
        }
    )*};
}

/// Tests of scripts whose last line traps.
macro_rules! traps {
    ($($name:ident: [$($script:literal)*])*) => {$(
        #[tokio::test]
        async fn $name() {
            for script in [$($script),*] {
                let trace = compare(Run::Script(script.into())).await;
                assert!(trace.trap.is_some(), "{script}");
                assert_eq!(trace.lines.len(), lines(script) - 1, "{script}");
            }
        }
    )*};
}

fn lines(script: &str) -> usize {
    script.lines().filter(|line| !line.trim().is_empty()).count()
}

scripts! {
    a_write_meets_a_read: "
        stream
        set
        join-readable 0 0
        read 0 4
        write 0 3
        wait 0
        write 0 2
        read 0 4
        cancel-write 0
        read 0 1
        leave-readable 0
        cancel-read 0
        drop-writable 0
        read 0 1
        drop-readable 0
        drop-set 0"
    partial_copies: "
        stream
        set
        join-readable 0 0
        join-writable 0 0
        write 0 8
        read 0 3
        read 0 3
        wait 0
        write 0 2
        read 0 8
        wait 0
        poll 0"
    nothing_is_copied: "
        stream
        set
        join-readable 0 0
        join-writable 0 0
        write 0 0
        read 0 0
        wait 0
        write 0 0
        write 0 4
        wait 0
        read 0 0
        read 0 4
        wait 0
        read 0 0
        write 0 0
        write 0 0
        leave-readable 0
        cancel-read 0
        drop-readable 0
        write 0 0"
    cancelling_with_and_without_progress: "
        stream
        read 0 4
        cancel-read 0
        read 0 4
        write 0 1
        cancel-read 0
        write 0 4
        cancel-write 0
        write 0 4
        read 0 1
        cancel-write 0
        read 0 4
        write 0 2
        drop-writable 0
        cancel-read 0"
    ends_drop_in_every_order: "
        stream
        drop-readable 0
        write 0 1
        drop-writable 0
        stream
        drop-writable 1
        read 1 1
        drop-readable 1
        stream
        set
        join-readable 2 0
        read 2 2
        drop-writable 2
        wait 0
        drop-readable 2
        stream
        join-writable 3 0
        write 3 2
        drop-readable 3
        wait 0
        drop-writable 3
        stream
        join-writable 4 0
        write 4 3
        read 4 1
        drop-readable 4
        wait 0
        drop-writable 4"
    futures_are_written: "
        future
        set
        join-readable 0 0
        read 0
        write 0
        wait 0
        drop-writable 0
        drop-readable 0
        future
        join-writable 1 0
        write 1
        read 1
        wait 0
        drop-readable 1
        drop-writable 1
        future
        read 2
        cancel-read 2
        write 2
        cancel-write 2
        drop-readable 2
        write 2
        drop-writable 2
        future
        join-writable 3 0
        write 3
        drop-readable 3
        wait 0
        drop-writable 3"
    handles_are_used_again: "
        stream
        future
        set
        drop-readable 0
        drop-writable 0
        set
        stream
        drop-set 0
        future"
    cancelling_without_waiting: "
        stream
        set
        join-readable 0 0
        join-writable 0 0
        read 0 4
        request-cancel-read 0
        write 0 4
        request-cancel-write 0
        write 0 4
        read 0 1
        request-cancel-write 0
        future
        join-readable 1 0
        read 1
        request-cancel-read 1
        write 1
        request-cancel-write 1
        poll 0"
    a_call_is_cancelled_and_waited_for: "
        call
        cancel-call 0
        drop-call 0
        call
        answer 1
        cancel-call 1
        drop-call 1"
    sets_change: "
        stream
        set
        set
        join-writable 0 0
        join-writable 0 1
        join-writable 0 1
        write 0 1
        drop-readable 0
        poll 0
        poll 1
        drop-writable 0
        drop-set 0
        drop-set 1"
    calls_are_answered: "
        set
        call
        join-call 0 0
        poll 0
        answer 0
        wait 0
        drop-call 0
        answer 1
        call
        poll 0
        drop-set 0"
    calls_are_cancelled: "
        set
        call
        request-cancel-call 0
        join-call 0 0
        wait 0
        drop-call 0
        call
        join-call 1 0
        request-cancel-call 1
        wait 0
        drop-call 1
        call
        call
        join-call 2 0
        join-call 3 0
        answer 3
        wait 0
        request-cancel-call 2
        wait 0
        drop-call 2
        drop-call 3
        poll 0
        drop-set 0"
    a_future_of_the_host: "
        give-future 7
        read 0
        drop-readable 0
        give-future 8
        drop-readable 1"
}

traps! {
    busy_ends: [
        "stream\n read 0 1\n read 0 1"
        "stream\n write 0 1\n write 0 1"
        "stream\n read 0 1\n drop-readable 0"
        "stream\n write 0 1\n drop-writable 0"
        "stream\n read 0 1\n write 0 1\n read 0 1"
        "stream\n read 0 1\n write 0 1\n drop-readable 0"
        "future\n read 0\n read 0"
        "stream\n read 0 1\n take 0 1"
    ]
    nothing_to_cancel: [
        "stream\n cancel-read 0"
        "stream\n cancel-write 0"
        "future\n cancel-read 0"
        "stream\n read 0 1\n cancel-read 0\n cancel-read 0"
        "stream\n drop-writable 0\n read 0 1\n cancel-read 0"
    ]
    after_the_end: [
        "stream\n drop-writable 0\n read 0 1\n read 0 1"
        "stream\n drop-readable 0\n write 0 1\n write 0 1"
        "future\n drop-readable 0\n write 0\n write 0"
        "future\n write 0\n read 0\n read 0"
        "stream\n drop-writable 0\n read 0 1\n take 0 1"
    ]
    a_future_unwritten: [
        "future\n drop-writable 0"
        "future\n drop-readable 0\n drop-writable 0"
        "future\n write 0\n cancel-write 0\n drop-writable 0"
    ]
    handles_that_are_not: [
        "stream\n drop-readable 0\n drop-readable 0"
        "stream\n drop-readable 0\n read 0 1"
        "set\n drop-set 0\n poll 0"
        "stream\n set\n drop-set 0\n join-readable 0 0"
        "stream\n drop-readable 0\n set\n join-readable 0 0"
    ]
    what_is_in_a_set: [
        "stream\n set\n join-readable 0 0\n read 0 1\n cancel-read 0"
        "set\n call\n join-call 0 0\n cancel-call 0"
    ]
    sets_in_use: [
        "stream\n set\n join-readable 0 0\n drop-set 0"
        "stream\n set\n join-readable 0 0\n take 0 1"
    ]
    calls_too_early_and_too_late: [
        "call\n drop-call 0"
        "set\n call\n join-call 0 0\n answer 0\n wait 0\n request-cancel-call 0"
        "call\n request-cancel-call 0\n request-cancel-call 0"
    ]
}

#[tokio::test]
async fn a_synchronous_export_may_not_wait() {
    let all_but_waiting = "stream\n set\n join-readable 0 0\n read 0 1\n request-cancel-read 0\n read 0 1\n write 0 1\n poll 0\n \
                           call\n request-cancel-call 0\n drop-writable 0";
    assert_eq!(compare(Run::SyncScript(all_but_waiting.into())).await.trap, None);
    for script in [
        "set\n wait 0",
        "call\n cancel-call 0",
        "stream\n read 0 1\n cancel-read 0",
        "stream\n set\n join-readable 0 0\n read 0 1\n write 0 1\n wait 0",
    ] {
        assert!(compare(Run::SyncScript(script.into())).await.trap.is_some(), "{script}");
    }
}

#[tokio::test]
async fn nothing_ever_happens() {
    for script in
        ["set\n wait 0", "stream\n set\n join-readable 0 0\n read 0 1\n wait 0", "set\n call\n join-call 0 0\n wait 0"]
    {
        let trace = compare(Run::Deadlock(script.into())).await;
        assert!(trace.trap.is_some(), "{script}");
    }
}

/// Tests of scenarios, each list of which runs in one instance.
macro_rules! scenarios {
    ($($name:ident: [$($scenario:literal),*])*) => {$(
        #[tokio::test]
        async fn $name() {
            let trace = compare(Run::Scenarios(vec![$($scenario),*])).await;
            assert_eq!(trace.trap, None);
            assert!(!trace.lines.is_empty());
        }
    )*};
}

scenarios! {
    spawned_tasks_take_turns: ["spawned tasks take turns"]
    a_task_outlives_its_result: ["a task outlives its result"]
    a_spawned_future_is_given_up: ["a spawned future is given up"]
    one_task_wakes_another: ["wait for another task", "wake another task"]
    a_call_is_answered: ["a call is answered"]
    calls_are_dropped: ["calls are dropped"]
    blocking_inside_a_task: ["blocking inside a task"]
    bytes_and_their_end: ["bytes, and their end"]
    a_read_is_dropped: ["a read is dropped"]
    a_write_is_dropped: ["a write is dropped"]
    the_reader_goes_first: ["the reader goes first"]
    nothing_is_written: ["nothing is written"]
    every_order_of_dropping: ["every order of dropping"]
    futures_written_and_not: ["futures, written and not"]
    streams_of_the_host: ["streams of the host"]
    streams_are_handed_over_in_the_middle: ["handed over in the middle"]
    tasks_of_one_instance: ["spawned tasks take turns", "bytes, and their end", "calls are dropped"]
}
