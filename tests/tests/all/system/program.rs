//! Programs and their surroundings.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use wharf_tests::{Input, Output, Sandbox};

use super::{assert_success, run, scenario, scenarios};

fn nothing() -> (Sandbox, ()) {
    (Sandbox::new(), ())
}

scenarios! { nothing:
    memory_is_used_again
    memory_of_c
    no_initial_directory
    secure_and_insecure
    ticks
    values_of_all_sizes
}

#[tokio::test]
async fn arguments_and_variables() {
    let sandbox = Sandbox::new().env("GREETING", "ahoi").env("EMPTY", "");
    let exit = scenario("arguments_and_variables", sandbox).args(["", "ü⚓"]).run().await.unwrap();
    assert_success(&exit);
}

#[tokio::test]
async fn terminals() {
    let (input, output) = (|| Input::bytes("x"), Output::capture);
    for (sandbox, names) in [
        (Sandbox::new(), &[][..]),
        (Sandbox::new().stdin(input().as_terminal()), &["stdin"]),
        (Sandbox::new().stdout(output().as_terminal()).stderr(output().as_terminal()), &["stdout", "stderr"]),
    ] {
        let exit = scenario("terminals", sandbox).args(names.iter().copied()).run().await.unwrap();
        assert_success(&exit);
    }
}

#[tokio::test]
async fn exits() {
    let exit = scenario("exits", Sandbox::new()).run().await.unwrap();
    assert_eq!((exit.status, exit.trap.as_deref()), (7, None));
    assert_eq!(exit.stdout_text(), "the end");
}

#[tokio::test]
async fn printing_in_order() {
    let exit = run("printing_in_order", Sandbox::new()).await;
    let lines: String = (0..100).map(|round| format!("{round}a {round}b {round}c\n{round}d\n")).collect();
    assert_eq!(exit.stdout_text(), lines + "closed and opened again");
}

#[tokio::test]
async fn printing_without_a_line_end() {
    let exit = run("printing_without_a_line_end", Sandbox::new()).await;
    assert_eq!(exit.stdout_text(), "no line end");
}

#[tokio::test]
async fn written_and_dropped() {
    let exit = scenario("written_and_dropped", Sandbox::new()).run().await.unwrap();
    assert_success(&exit);
    let numbers: Vec<u8> = (0..50_000_u32).flat_map(u32::to_le_bytes).collect();
    assert_eq!(exit.stdout.len(), numbers.len());
    let mut words: Vec<_> = exit.stdout.chunks(4).map(|word| u32::from_le_bytes(word.try_into().unwrap())).collect();
    words.sort_unstable();
    assert!(words.into_iter().eq(0..50_000));
    assert_eq!(exit.stderr_text(), "some words");
}

#[tokio::test]
async fn clocks() {
    let exit = run("clocks", Sandbox::new()).await;
    let theirs = Duration::from_secs(exit.stdout_text().trim().parse().unwrap());
    let ours = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    assert!(ours.abs_diff(theirs) < Duration::from_secs(120), "{ours:?}, {theirs:?}");
}
