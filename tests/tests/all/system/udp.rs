//! UDP and name lookup, with a server of the test's.

use tokio::net::UdpSocket;
use wharf_tests::Sandbox;

use super::{run_with, scenarios};

fn network() -> (Sandbox, ()) {
    (Sandbox::new().network(true), ())
}

scenarios! { network:
    datagram_options
    lookups
}

fn nothing() -> (Sandbox, ()) {
    (Sandbox::new(), ())
}

scenarios! { nothing:
    lookups_not_permitted
}

/// Sends back what comes, as long as the test runs.
async fn echo() -> std::net::SocketAddr {
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let address = socket.local_addr().unwrap();
    tokio::spawn(async move {
        let mut buffer = vec![0; 65_536];
        loop {
            let (count, sender) = socket.recv_from(&mut buffer).await.unwrap();
            socket.send_to(&buffer[..count], sender).await.unwrap();
        }
    });
    address
}

#[tokio::test]
async fn datagrams() {
    run_with("datagrams", echo().await).await;
}

#[tokio::test]
async fn a_fixed_peer() {
    run_with("a_fixed_peer", echo().await).await;
}

#[tokio::test]
async fn datagrams_too_large() {
    run_with("datagrams_too_large", echo().await).await;
}
