//! The examples that have to do with files, sockets and other components, beside real counterparts.

use std::net::SocketAddr;

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use wharf_tests::interface::imports_of;
use wharf_tests::{Command, Exit, Host, Input, Output, Sandbox, Wasm, compose};

use crate::examples::{assert_clean, component};

async fn run(example: impl Into<Wasm>, sandbox: Sandbox, args: &[&str]) -> Exit {
    let command = Command::new(&Host::shared(), example).sandbox(sandbox).args(args.iter().copied());
    command.settle(true).run().await.unwrap()
}

#[tokio::test]
async fn wc_counts() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("words"), "one two\n  three\n\nfour").unwrap();
    std::fs::write(dir.path().join("large"), "word \n".repeat(100_000)).unwrap();
    let sandbox = Sandbox::new().dir(dir.path(), ".");
    let exit = run(component("wc"), sandbox.clone(), &["words", "./large"]).await;
    assert_clean(&exit);
    assert_eq!(exit.stdout_text(), "       3       4      21 words\n  100000  100000  600000 ./large\n");
    let exit = run(component("wc"), sandbox, &["nothing"]).await;
    assert_eq!((exit.status, exit.trap.as_deref()), (1, None));
    assert_eq!(exit.stderr_text(), "Error: cannot open `nothing`: there is no such file or directory\n");
}

#[tokio::test]
async fn grep_searches_a_tree() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(dir.path().join("a/b")).unwrap();
    std::fs::write(dir.path().join("top"), "an anchor\nnothing\nanchors aweigh").unwrap();
    std::fs::write(dir.path().join("a/b/deep"), "\n\nthe anchor").unwrap();
    std::fs::write(dir.path().join("a/binary"), b"anchor \xff\n").unwrap();
    let exit = run(component("grep"), Sandbox::new().dir(dir.path(), "/tree"), &["anchor", "/tree"]).await;
    assert_clean(&exit);
    let stdout = exit.stdout_text();
    let mut lines: Vec<_> = stdout.lines().collect();
    lines.sort_unstable();
    assert_eq!(lines, ["/tree/a/b/deep:3: the anchor", "/tree/top:1: an anchor", "/tree/top:3: anchors aweigh"]);
    let exit = run(component("grep"), Sandbox::new(), &[]).await;
    assert_eq!((exit.status, exit.stderr_text().as_str()), (1, "Error: usage: grep TEXT [DIRECTORY]\n"));
}

#[tokio::test]
async fn tcp_echo_serves_many() {
    let (stdout, printed) = Output::pipe(100_000);
    let sandbox = Sandbox::new().network(true).stdout(stdout);
    // It serves until it is dropped.
    let serving = tokio::spawn(async move { run(component("tcp-echo"), sandbox, &["127.0.0.1:0"]).await });
    let mut printed = BufReader::new(printed).lines();
    let line = printed.next_line().await.unwrap().unwrap();
    let address: SocketAddr = line.strip_prefix("listening on ").unwrap().parse().unwrap();
    let mut clients = Vec::new();
    for size in [0, 1, 1_000_000] {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(b"first").await.unwrap();
        clients.push((stream, vec![b'x'; size]));
    }
    for (mut stream, bytes) in clients {
        let mut answer = vec![0; 5];
        stream.read_exact(&mut answer).await.unwrap();
        assert_eq!(answer, b"first");
        let (mut reader, mut writer) = stream.split();
        let sending = async {
            writer.write_all(&bytes).await.unwrap();
            writer.shutdown().await.unwrap();
        };
        answer.clear();
        let (read, ()) = tokio::join!(reader.read_to_end(&mut answer), sending);
        read.unwrap();
        assert!(answer == bytes);
        let line = printed.next_line().await.unwrap().unwrap();
        assert!(line.starts_with(&format!("{} bytes for 127.0.0.1:", bytes.len() + 5)), "{line}");
    }
    assert!(!serving.is_finished());
    serving.abort();
}

#[tokio::test]
async fn tcp_send_talks_to_a_server() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let serving = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(b"welcome: ").await.unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).await.unwrap();
        stream.write_all(text.to_uppercase().as_bytes()).await.unwrap();
    });
    let sandbox = Sandbox::new().network(true).stdin(Input::bytes("some words"));
    let exit = run(component("tcp-send"), sandbox.clone(), &[&address]).await;
    assert_clean(&exit);
    assert_eq!(exit.stdout_text(), "welcome: SOME WORDS");
    serving.await.unwrap();
    let exit = run(component("tcp-send"), sandbox, &[&address]).await;
    assert_eq!((exit.status, exit.trap.as_deref()), (1, None));
    assert!(exit.stderr_text().contains("connection refused"), "{}", exit.stderr_text());
}

#[tokio::test]
async fn udp_ping_measures() {
    let server = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let address = server.local_addr().unwrap().to_string();
    let answering = tokio::spawn(async move {
        let mut datagram = [0; 100];
        loop {
            let (count, sender) = server.recv_from(&mut datagram).await.unwrap();
            // The second is lost.
            if datagram[0] != 2 {
                server.send_to(&datagram[..count], sender).await.unwrap();
            }
        }
    });
    let exit = run(component("udp-ping"), Sandbox::new().network(true), &[&address]).await;
    assert_clean(&exit);
    let stdout = exit.stdout_text();
    let [first, second, third] = stdout.lines().collect::<Vec<_>>()[..] else { panic!("{stdout}") };
    assert!(first.starts_with("1: ") && first.ends_with(" ms"), "{stdout}");
    assert_eq!(second, "2: lost");
    assert!(third.starts_with("3: ") && third.ends_with(" ms"), "{stdout}");
    answering.abort();
}

#[tokio::test]
async fn lookup_finds_addresses() {
    let exit = run(component("lookup"), Sandbox::new().network(true), &["localhost", "192.0.2.1"]).await;
    assert_clean(&exit);
    let stdout = exit.stdout_text();
    assert!(stdout.contains("localhost has the address 127.0.0.1\n"), "{stdout}");
    assert!(stdout.ends_with("192.0.2.1 has the address 192.0.2.1\n"), "{stdout}");
    let exit = run(component("lookup"), Sandbox::new().network(true), &["no-such-host.invalid"]).await;
    assert_eq!((exit.status, exit.trap.as_deref()), (1, None));
    assert!(exit.stderr_text().starts_with("Error: cannot look up `no-such-host.invalid`: "), "{}", exit.stderr_text());
}

/// The program `greet` and the library `greeter` in one component, which wants nothing more than its host.
#[tokio::test]
async fn greet_calls_on_greeter() {
    let (program, library) = (component("greet"), component("greeter"));
    let wants_greeter = |wasm: Wasm| imports_of(wasm).unwrap().contains_key("demo:greeter/greet");
    assert!(wants_greeter(program.as_path().into()));
    let composed = compose(&program, &[&library]).unwrap();
    assert!(!wants_greeter(composed.clone().into()));
    let exit = run(composed, Sandbox::new(), &["wharf", "⚓"]).await;
    assert_clean(&exit);
    assert_eq!(exit.stdout_text(), "Hello, wharf!\nHello, ⚓!\n");
}
