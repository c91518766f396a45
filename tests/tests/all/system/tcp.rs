//! TCP, with servers and clients of the test's.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use wharf_tests::{Output, Sandbox};

use super::{assert_success, run_with, scenario, scenarios};

fn network() -> (Sandbox, ()) {
    (Sandbox::new().network(true), ())
}

scenarios! { network:
    options
    incoming_connections
    an_accept_that_was_given_up
    addresses_in_use
}

/// Serves each connection by `serve` as long as the test runs.
async fn server<F: Future<Output = ()> + Send + 'static>(serve: fn(TcpStream) -> F) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream));
        }
    });
    address
}

/// Sends back what comes, and `bye` at the end.
async fn echo(mut stream: TcpStream) {
    let (mut reader, mut writer) = stream.split();
    tokio::io::copy(&mut reader, &mut writer).await.unwrap();
    writer.write_all(b"bye").await.unwrap();
}

/// An address where nothing listens.
async fn nowhere() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap()
}

#[tokio::test]
async fn a_client() {
    run_with("a_client", server(echo).await).await;
}

#[tokio::test]
async fn halves_in_tasks() {
    run_with("halves_in_tasks", server(echo).await).await;
}

#[tokio::test]
async fn both_directions_at_once() {
    let exit = run_with("both_directions_at_once", server(echo).await).await;
    assert!(exit.memory < 4 << 20, "{} bytes of memory for 16 MB that went through", exit.memory);
}

#[tokio::test]
async fn a_server() {
    let (stdout, printed) = Output::pipe(1000);
    let serving = scenario("a_server", Sandbox::new().network(true).stdout(stdout)).settle(true).run();
    let asking = tokio::spawn(async {
        let mut line = String::new();
        BufReader::new(printed).read_line(&mut line).await.unwrap();
        for word in ["ahoi", "", &"long ".repeat(100_000)] {
            let mut stream = TcpStream::connect(line.trim()).await.unwrap();
            stream.write_all(word.as_bytes()).await.unwrap();
            stream.shutdown().await.unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).await.unwrap();
            assert!(answer == word.to_uppercase());
        }
    });
    assert_success(&serving.await.unwrap());
    asking.await.unwrap();
}

#[tokio::test]
async fn refused_and_unreachable() {
    run_with("refused_and_unreachable", nowhere().await).await;
}

#[tokio::test]
async fn reset() {
    let address = server(|mut stream| async move {
        stream.read_u8().await.unwrap();
        // Closing resets the connection then.
        stream.set_zero_linger().unwrap();
    });
    run_with("reset", address.await).await;
}

#[tokio::test]
async fn half_closed() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let serving = tokio::spawn(async move {
        for expected in ["still here", "and here", ""] {
            let (mut stream, _) = listener.accept().await.unwrap();
            stream.shutdown().await.unwrap();
            let mut text = String::new();
            stream.read_to_string(&mut text).await.unwrap();
            assert_eq!(text, expected);
        }
    });
    run_with("half_closed", address).await;
    serving.await.unwrap();
}

#[tokio::test]
async fn no_network() {
    let exit = scenario("no_network", Sandbox::new()).args([nowhere().await.to_string()]).run().await.unwrap();
    assert_success(&exit);
}

#[tokio::test]
async fn sent_and_dropped() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let sandbox = Sandbox::new().network(true);
    let guest = scenario("sent_and_dropped", sandbox).args([listener.local_addr().unwrap().to_string()]).run();
    let serving = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        // The other side has to wait.
        tokio::time::sleep(Duration::from_millis(50)).await;
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).await.unwrap();
        bytes
    });
    assert_success(&guest.await.unwrap());
    let bytes = serving.await.unwrap();
    assert!(bytes.into_iter().eq((0..300_000_u32).flat_map(u32::to_le_bytes)));
}

#[tokio::test]
async fn a_file_from_a_socket() {
    let address = server(|mut stream| async move { stream.write_all(&[7; 1_000_000]).await.unwrap() }).await;
    let dir = tempfile::tempdir().unwrap();
    let sandbox = Sandbox::new().network(true).dir(dir.path(), "/data");
    let exit = scenario("a_file_from_a_socket", sandbox).args([address.to_string()]).run().await.unwrap();
    assert_success(&exit);
    assert!(std::fs::read(dir.path().join("received")).unwrap() == [7; 1_000_000]);
}
