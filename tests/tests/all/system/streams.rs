//! Standard input and output.

use wharf_tests::{Exit, HostConfig, Input, Output, Sandbox};

use super::{assert_success, component, scenario};

fn lines() -> String {
    (0..100_000).map(|number| format!("line {number}\n")).collect()
}

async fn run(name: &str, stdin: impl Into<Input>) -> Exit {
    let exit = scenario(name, Sandbox::new().stdin(stdin.into())).settle(true).run().await.unwrap();
    assert_success(&exit);
    exit
}

#[tokio::test]
async fn lines_of_stdin() {
    run("lines_of_stdin", lines()).await;
}

#[tokio::test]
async fn a_stdin_that_is_no_text() {
    run("a_stdin_that_is_no_text", &b"good\r\n\xff\xfe\ngood again"[..]).await;
}

#[tokio::test]
async fn a_copy_that_counts() {
    let exit = run("a_copy_that_counts", lines()).await;
    assert!(exit.stdout_text() == lines());
    assert_eq!(exit.stderr_text(), format!("{}\n", lines().len()));
}

/// However much there is to copy, the guest has nothing to do with it.
#[tokio::test]
async fn a_copy_by_the_host() {
    let host = HostConfig::new().fuel(true).build().unwrap();
    let mut used = Vec::new();
    for size in [1, 1 << 20] {
        let bytes = vec![b'x'; size];
        let command = wharf_tests::Command::new(&host, component("guest-system")).args(["a_copy_by_the_host"]);
        let exit = command.stdin(bytes.clone()).run().await.unwrap();
        assert_success(&exit);
        assert!(exit.stdout == bytes);
        used.push(exit.fuel);
    }
    assert_eq!(used[0], used[1]);
}

#[tokio::test]
async fn what_was_read_ahead_is_copied_too() {
    let exit = run("what_was_read_ahead_is_copied_too", lines()).await;
    assert!(exit.stdout_text() == lines()["line 0\nlin".len()..]);
}

#[tokio::test]
async fn stdout_after_a_copy() {
    let exit = run("stdout_after_a_copy", lines()).await;
    assert!(exit.stdout_text() == format!("<[{}]>\n", lines()));
}

#[tokio::test]
async fn a_closed_stdout() {
    let sandbox = Sandbox::new().stdin(lines().into()).stdout(Output::closed());
    let exit = scenario("a_closed_stdout", sandbox).run().await.unwrap();
    assert_success(&exit);
}
