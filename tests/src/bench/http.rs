//! A guest that exports `wasi:http/handler`, requested without a network.

use std::future::poll_fn;
use std::pin::Pin;

use anyhow::{Context as _, Result, ensure};
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use wasmtime::Store;
use wasmtime::component::Accessor;
use wasmtime_wasi_http::p3::Request;
use wasmtime_wasi_http::p3::bindings::Service as Guest;
use wasmtime_wasi_http::{Error, WasiHttpView as _};

use crate::{Host, Sandbox, State, Wasm};

pub(super) struct Service {
    store: Store<State>,
    guest: Guest,
}

impl Service {
    pub(super) async fn new(host: &Host, wasm: &Wasm) -> Result<Self> {
        let component = host.component(wasm)?;
        let mut store = host.store(&Sandbox::new())?;
        let instance = host.linker()?.instantiate_async(&mut store, &component).await?;
        let guest = Guest::new(&mut store, &instance)?;
        Ok(Self { store, guest })
    }

    /// Makes so many requests, one after the other. A request with a body is to be echoed; one without, greeted.
    pub(super) async fn request(&mut self, path: &str, body: usize, count: u32) -> Result<()> {
        let sent: Bytes = (0..body).map(|place| place as u8).collect();
        let expected = if body == 0 { Bytes::from(format!("Hello from {path}\n")) } else { sent.clone() };
        let guest = &self.guest;
        self.store
            .run_concurrent(async |tasks| {
                for _ in 0..count {
                    let answer = answer(tasks, guest, path, sent.clone()).await?;
                    ensure!(answer == expected, "{path}: {} bytes were sent, {} came back", sent.len(), answer.len());
                }
                poll_fn(|cx| tasks.poll_no_interesting_tasks(cx)).await;
                Ok(())
            })
            .await
            .map_err(anyhow::Error::from)?
    }

    pub(super) fn store(&mut self) -> &mut Store<State> {
        &mut self.store
    }

    pub(super) fn memory(&self) -> usize {
        self.store.data().memory().bytes()
    }
}

/// The body of the answer to one request.
async fn answer(tasks: &Accessor<State>, guest: &Guest, path: &str, body: Bytes) -> Result<Bytes> {
    let method = if body.is_empty() { http::Method::GET } else { http::Method::POST };
    let request = http::Request::builder()
        .method(method)
        .uri(path)
        .header("host", "localhost")
        .header("user-agent", "bench")
        .header("accept", "*/*")
        .body(Full::new(body).map_err(|never| -> Error { match never {} }))
        .context("the request")?;
    let (request, transfer) = tasks.with(|mut store| {
        let (request, transfer) = Request::from_http(store.get().http().hooks, request);
        (request, Box::pin(transfer) as Pin<Box<dyn Future<Output = Result<(), Error>> + Send>>)
    });
    let response = guest.handle(tasks, request).await?.map_err(|code| anyhow::anyhow!("{code:?}"))?;
    let response = tasks.with(|mut store| response.into_http(&mut store, transfer))?;
    ensure!(response.status() == 200, "{path} was answered with {}", response.status());
    let body = response.into_body().collect().await.map_err(|error| anyhow::anyhow!("{error:?}"))?;
    Ok(body.to_bytes())
}
