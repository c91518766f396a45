//! The examples: what they print and answer, and that they import only what they use.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use wasmtime::component::Val;
use wharf_tests::client::Client;
use wharf_tests::interface::{exports_of, imports_of};
use wharf_tests::{Call, Command, Exit, Host, Instance, Sandbox, Service, guest};

#[test]
fn every_example_is_tested() {
    let dirs = std::fs::read_dir(wharf_tests::workspace().join("examples")).unwrap();
    let mut dirs: Vec<_> = dirs.map(|dir| dir.unwrap().file_name()).collect();
    dirs.sort();
    let http = ["add-header", "download", "gzip", "hello-http", "http-proxy", "json-api", "ticker"];
    let net = ["lookup", "tcp-echo", "tcp-send", "udp-ping"];
    let others = ["cat", "clock", "greet", "greeter", "grep", "harbour", "wc"];
    let mut tested: Vec<_> = http.into_iter().chain(net).chain(others).collect();
    tested.sort_unstable();
    assert_eq!(dirs, tested);
}

#[test]
fn copying_takes_six_lines() {
    let source = std::fs::read_to_string(wharf_tests::workspace().join("examples/cat/src/main.rs")).unwrap();
    let lines = source.lines().filter(|line| !line.is_empty() && !line.starts_with("//"));
    assert_eq!(lines.count(), 6);
}

#[tokio::test]
async fn cat_copies_stdin_to_stdout() {
    let cat = component("cat");
    assert_uses(&cat, &["wasi:cli/stdin#read-via-stream", "wasi:cli/stdout#write-via-stream"]);
    let bytes: Vec<u8> = (0..250_000_u32).flat_map(u32::to_le_bytes).collect();
    for size in [0, 1, 4096, 65_536, 65_537, bytes.len()] {
        let exit = Command::new(&Host::shared(), &cat).stdin(bytes[..size].to_vec()).settle(true).run().await.unwrap();
        assert_clean(&exit);
        assert!(exit.stdout == bytes[..size], "{} of {size} bytes", exit.stdout.len());
    }
}

#[tokio::test]
async fn clock_sleeps_and_times_out() {
    let clock = component("clock");
    assert_uses(&clock, &["wasi:clocks/monotonic-clock#now", "wasi:clocks/monotonic-clock#wait-for"]);
    let start = Instant::now();
    let exit = Command::new(&Host::shared(), &clock).settle(true).run().await.unwrap();
    assert_clean(&exit);
    assert!(start.elapsed() >= Duration::from_millis(150));
    let stdout = exit.stdout_text();
    let [slept, gave_up, answered] = stdout.lines().collect::<Vec<_>>()[..] else {
        panic!("three lines, not {stdout}");
    };
    let slept = slept.strip_prefix("slept for ").and_then(|rest| rest.strip_suffix(" ms"));
    assert!(slept.unwrap().parse::<u64>().unwrap() >= 100, "{stdout}");
    assert!(gave_up.starts_with("did not wait for an hour: "), "{stdout}");
    assert_eq!(answered, "the answer was there at once: 42");
}

#[tokio::test]
async fn harbour_tries_a_crane_again() {
    let host = Host::shared();
    let harbour = component("harbour");
    let mut linker = host.linker().unwrap();
    let tries = Arc::new(AtomicU32::new(0));
    let counts = tries.clone();
    let mut crane = linker.instance("demo:harbour/crane").unwrap();
    crane
        .func_wrap_concurrent("lift", move |_, (number,): (u32,)| {
            let result = match counts.fetch_add(1, Ordering::SeqCst) {
                0 => Err("the crane is stuck".to_owned()),
                _ => Ok(10 * number),
            };
            Box::pin(async move { Ok((result,)) })
        })
        .unwrap();
    let mut instance = Instance::with_linker(&host, &harbour, &Sandbox::new(), &linker).await.unwrap();
    let tonnes = instance.call("demo:harbour/port", "unload", &[Val::U32(2)]).await.unwrap();
    assert_eq!(tonnes, Some(Val::Result(Ok(Some(Box::new(Val::U32(30)))))));
    assert_eq!(tries.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn greeter_greets_many_at_a_time() {
    let greeter = component("greeter");
    assert_uses(&greeter, &[]);
    let mut instance = Instance::new(&Host::shared(), &greeter, &Sandbox::new()).await.unwrap();
    let names: Vec<String> = (0..100).map(|number| format!("guest {number} ⚓")).collect();
    let calls: Vec<_> =
        names.iter().map(|name| Call::new("demo:greeter/greet", "greet", &[Val::String(name.clone())])).collect();
    let greetings = instance.call_all(&calls).await.unwrap();
    for (name, greeting) in names.iter().zip(greetings) {
        assert_eq!(greeting, Some(Val::String(format!("Hello, {name}!"))));
    }
    let nobody = [Val::String(String::new())];
    let greeting = instance.call("demo:greeter/greet", "greet", &nobody).await;
    assert_eq!(greeting.unwrap(), Some(Val::String("Hello, !".into())));
}

#[tokio::test]
async fn hello_http_answers() {
    let hello = component("hello-http");
    let exports = exports_of(&hello).unwrap();
    assert!(exports.keys().any(|name| name.starts_with("wasi:http/handler@0.3")));
    let used = uses(&hello);
    // It pays for nothing that it does not take: no method, headers or body of the request.
    let takes = ["authority", "path-with-query", "scheme"].map(|part| format!("[method]request.get-{part}"));
    let answers = ["[constructor]fields", "[method]fields.append", "[static]response.new"].map(String::from);
    let statuses = ["get", "set"].map(|verb| format!("[method]response.{verb}-status-code"));
    let expected = takes.into_iter().chain(answers).chain(statuses).map(|name| format!("wasi:http/types#{name}"));
    let expected: BTreeSet<_> = expected.collect();
    assert!(used.is_subset(&expected), "{:?}", used.difference(&expected).collect::<Vec<_>>());
    let service = Service::builder(&Host::shared(), hello).start().await.unwrap();
    let mut client = Client::connect(service.address()).await.unwrap();
    for path in ["/", "/wharf", "/a/b%20c"] {
        let answer = client.get(path).await.unwrap();
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.body(), &format!("Hello from {path}\n"));
    }
    let answer = client.get("/path?query=1").await.unwrap();
    assert_eq!(answer.body(), "Hello from /path\n");
    drop(client);
    let report = service.shutdown().await.unwrap();
    assert_eq!(report.traps, [""; 0]);
    assert_eq!((report.requests, report.instances), (4, 1));
}

pub(crate) fn component(example: &str) -> PathBuf {
    guest::component(example).unwrap_or_else(|error| panic!("{error}"))
}

/// The command succeeded and had nothing to complain about.
pub(crate) fn assert_clean(exit: &Exit) {
    assert_eq!(exit.trap, None);
    assert_eq!((exit.status, exit.stderr_text().as_str()), (0, ""));
}

/// The functions of WASI 0.3 that a component calls, without versions.
///
/// What the standard library calls for its own sake is of WASI 0.2: arguments, exit and standard streams, and a seed
/// for the hash maps that the header maps of the `http` crate fall back on under attack.
fn uses(component: &PathBuf) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    for (interface, functions) in imports_of(component).unwrap() {
        let (name, version) = interface.split_once('@').unwrap_or((&interface, ""));
        if version.starts_with("0.3.") {
            used.extend(functions.iter().map(|function| format!("{name}#{function}")));
        } else {
            assert!(
                version.starts_with("0.2.")
                    && (name.starts_with("wasi:cli/")
                        || name.starts_with("wasi:io/")
                        || name == "wasi:random/insecure-seed"),
                "{interface} is imported"
            );
        }
    }
    used
}

/// Asserts what a component calls, besides what any command calls to say how it ended.
pub(crate) fn assert_uses(component: &PathBuf, expected: &[&str]) {
    let mut used = uses(component);
    used.remove("wasi:cli/stderr#write-via-stream");
    used.remove("wasi:cli/exit#exit-with-code");
    let expected: BTreeSet<_> = expected.iter().map(ToString::to_string).collect();
    assert_eq!(used, expected);
}
