//! The cargo runner `wharf-host`, as a program.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;
use wharf_tests::client::Client;

use crate::components;

/// A component in a file, and the runner to run it.
struct Runner {
    file: PathBuf,
    _dir: TempDir,
}

impl Runner {
    fn new(wasm: Vec<u8>) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("guest.wasm");
        std::fs::write(&file, wasm).unwrap();
        Self { file, _dir: dir }
    }

    fn command(&self, options: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wharf-host"));
        command.args(options).arg(&self.file);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).env_remove("WHARF_HOST_ARGS");
        command
    }

    /// Runs the component and returns its exit status and what it wrote to stderr.
    fn run(&self, options: &[&str]) -> (Option<i32>, String) {
        let output = self.command(options).output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        (output.status.code(), stderr)
    }
}

#[test]
fn the_exit_status_is_the_guests() {
    for (wasm, status) in [
        (components::command("i32.const 0"), 0),
        (components::command("i32.const 1"), 1),
        (components::exit_with(42), 42),
    ] {
        let (code, stderr) = Runner::new(wasm).run(&[]);
        assert_eq!((code, stderr.as_str()), (Some(status), ""));
    }
}

#[test]
fn a_trap_is_reported_in_full() {
    let (code, stderr) = Runner::new(components::command("unreachable")).run(&[]);
    assert_eq!(code, Some(134));
    assert!(stderr.contains("wasm `unreachable`"), "{stderr}");
    assert!(stderr.contains("wasm backtrace"), "{stderr}");
}

#[test]
fn stdin_and_stdout_are_the_processs() {
    let runner = Runner::new(components::cat());
    let mut child = runner.command(&[]).stdin(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"some words").unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(output.stdout, b"some words");
}

#[test]
fn a_stdout_closed_by_its_reader_ends_the_guest() {
    let zeros = std::fs::File::open("/dev/zero").unwrap();
    let runner = Runner::new(components::cat());
    let mut child = runner.command(&[]).stdin(zeros).spawn().unwrap();
    let mut byte = [1];
    child.stdout.take().unwrap().read_exact(&mut byte).unwrap();
    assert_eq!(byte, [0]);
    // The reader is dropped by now: the guest's next write fails.
    assert_eq!(child.wait().unwrap().code(), Some(1));
}

#[test]
fn mistakes_are_explained() {
    let runner = Runner::new(components::component(""));
    for (options, reason) in [
        (&["--nonsense"] as &[&str], "unknown option --nonsense"),
        (&["--env", "NAME"], "NAME=VALUE"),
        (&["--dir", "/no/such::/data"], "/no/such"),
        (&[], "exports no wasi:cli/run"),
        (&["--serve"], "exports no wasi:http/handler"),
    ] {
        let (code, stderr) = runner.run(options);
        assert_eq!(code, Some(1));
        assert!(stderr.contains(reason), "{options:?}: {stderr}");
    }
}

#[test]
fn options_come_from_the_environment_too() {
    let output = Runner::new(components::command("i32.const 0"))
        .command(&[])
        .env("WHARF_HOST_ARGS", "--dir /no/such::/data")
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(stderr.contains("/no/such"), "{stderr}");
}

/// Ends the program when the test fails, too.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::test]
async fn a_service_is_served() {
    let runner = Runner::new(components::trapping("wasi:http/service"));
    let mut server = Server(runner.command(&["--serve", "127.0.0.1:0"]).spawn().unwrap());
    let mut line = String::new();
    let mut stderr = BufReader::new(server.0.stderr.take().unwrap());
    stderr.read_line(&mut line).unwrap();
    let address = line
        .split("http://")
        .nth(1)
        .and_then(|rest| rest.split('/').next())
        .unwrap_or_else(|| panic!("no address in {line:?}"));
    let mut client = Client::connect(address.parse().unwrap()).await.unwrap();
    assert_eq!(client.get("/").await.unwrap().status(), 500);
}
