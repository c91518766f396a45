//! A service that answers so many requests at a time: `#[wharf::http::service(concurrency = 16)]`.

use futures::future::join_all;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use wharf_tests::client::Client;

use super::{Scenarios, text, wait_until};

/// The limit of the guest.
const LIMIT: usize = 16;

/// Sends so many requests at once, each on a connection of its own. All of them are answered.
async fn stay(scenarios: &Scenarios, count: usize, milliseconds: u32) {
    join_all((0..count).map(async |_| {
        let mut client = Client::connect(scenarios.service.address()).await.unwrap();
        let answer = client.get(&format!("/limits/stay?count={milliseconds}")).await.unwrap();
        assert_eq!((answer.status().as_u16(), text(&answer)), (200, "stayed"));
    }))
    .await;
}

async fn told(scenarios: &mut Scenarios) -> String {
    text(&scenarios.get("/limits/told").await).to_owned()
}

#[tokio::test]
async fn so_many_requests_are_answered_at_a_time_and_the_others_wait() {
    let mut scenarios = Scenarios::start().await;
    stay(&scenarios, 3 * LIMIT + 2, 100).await;
    assert_eq!(told(&mut scenarios).await, format!("{LIMIT} {}", 3 * LIMIT + 2));
    // The places are free again.
    stay(&scenarios, LIMIT + 1, 1).await;
    assert_eq!(told(&mut scenarios).await, format!("{LIMIT} {}", 4 * LIMIT + 3));
    scenarios.end().await;
}

#[tokio::test]
async fn clients_that_hang_up_while_they_wait_take_no_place() {
    let mut scenarios = Scenarios::start().await;
    let request = "GET /limits/stay?count=300 HTTP/1.1\r\nhost: a\r\n\r\n";
    let mut impatient = Vec::new();
    // The first ones hang up while they are served, the others while they wait.
    for _ in 0..2 * LIMIT {
        let mut stream = TcpStream::connect(scenarios.service.address()).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        impatient.push(stream);
    }
    wait_until(|| scenarios.stderr().contains("full")).await;
    drop(impatient);
    stay(&scenarios, 2 * LIMIT, 10).await;
    let told = told(&mut scenarios).await;
    let (most, served) = told.split_once(' ').unwrap();
    assert_eq!(most, LIMIT.to_string());
    assert!(served.parse::<usize>().unwrap() >= 2 * LIMIT, "{told}");
    // Nothing is left running of those that have gone.
    scenarios.end().await;
}
