//! `wharf::http` against real servers and clients.

mod bodies;
mod client;
mod echo;
mod examples;
mod extract;
mod failures;
mod limits;
mod load;
mod middleware;
mod peer;
mod tower;
mod upstream;

use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{Request, Response};
use wharf_tests::client::Client;
use wharf_tests::{Host, Output, PATIENCE, Sandbox, Service, guest};

/// The guest with the scenarios, served, and a client of it.
struct Scenarios {
    service: Service,
    client: Client,
    stderr: Output,
}

impl Scenarios {
    async fn start() -> Self {
        let guest = guest::component("guest-http").unwrap_or_else(|error| panic!("{error}"));
        let stderr = Output::capture();
        let sandbox = Sandbox::new().network(true).stderr(stderr.clone());
        let service = Service::builder(&Host::shared(), guest).sandbox(sandbox).start().await.unwrap();
        let client = Client::connect(service.address()).await.unwrap();
        Self { service, client, stderr }
    }

    async fn get(&mut self, path: &str) -> Response<Bytes> {
        self.client.get(path).await.unwrap()
    }

    async fn send(&mut self, request: Request<impl Into<Bytes>>) -> Response<Bytes> {
        self.client.send(request.map(Into::into)).await.unwrap()
    }

    async fn post(&mut self, path: &str, body: impl Into<Bytes>) -> Response<Bytes> {
        self.send(Request::post(path).body(body.into()).unwrap()).await
    }

    /// What the guest has printed to stderr.
    fn stderr(&self) -> String {
        String::from_utf8(self.stderr.captured().into()).unwrap()
    }

    /// Ends the service: nothing trapped, and nothing is left running.
    async fn end(self) {
        drop(self.client);
        let report = self.service.shutdown().await.unwrap();
        assert_eq!(report.traps, [""; 0]);
        assert_eq!(report.instances, 1);
    }
}

fn text(response: &Response<Bytes>) -> &str {
    std::str::from_utf8(response.body()).unwrap()
}

/// Waits for something that happens beside.
async fn wait_until(mut happened: impl FnMut() -> bool) {
    let patience = Instant::now() + PATIENCE;
    while !happened() {
        assert!(Instant::now() < patience, "it never happened");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
