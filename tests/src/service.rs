//! Components that serve HTTP.

mod connection;
mod worker;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use hyper::body::Incoming;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinHandle;
use wasmtime_wasi_http::WasiBody;
use wasmtime_wasi_http::p3::bindings::ServicePre;

use self::worker::{Job, Worker};
use crate::interface::exports_interface;
use crate::state::Memory;
use crate::{Host, PATIENCE, Sandbox, State, Wasm};

/// Whether requests share an instance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reuse {
    /// One instance takes all requests, many at a time. After a trap the next request gets a new one.
    #[default]
    Shared,
    /// Every request gets an instance of its own.
    PerRequest,
}

/// A component that exports `wasi:http/handler@0.3`, about to serve.
#[must_use = "a service does nothing until it is started"]
pub struct ServiceBuilder {
    host: Host,
    wasm: Wasm,
    sandbox: Sandbox,
    address: SocketAddr,
    reuse: Reuse,
}

impl ServiceBuilder {
    /// What the guest sees of the world.
    pub fn sandbox(mut self, sandbox: Sandbox) -> Self {
        self.sandbox = sandbox;
        self
    }

    /// Where to listen. The default is a free port of 127.0.0.1.
    pub fn address(mut self, address: SocketAddr) -> Self {
        self.address = address;
        self
    }

    /// Whether requests share an instance.
    pub fn reuse(mut self, reuse: Reuse) -> Self {
        self.reuse = reuse;
        self
    }

    /// Starts to serve.
    ///
    /// # Errors
    ///
    /// When the component cannot be loaded, exports no `wasi:http/handler@0.3`, wants an import that this host
    /// does not have, traps when it is instantiated, or the address is taken.
    pub async fn start(self) -> Result<Service> {
        let component = self.host.component(&self.wasm)?;
        if !exports_interface(self.host.engine(), &component, "wasi:http/handler@0.3") {
            bail!("{} exports no wasi:http/handler@0.3: it is not an HTTP service", self.wasm);
        }
        let pre = self
            .host
            .linker()?
            .instantiate_pre(&component)
            .and_then(ServicePre::new)
            .map_err(anyhow::Error::from)
            .with_context(|| format!("cannot instantiate {}", self.wasm))?;
        let listener =
            TcpListener::bind(self.address).await.with_context(|| format!("cannot listen on {}", self.address))?;
        let address = listener.local_addr()?;

        let (running, ended) = mpsc::channel(1);
        let shared = Arc::new(Shared {
            host: self.host,
            sandbox: self.sandbox,
            pre,
            reuse: self.reuse,
            current: tokio::sync::Mutex::default(),
            log: Log::default(),
            running,
        });
        if self.reuse == Reuse::Shared {
            let mut current = shared.current.lock().await;
            shared.current_worker(&mut current).await?;
        }
        let (stop, stopped) = watch::channel(false);
        let accepting = tokio::spawn(connection::accept(listener, shared.clone(), stopped));
        Ok(Service { address, shared, stop, accepting, ended })
    }
}

/// A component serving HTTP on a loopback port.
pub struct Service {
    address: SocketAddr,
    shared: Arc<Shared>,
    stop: watch::Sender<bool>,
    accepting: JoinHandle<()>,
    ended: mpsc::Receiver<()>,
}

/// What a service did until it was shut down.
#[derive(Clone, Debug)]
pub struct Report {
    /// The requests that reached a guest.
    pub requests: usize,
    /// The instances that were made.
    pub instances: usize,
    /// The linear memory of the last instance, in bytes.
    pub memory: usize,
    /// The fuel that the last instance used, when its host counts fuel.
    pub fuel: Option<u64>,
    /// The traps, each with the guest's backtrace.
    pub traps: Vec<String>,
}

impl Service {
    /// A service that sees nothing of the world, in `host`.
    pub fn builder(host: &Host, wasm: impl Into<Wasm>) -> ServiceBuilder {
        ServiceBuilder {
            host: host.clone(),
            wasm: wasm.into(),
            sandbox: Sandbox::new(),
            address: (Ipv4Addr::LOCALHOST, 0).into(),
            reuse: Reuse::default(),
        }
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The size in bytes of the linear memory of the running instance.
    #[must_use]
    pub fn memory(&self) -> usize {
        self.shared.log.memory().bytes()
    }

    /// The instances made so far.
    #[must_use]
    pub fn instances(&self) -> usize {
        self.shared.log.instances.load(Ordering::Relaxed)
    }

    /// The traps so far, each with the guest's backtrace.
    #[must_use]
    pub fn traps(&self) -> Vec<String> {
        self.shared.log.traps()
    }

    /// Takes no more requests, finishes those under way and what the guest still does after them, and drops the
    /// instances.
    ///
    /// # Errors
    ///
    /// When that takes longer than [`PATIENCE`].
    pub async fn shutdown(mut self) -> Result<Report> {
        // Nobody listens when the accepting task has panicked, which the next line reports.
        let _ = self.stop.send(true);
        within(PATIENCE, "requests under way", &mut self.accepting).await?.context("the server failed")?;
        let log = self.shared.log.clone();
        // The last holder, now that all connections are closed: this also lets the shared instance go.
        drop(self.shared);
        within(PATIENCE, "tasks the guest left behind", self.ended.recv()).await?;
        Ok(Report {
            requests: log.requests.load(Ordering::Relaxed),
            instances: log.instances.load(Ordering::Relaxed),
            memory: log.memory().bytes(),
            fuel: *log.fuel.lock().unwrap_or_else(PoisonError::into_inner),
            traps: log.traps(),
        })
    }
}

async fn within<T>(limit: Duration, what: &str, future: impl Future<Output = T>) -> Result<T> {
    tokio::time::timeout(limit, future)
        .await
        .with_context(|| format!("{what} did not end within {limit:?} of the shutdown: they hang"))
}

/// What the connections and workers of a service share.
struct Shared {
    host: Host,
    sandbox: Sandbox,
    pre: ServicePre<State>,
    reuse: Reuse,
    /// The worker of the shared instance.
    current: tokio::sync::Mutex<Option<Worker>>,
    log: Log,
    /// Held by every worker: a shutdown waits until the last one is gone.
    running: mpsc::Sender<()>,
}

/// What happened so far.
#[derive(Clone, Default)]
struct Log(Arc<Entries>);

#[derive(Default)]
struct Entries {
    requests: AtomicUsize,
    instances: AtomicUsize,
    memory: Mutex<Memory>,
    fuel: Mutex<Option<u64>>,
    traps: Mutex<Vec<String>>,
}

impl std::ops::Deref for Log {
    type Target = Entries;

    fn deref(&self) -> &Entries {
        &self.0
    }
}

impl Log {
    fn memory(&self) -> Memory {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn traps(&self) -> Vec<String> {
        self.traps.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn instantiated(&self, memory: &Memory) {
        self.instances.fetch_add(1, Ordering::Relaxed);
        *self.memory.lock().unwrap_or_else(PoisonError::into_inner) = memory.clone();
    }

    fn used(&self, fuel: Option<u64>) {
        *self.fuel.lock().unwrap_or_else(PoisonError::into_inner) = fuel;
    }

    fn trapped(&self, trap: &str) {
        self.traps.lock().unwrap_or_else(PoisonError::into_inner).push(trap.to_owned());
    }
}

impl Shared {
    /// Has a guest answer a request. An error is what to tell the client: the guest trapped, or returned an
    /// `error-code`.
    async fn answer(&self, request: http::Request<Incoming>) -> Result<http::Response<WasiBody>> {
        self.log.requests.fetch_add(1, Ordering::Relaxed);
        let (answer, answered) = oneshot::channel();
        let job = Job { request, answer };
        let fate = match self.reuse {
            Reuse::PerRequest => {
                let worker = Worker::start(self).await?;
                worker.send(job)?;
                worker.fate()
            }
            Reuse::Shared => {
                let mut current = self.current.lock().await;
                let worker = self.current_worker(&mut current).await?;
                worker.send(job)?;
                worker.fate()
            }
        };
        match answered.await {
            Ok(response) => response,
            Err(_) => Err(fate.reason().await),
        }
    }

    /// The worker of the shared instance: the one there is, or a new one when it has trapped.
    async fn current_worker<'a>(&self, current: &'a mut Option<Worker>) -> Result<&'a Worker> {
        if current.as_ref().is_none_or(Worker::is_gone) {
            *current = Some(Worker::start(self).await?);
        }
        current.as_ref().context("a worker was just started")
    }
}
