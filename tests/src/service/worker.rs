//! The task that owns an instance of a service.

use std::pin::Pin;
use std::task::{Context, Poll};

use anyhow::{Context as _, Result, anyhow};
use bytes::Bytes;
use futures::stream::{FuturesUnordered, StreamExt as _};
use http_body_util::BodyExt as _;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use tokio::sync::{mpsc, oneshot, watch};
use wasmtime::Store;
use wasmtime::component::Accessor;
use wasmtime_wasi_http::p3::Request;
use wasmtime_wasi_http::p3::bindings::Service;
use wasmtime_wasi_http::{Error, WasiBody, WasiHttpView as _};

use super::Shared;
use crate::State;
use crate::explain::explain_trap;

/// Word of how the transfer of a request's body ended.
type Transfer = Pin<Box<dyn Future<Output = Result<(), Error>> + Send>>;

/// A request on its way to a guest.
pub(super) struct Job {
    pub(super) request: http::Request<Incoming>,
    pub(super) answer: oneshot::Sender<Result<http::Response<WasiBody>>>,
}

/// The task that owns an instance and gives it requests. It ends when its handle is dropped and the guest has
/// finished all it does, or when the guest traps.
pub(super) struct Worker {
    jobs: mpsc::UnboundedSender<Job>,
    fate: Fate,
}

/// Why a worker ended.
#[derive(Clone)]
pub(super) struct Fate(watch::Receiver<Option<String>>);

impl Fate {
    /// Waits for the worker's end and says why a request was left without an answer.
    pub(super) async fn reason(mut self) -> anyhow::Error {
        match self.0.wait_for(Option::is_some).await.as_deref() {
            Ok(Some(trap)) => anyhow!("the guest trapped: {trap}"),
            Ok(None) | Err(_) => anyhow!("the guest ended without an answer"),
        }
    }
}

impl Worker {
    /// Instantiates the service's component and starts to take jobs for it.
    pub(super) async fn start(shared: &Shared) -> Result<Self> {
        let mut store = shared.host.store(&shared.sandbox)?;
        let guest = match shared.pre.instantiate_async(&mut store).await {
            Ok(guest) => guest,
            Err(error) => {
                if error.is::<wasmtime::Trap>() {
                    shared.log.trapped(&explain_trap(&error));
                }
                return Err(anyhow::Error::from(error)).context("cannot instantiate the service");
            }
        };
        shared.log.instantiated(store.data().memory());
        let (jobs, todo) = mpsc::unbounded_channel();
        let (end, fate) = watch::channel(None);
        let (host, log, running) = (shared.host.clone(), shared.log.clone(), shared.running.clone());
        tokio::spawn(async move {
            let _running = running;
            let served = serve(&mut store, &guest, todo).await;
            log.used(host.fuel_used(&store));
            if let Err(trap) = served {
                let trap = explain_trap(&trap);
                log.trapped(&trap);
                end.send_replace(Some(trap));
            }
        });
        Ok(Self { jobs, fate: Fate(fate) })
    }

    /// Whether the instance has trapped.
    pub(super) fn is_gone(&self) -> bool {
        self.jobs.is_closed()
    }

    pub(super) fn send(&self, job: Job) -> Result<()> {
        self.jobs.send(job).map_err(|_| anyhow!("the guest trapped while this request was on its way to it"))
    }

    pub(super) fn fate(&self) -> Fate {
        self.fate.clone()
    }
}

/// Runs the instance's event loop until there are no more jobs and the guest has no tasks left.
///
/// # Errors
///
/// The trap that ended it. Jobs without an answer are dropped then.
async fn serve(
    store: &mut Store<State>,
    guest: &Service,
    mut jobs: mpsc::UnboundedReceiver<Job>,
) -> wasmtime::Result<()> {
    store
        .run_concurrent(async |tasks| {
            let mut running = FuturesUnordered::new();
            let mut open = true;
            loop {
                tokio::select! {
                    Some(done) = running.next() => done?,
                    job = jobs.recv(), if open => match job {
                        Some(job) => running.push(handle(tasks, guest, job)),
                        None => open = false,
                    },
                    else => break,
                }
            }
            std::future::poll_fn(|cx| tasks.poll_no_interesting_tasks(cx)).await;
            Ok(())
        })
        .await?
}

/// Answers one request; done when the client has all of the response, or has gone.
async fn handle(tasks: &Accessor<State>, guest: &Service, job: Job) -> wasmtime::Result<()> {
    let Job { request, answer } = job;
    // The request's target goes to the guest as it came, without scheme and authority, as `wasmtime serve` has it.
    let (request, transfer) = tasks.with(|mut store| {
        let (request, transfer) = Request::from_http(store.get().http().hooks, request);
        // Boxed, as its type would borrow the store.
        (request, Box::pin(transfer) as Transfer)
    });
    let response = match guest.handle(tasks, request).await? {
        Ok(response) => tasks.with(|mut store| response.into_http(&mut store, transfer))?,
        Err(code) => {
            // A client that has gone has no use for it.
            let _ = answer.send(Err(anyhow!("the guest returned the error {code:?}")));
            return Ok(());
        }
    };
    let (held, released) = oneshot::channel::<()>();
    let response = response.map(|body| Held { body, _held: held }.boxed_unsync());
    if answer.send(Ok(response)).is_ok() {
        // Resolves when the body is dropped: nothing is ever sent.
        let _ = released.await;
    }
    Ok(())
}

/// A response's body, and word of its end.
struct Held {
    body: WasiBody,
    _held: oneshot::Sender<()>,
}

impl Body for Held {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
