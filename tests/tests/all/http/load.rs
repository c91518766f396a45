//! HTTP guests under load and at their limits.

use std::sync::atomic::{AtomicUsize, Ordering};

use futures::future::join_all;
use wharf_tests::client::Client;
use wharf_tests::{Host, PATIENCE, Service, guest};

/// The requests of one round, sent over `CONNECTIONS` connections that are kept alive.
const ROUND: usize = 1000;
const ROUNDS: usize = 10;
const CONNECTIONS: usize = 50;

#[tokio::test]
async fn one_instance_answers_10_000_requests_in_the_memory_of_the_first_1_000() {
    let hello = guest::component("hello-http").unwrap();
    let service = Service::builder(&Host::shared(), hello).start().await.unwrap();
    let memory = tokio::time::timeout(PATIENCE, load(&service)).await.expect("the requests are answered");
    assert_eq!(memory.len(), ROUNDS);
    assert!(memory[0] > 0);
    assert_eq!(memory[0], memory[ROUNDS - 1], "bytes after each round: {memory:?}");

    let report = service.shutdown().await.unwrap();
    assert_eq!(report.traps, [""; 0]);
    assert_eq!((report.requests, report.instances), (ROUND * ROUNDS, 1));
}

/// Sends all the rounds, checks every answer, and returns the guest's memory in bytes after each round.
async fn load(service: &Service) -> Vec<usize> {
    let mut clients = Vec::new();
    for _ in 0..CONNECTIONS {
        clients.push(Client::connect(service.address()).await.unwrap());
    }
    let next = AtomicUsize::new(0);
    let mut memory = Vec::new();
    for round in 1..=ROUNDS {
        join_all(clients.iter_mut().map(async |client| {
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= round * ROUND {
                    break;
                }
                let path = format!("/{number}");
                let answer = client.get(&path).await.unwrap();
                assert_eq!(answer.status(), 200);
                assert_eq!(answer.body(), &format!("Hello from {path}\n"));
            }
        }))
        .await;
        next.store(round * ROUND, Ordering::Relaxed);
        memory.push(service.memory());
    }
    memory
}
