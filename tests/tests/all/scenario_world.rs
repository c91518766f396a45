//! The guest `guest-async`, with what it imports: of the host, or of another component.

use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use wasmtime::component::{Linker, Val};
use wharf_tests::{Call, Host, Instance, Output, Sandbox, State, Wasm, compose, guest};

pub(crate) const SCENARIO: &str = "test:scenarios/scenario";

/// The guest and what its imports count.
pub(crate) struct World {
    pub(crate) instance: Instance,
    pub(crate) stderr: Output,
    unfinished: Arc<AtomicUsize>,
}

/// Counts a call of the host that is under way.
struct Running(Arc<AtomicUsize>);

impl Running {
    fn new(count: &Arc<AtomicUsize>) -> Self {
        count.fetch_add(1, Ordering::SeqCst);
        Running(count.clone())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

type HostCall<'a> = Pin<Box<dyn Future<Output = wasmtime::Result<()>> + Send + 'a>>;

impl World {
    /// The host is what the guest calls.
    pub(crate) async fn new() -> Self {
        let host = Host::shared();
        let unfinished = Arc::new(AtomicUsize::new(0));
        let mut linker = host.linker().unwrap();
        define_sleeping(&mut linker, &unfinished).unwrap();
        define_watching(&mut linker, &unfinished).unwrap();
        World::with_linker(guest_path("guest-async"), &linker, unfinished).await
    }

    /// Another component is what the guest calls, and both are one component.
    pub(crate) async fn composed() -> Self {
        let composed = compose(&guest_path("guest-async"), &[&guest_path("guest-sleeping")]).unwrap();
        World::with_linker(composed, &Host::shared().linker().unwrap(), Arc::default()).await
    }

    async fn with_linker(wasm: impl Into<Wasm>, linker: &Linker<State>, unfinished: Arc<AtomicUsize>) -> Self {
        let stderr = Output::capture();
        let sandbox = Sandbox::new().stderr(stderr.clone());
        let instance = Instance::with_linker(&Host::shared(), wasm, &sandbox, linker).await.unwrap();
        World { instance, stderr, unfinished }
    }

    /// Runs a scenario of the guest, three times in one instance: the first must leave nothing behind that the second
    /// trips over, and from then on memory is as it is.
    pub(crate) async fn run(mut self, name: &str) {
        let call = Call::new(SCENARIO, "run", &[Val::String(name.into())]);
        let mut settled = 0;
        for round in 1..=3 {
            let outcome = self.instance.call_all(std::slice::from_ref(&call)).await.unwrap();
            assert_eq!(outcome, [Some(Val::Result(Ok(None)))], "round {round}");
            match round {
                2 => settled = self.instance.memory(),
                3 => assert_eq!(self.instance.memory(), settled, "the third round needs more memory"),
                _ => {}
            }
        }
        assert_eq!(self.unfinished.load(Ordering::SeqCst), 0, "calls of the host are still under way");
    }
}

fn guest_path(name: &str) -> PathBuf {
    guest::component(name).unwrap_or_else(|error| panic!("{error}"))
}

fn define_sleeping(linker: &mut Linker<State>, unfinished: &Arc<AtomicUsize>) -> wasmtime::Result<()> {
    let mut sleeping = linker.instance("test:scenarios/sleeping")?;
    let count = unfinished.clone();
    sleeping.func_new_concurrent("sleep", move |_, _, params, _| -> HostCall<'_> {
        let running = Running::new(&count);
        let Val::U32(turns) = params[0] else { panic!("{params:?}") };
        Box::pin(async move {
            let _running = running;
            for _ in 0..turns {
                tokio::task::yield_now().await;
            }
            Ok(())
        })
    })?;
    sleeping.func_new_concurrent("answer", |_, _, params, results| -> HostCall<'_> {
        results[0] = params[0].clone();
        Box::pin(async { Ok(()) })
    })?;
    let count = unfinished.clone();
    sleeping.func_new_concurrent("never", move |_, _, params, _| -> HostCall<'_> {
        let running = Running::new(&count);
        assert!(matches!(params, [Val::String(_)]), "{params:?}");
        Box::pin(async move {
            let _running = running;
            std::future::pending().await
        })
    })
}

fn define_watching(linker: &mut Linker<State>, unfinished: &Arc<AtomicUsize>) -> wasmtime::Result<()> {
    let mut watching = linker.instance("test:scenarios/watching")?;
    let count = unfinished.clone();
    watching.func_new("unfinished", move |_, _, _, results| {
        results[0] = Val::U32(count.load(Ordering::SeqCst) as u32);
        Ok(())
    })?;
    // The host lets every call start at once.
    watching.func_new("hold", |_, _, _, _| Ok(()))
}
