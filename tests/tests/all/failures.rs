//! Guests that fail, and guests whose surroundings do: a clear message, the right status, and no hang.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncReadExt as _, ReadBuf};
use wharf_tests::{Command, Exit, Host, Input, Output, guest};

#[tokio::test]
async fn an_error_is_printed_and_the_status_is_1() {
    let exit = fail("error").await;
    assert_eq!((exit.status, exit.trap), (1, None));
    let stderr = String::from_utf8_lossy(&exit.stderr);
    assert!(stderr.contains("the crane is stuck"), "{stderr}");
    assert_eq!(stderr.trim().lines().count(), 1, "{stderr}");
}

#[tokio::test]
async fn what_was_printed_before_an_error_is_not_lost() {
    let exit = fail("print-then-error").await;
    assert_eq!((exit.status, exit.trap.as_deref()), (1, None));
    assert_eq!(exit.stdout_text(), "loading\n");
}

#[tokio::test]
async fn a_panic_is_printed_and_the_status_is_134() {
    let exit = fail("panic").await;
    assert_eq!(exit.status, 134);
    let stderr = exit.stderr_text();
    assert!(stderr.contains("dropped in the harbour"), "{stderr}");
    assert!(stderr.contains("failing/src/main.rs"), "{stderr}");
    let trap = exit.trap.unwrap();
    assert!(trap.contains("unreachable"), "{trap}");
}

#[tokio::test]
async fn a_trap_is_reported_and_the_status_is_134() {
    let exit = fail("trap").await;
    assert_eq!(exit.status, 134);
    let trap = exit.trap.unwrap();
    assert!(trap.contains("wasm backtrace"), "{trap}");
}

#[tokio::test]
async fn a_program_in_a_library_ends_with_its_exit_status() {
    let exiting = guest::component("guest-exiting").unwrap_or_else(|error| panic!("{error}"));
    for status in [0, 1, 7, 255] {
        let exit = Command::new(&Host::shared(), &exiting).args([status.to_string()]);
        let exit = exit.run().await.unwrap();
        // What was printed without a line end is there, too.
        assert_eq!(exit.stdout_text(), format!("status {status}"));
        assert_eq!((exit.status, exit.trap, exit.stderr), (status, None, Default::default()));
    }
    let exit = Command::new(&Host::shared(), &exiting).args(["seven"]).run().await.unwrap();
    assert_eq!((exit.status, exit.trap.as_deref()), (1, None));
    assert_eq!(exit.stderr_text(), "Error: invalid digit found in string\n");
}

#[tokio::test]
async fn a_closed_stdin_is_an_empty_one() {
    let exit = cat(Input::closed(), Output::capture()).await;
    assert_eq!((exit.status, exit.trap.as_deref()), (0, None));
    assert_eq!((exit.stdout_text(), exit.stderr_text()), Default::default());
}

#[tokio::test]
async fn a_stdin_that_fails_is_an_error() {
    let exit = cat(Input::reader(Unplugged), Output::capture()).await;
    assert_eq!((exit.status, exit.trap.as_deref()), (1, None));
    assert!(!exit.stderr.is_empty());
}

#[tokio::test]
async fn a_closed_stdout_is_an_error() {
    let exit = cat(Input::bytes("some words"), Output::closed()).await;
    assert_broken_pipe(&exit);
}

#[tokio::test]
async fn a_stdout_closed_by_its_reader_ends_an_endless_writer() {
    let (stdout, mut reader) = Output::pipe(4096);
    let command = cat(Input::reader(tokio::io::repeat(b'y')), stdout);
    let leave = async move {
        let mut heard = [0; 10_000];
        reader.read_exact(&mut heard).await.unwrap();
        assert!(heard.iter().all(|byte| *byte == b'y'));
    };
    let (exit, ()) = tokio::join!(command, leave);
    assert_broken_pipe(&exit);
}

fn assert_broken_pipe(exit: &Exit) {
    assert_eq!((exit.status, exit.trap.as_deref()), (1, None));
    let stderr = exit.stderr_text();
    assert!(stderr.to_lowercase().contains("pipe"), "{stderr}");
}

/// Runs the guest that fails in the way its argument names.
async fn fail(how: &str) -> Exit {
    let failing = guest::component("guest-failing").unwrap_or_else(|error| panic!("{error}"));
    let command = Command::new(&Host::shared(), failing).args([how]);
    command.settle(true).run().await.unwrap()
}

async fn cat(stdin: Input, stdout: Output) -> Exit {
    let cat = guest::component("cat").unwrap_or_else(|error| panic!("{error}"));
    let command = Command::new(&Host::shared(), cat);
    command.stdin(stdin).stdout(stdout).run().await.unwrap()
}

/// A reader that fails at once.
struct Unplugged;

impl AsyncRead for Unplugged {
    fn poll_read(self: Pin<&mut Self>, _cx: &mut Context<'_>, _buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Err(io::Error::other("unplugged")))
    }
}
