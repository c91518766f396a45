//! The embedded host itself, with components written by hand.

use std::time::{Duration, SystemTime};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use wasmtime::component::Val;
use wharf_tests::client::Client;
use wharf_tests::interface::{exports_of, imports_of};
use wharf_tests::{Command, Host, HostConfig, Input, Instance, Output, Reuse, Sandbox, Service};

use crate::components;

#[tokio::test]
async fn the_result_of_run_is_the_exit_status() {
    let host = Host::shared();
    for (code, status) in [("i32.const 0", 0), ("i32.const 1", 1)] {
        for wasm in [components::command(code), components::old_command(code)] {
            let exit = Command::new(&host, wasm).run().await.unwrap();
            assert_eq!(exit.status, status);
            assert_eq!(exit.trap, None);
        }
    }
}

#[tokio::test]
async fn the_status_given_to_exit_is_the_exit_status() {
    let exit = Command::new(&Host::shared(), components::exit_with(42)).run().await.unwrap();
    assert_eq!((exit.status, exit.trap), (42, None));
}

#[tokio::test]
async fn of_two_versions_of_run_the_newer_is_called() {
    let wasm = components::command_of_both("i32.const 0", "unreachable");
    let exit = Command::new(&Host::shared(), wasm).run().await.unwrap();
    assert_eq!((exit.status, exit.trap), (0, None));
}

#[tokio::test]
async fn a_trap_is_status_134_with_the_reason() {
    let host = Host::shared();
    for wasm in [components::command("unreachable"), components::old_command("unreachable")] {
        let exit = Command::new(&host, wasm).run().await.unwrap();
        assert_eq!(exit.status, 134);
        let trap = exit.trap.unwrap();
        assert!(trap.starts_with("wasm trap: wasm `unreachable`"), "{trap}");
        assert!(trap.contains("wasm backtrace"), "{trap}");
    }
}

#[tokio::test]
async fn an_endless_loop_is_an_error_that_says_so() {
    let wasm = components::command("(loop (br 0)) i32.const 0");
    let error = Command::new(&Host::shared(), wasm).limit(Duration::from_millis(200)).run().await.unwrap_err();
    assert!(error.to_string().contains("it hangs"), "{error}");
}

#[tokio::test]
async fn endless_waiting_is_an_error_that_says_what_was_printed() {
    let (stdin, mut keyboard) = Input::pipe(64);
    keyboard.write_all(b"so far").await.unwrap();
    let error = Command::new(&Host::shared(), components::cat())
        .stdin(stdin)
        // Enough to be printed on a busy machine.
        .limit(Duration::from_secs(5))
        .run()
        .await
        .unwrap_err()
        .to_string();
    assert!(error.contains("it hangs"), "{error}");
    assert!(error.contains("so far"), "{error}");
}

#[tokio::test]
async fn stdin_reaches_the_guest_and_its_stdout_the_host() {
    let host = Host::shared();
    let words: Vec<u8> = (0..100_000_u32).flat_map(u32::to_le_bytes).collect();
    for input in ["".into(), "some words".into(), words] {
        let exit = Command::new(&host, components::cat()).stdin(input.clone()).run().await.unwrap();
        assert_eq!((exit.status, exit.trap.as_deref()), (0, None));
        assert!(exit.stdout == input, "{} bytes came back", exit.stdout.len());
    }
}

#[tokio::test]
async fn a_pipe_goes_at_the_pace_of_its_ends() {
    let (stdin, mut writer) = Input::pipe(7);
    let (stdout, mut reader) = Output::pipe(3);
    let command = Command::new(&Host::shared(), components::cat()).stdin(stdin).stdout(stdout).run();
    let talk = async move {
        let mut heard = [0; 5];
        for word in [b"first", b"then "] {
            writer.write_all(word).await.unwrap();
            reader.read_exact(&mut heard).await.unwrap();
            assert_eq!(heard, *word);
        }
    };
    let (exit, ()) = tokio::join!(command, talk);
    assert_eq!(exit.unwrap().status, 0);
}

#[tokio::test]
async fn a_closed_stdout_is_an_error_the_guest_sees() {
    let exit = Command::new(&Host::shared(), components::cat())
        .stdin("some words")
        .stdout(Output::closed())
        .run()
        .await
        .unwrap();
    assert_eq!((exit.status, exit.trap), (1, None));
}

#[tokio::test]
async fn a_reader_that_leaves_ends_an_endless_writer() {
    let (stdout, mut reader) = Output::pipe(16);
    let command = Command::new(&Host::shared(), components::cat())
        .stdin(Input::reader(tokio::io::repeat(b'y')))
        .stdout(stdout)
        .run();
    let leave = async move { assert_eq!(reader.read_u8().await.unwrap(), b'y') };
    let (exit, ()) = tokio::join!(command, leave);
    let exit = exit.unwrap();
    assert_eq!((exit.status, exit.trap), (1, None));
}

#[tokio::test]
async fn fuel_counts_what_a_guest_does() {
    let host = HostConfig::new().fuel(true).build().unwrap();
    let mut used = Vec::new();
    for code in ["i32.const 0", "(drop (i32.const 0)) i32.const 0"] {
        let exit = Command::new(&host, components::command(code));
        used.push(exit.run().await.unwrap().fuel.unwrap());
    }
    assert!(0 < used[0] && used[0] < used[1], "{used:?}");

    let exit = Command::new(&Host::shared(), components::command("i32.const 0"));
    assert_eq!(exit.run().await.unwrap().fuel, None);
}

#[tokio::test]
async fn what_is_no_command_is_refused_with_the_reason() {
    let host = Host::shared();
    let module = wat::parse_str("(module)").unwrap();
    let cases = [
        (module, "is a core module, not a component"),
        (components::component(""), "exports no wasi:cli/run"),
        (components::component(r#"(import "a:b/c" (instance (export "f" (func))))"#), "a:b/c"),
    ];
    for (wasm, reason) in cases {
        let error = Command::new(&host, wasm).run().await.unwrap_err();
        let error = wharf_tests::explain(&error);
        assert!(error.contains(reason), "{error}");
    }
    let error = Command::new(&host, std::path::Path::new("no/such.wasm")).run().await;
    assert!(error.unwrap_err().to_string().contains("no/such.wasm"));
}

#[tokio::test]
async fn a_changed_file_is_compiled_anew() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("command.wasm");
    for status in [0, 1] {
        let wasm = components::command(&format!("i32.const {status}"));
        std::fs::write(&file, wasm).unwrap();
        // Clocks of file systems are coarse: two writes may have the same time.
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1 + status);
        let opened = std::fs::File::options().write(true).open(&file).unwrap();
        opened.set_modified(time).unwrap();
        let exit = Command::new(&Host::shared(), &file).run().await.unwrap();
        assert_eq!(exit.status, i32::try_from(status).unwrap());
    }
}

#[tokio::test]
async fn functions_are_called_by_name() {
    let mut instance = Instance::new(&Host::shared(), components::adder(), &Sandbox::new()).await.unwrap();
    let args = [Val::U32(2), Val::U32(3)];
    for interface in ["demo:sums/add", "demo:sums/add@1.0.0"] {
        let sum = instance.call(interface, "add", &args).await.unwrap();
        assert_eq!(sum, Some(Val::U32(5)));
    }
    for (interface, function, reason) in
        [("demo:sums/none", "add", "demo:sums/add@1.0.0"), ("demo:sums/add", "none", "no function \"none\"")]
    {
        let error = instance.call(interface, function, &args).await.unwrap_err();
        assert!(error.to_string().contains(reason), "{error}");
    }
    let error = instance.call("demo:sums/add", "add", &[]).await.unwrap_err();
    assert!(wharf_tests::explain(&error).contains("expected 2 argument(s)"), "{error:#}");
}

#[test]
fn imports_and_exports_are_named() {
    let imports = imports_of(components::cat()).unwrap();
    let imports: Vec<_> = imports
        .iter()
        .flat_map(|(interface, functions)| functions.iter().map(move |f| format!("{interface}#{f}")))
        .collect();
    assert_eq!(imports, ["wasi:cli/stdin@0.3.0#read-via-stream", "wasi:cli/stdout@0.3.0#write-via-stream"]);
    let exports = exports_of(components::cat()).unwrap();
    assert_eq!(exports["wasi:cli/run@0.3.0"].iter().collect::<Vec<_>>(), ["run"]);
}

#[tokio::test]
async fn a_service_that_traps_answers_500_and_starts_anew() {
    let wasm = components::trapping("wasi:http/service");
    for reuse in [Reuse::Shared, Reuse::PerRequest] {
        let service = Service::builder(&Host::shared(), wasm.clone()).reuse(reuse).start().await.unwrap();
        let mut client = Client::connect(service.address()).await.unwrap();
        for _ in 0..2 {
            let answer = client.get("/").await.unwrap();
            assert_eq!(answer.status(), 500);
            let body = String::from_utf8_lossy(answer.body());
            assert!(body.contains("the guest trapped: wasm trap"), "{body}");
        }
        assert_eq!(service.traps().len(), 2);
        drop(client);
        let report = service.shutdown().await.unwrap();
        assert_eq!((report.requests, report.instances), (2, 2));
    }
}

#[tokio::test]
async fn what_is_no_service_is_refused_with_the_reason() {
    let error = Service::builder(&Host::shared(), components::cat()).start().await;
    let error = error.err().unwrap().to_string();
    assert!(error.contains("exports no wasi:http/handler"), "{error}");
}
