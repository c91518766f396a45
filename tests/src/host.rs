//! The engine, and the components compiled for it.

use std::collections::HashMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, SystemTime};

use anyhow::{Context as _, Result, bail};
use wasmtime::component::{Component, Linker};
use wasmtime::{Config, Engine, OperatorCost, Store};

use crate::interface::exports_interface;
use crate::{Sandbox, State};

/// How often a running guest is interrupted, so that the timers of its host get their turn.
const TICK: Duration = Duration::from_millis(10);

/// How a [`Host`] is set up.
///
/// The default is what `wasmtime run` does without flags, with interruption added.
#[derive(Clone, Debug)]
#[must_use]
pub struct HostConfig {
    fuel: bool,
    cost: Option<OperatorCost>,
    interruptible: bool,
    extensions: bool,
}

impl Default for HostConfig {
    fn default() -> Self {
        Self { fuel: false, cost: None, interruptible: true, extensions: false }
    }
}

impl HostConfig {
    /// The default settings.
    pub fn new() -> Self {
        Self::default()
    }

    /// Counts the instructions a guest executes, reported as [`Exit::fuel`](crate::Exit::fuel).
    pub fn fuel(mut self, yes: bool) -> Self {
        self.fuel = yes;
        self
    }

    /// Counts fuel, at these prices for instructions.
    pub fn operator_cost(mut self, cost: OperatorCost) -> Self {
        self.cost = Some(cost);
        self.fuel(true)
    }

    /// Interrupts guests that compute without pause, so that a limit on their time holds for them too. It adds
    /// a check to every loop and function of the guest: benchmarks switch it off.
    pub fn interruptible(mut self, yes: bool) -> Self {
        self.interruptible = yes;
        self
    }

    /// Enables the parts of the component model that `wasmtime run` wants a flag for: maps, fixed-length lists,
    /// `error-context`, imports under names of their own, and the async built-ins beyond those that WASI 0.3 needs.
    pub fn extensions(mut self, yes: bool) -> Self {
        self.extensions = yes;
        self
    }

    /// Makes the host.
    ///
    /// # Errors
    ///
    /// When wasmtime cannot compile for this machine.
    pub fn build(self) -> Result<Host> {
        let mut config = Config::new();
        config.wasm_component_model_async(true);
        config.consume_fuel(self.fuel);
        if let Some(cost) = &self.cost {
            config.operator_cost(cost.clone());
        }
        config.epoch_interruption(self.interruptible);
        if self.extensions {
            config.wasm_component_model_more_async_builtins(true);
            config.wasm_component_model_error_context(true);
            config.wasm_component_model_map(true);
            config.wasm_component_model_fixed_length_lists(true);
            config.wasm_component_model_implements(true);
        }
        let engine =
            Engine::new(&config).map_err(anyhow::Error::from).context("wasmtime does not start on this machine")?;
        if self.interruptible {
            tick(&engine);
        }
        Ok(Host(Arc::new(Inner { engine, config: self, compiled: Mutex::default() })))
    }
}

/// Advances the engine's epoch until the last user of the engine is gone.
fn tick(engine: &Engine) {
    let engine = engine.weak();
    std::thread::spawn(move || {
        while let Some(engine) = engine.upgrade() {
            engine.increment_epoch();
            drop(engine);
            std::thread::sleep(TICK);
        }
    });
}

/// A wasmtime engine with the components it has compiled. Clones share both.
#[derive(Clone)]
pub struct Host(Arc<Inner>);

struct Inner {
    engine: Engine,
    config: HostConfig,
    compiled: Mutex<HashMap<PathBuf, Compiled>>,
}

/// A component of a file, and the file's age when it was compiled.
struct Compiled {
    modified: SystemTime,
    component: Component,
}

impl Host {
    /// A host of its own with the default settings.
    ///
    /// # Errors
    ///
    /// As [`HostConfig::build`].
    pub fn new() -> Result<Self> {
        HostConfig::new().build()
    }

    /// The host that the tests of one process share, so that each component is compiled once.
    ///
    /// # Panics
    ///
    /// When wasmtime does not start.
    #[must_use]
    pub fn shared() -> Self {
        static SHARED: OnceLock<Host> = OnceLock::new();
        SHARED.get_or_init(|| Host::new().expect("the shared host")).clone()
    }

    /// The engine.
    #[must_use]
    pub fn engine(&self) -> &Engine {
        &self.0.engine
    }

    /// Compiles a component, or takes it from the cache when it is a file that was compiled before.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, is no component, or uses a feature this host does not have.
    pub fn component(&self, wasm: &Wasm) -> Result<Component> {
        let path = match wasm {
            Wasm::Bytes(bytes) => return self.compile(bytes, wasm),
            Wasm::File(path) => path,
        };
        let modified =
            std::fs::metadata(path).and_then(|file| file.modified()).with_context(|| format!("cannot read {wasm}"))?;
        {
            let compiled = self.compiled();
            if let Some(known) = compiled.get(path).filter(|known| known.modified == modified) {
                return Ok(known.component.clone());
            }
        }
        let component = self.compile(&wasm.read()?, wasm)?;
        let known = Compiled { modified, component: component.clone() };
        self.compiled().insert(path.clone(), known);
        Ok(component)
    }

    fn compiled(&self) -> std::sync::MutexGuard<'_, HashMap<PathBuf, Compiled>> {
        self.0.compiled.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn compile(&self, bytes: &[u8], name: &Wasm) -> Result<Component> {
        if wasmparser::Parser::is_core_wasm(bytes) {
            bail!(
                "{name} is a core module, not a component: build it with `--target wasm32-wasip2`, \
                 or make it a component with `wharf component`"
            );
        }
        Component::new(&self.0.engine, bytes)
            .map_err(anyhow::Error::from)
            .with_context(|| format!("wasmtime does not accept {name}"))
    }

    /// Whether a component exports an interface of this name and this much of a version: `wasi:cli/run@0.3`
    /// stands for 0.3.0 as for 0.3.2.
    ///
    /// # Errors
    ///
    /// As [`component`](Self::component).
    pub fn exports(&self, wasm: &Wasm, interface: &str) -> Result<bool> {
        let component = self.component(wasm)?;
        Ok(exports_interface(&self.0.engine, &component, interface))
    }

    /// A linker that knows WASI 0.2, WASI 0.3 and `wasi:http` 0.3.
    ///
    /// Add functions of your own to it for [`Instance::with_linker`](crate::Instance::with_linker).
    ///
    /// # Errors
    ///
    /// Never in practice: when wasmtime's definitions contradict each other.
    pub fn linker(&self) -> Result<Linker<State>> {
        let mut linker = Linker::new(&self.0.engine);
        wasmtime_wasi::p2::add_to_linker_async(&mut linker)?;
        wasmtime_wasi::p3::add_to_linker(&mut linker)?;
        wasmtime_wasi_http::p3::add_to_linker(&mut linker)?;
        Ok(linker)
    }

    /// A store for one instance that sees what `sandbox` shows.
    pub(crate) fn store(&self, sandbox: &Sandbox) -> Result<Store<State>> {
        let mut store = Store::new(&self.0.engine, State::new(sandbox)?);
        store.limiter(|state| state.memory_mut());
        if self.0.config.fuel {
            store.set_fuel(u64::MAX)?;
        }
        if self.0.config.interruptible {
            store.epoch_deadline_async_yield_and_update(1);
            store.set_epoch_deadline(1);
        }
        Ok(store)
    }

    /// The fuel that a store of this host has used, when this host counts it.
    pub(crate) fn fuel_used(&self, store: &Store<State>) -> Option<u64> {
        let left = store.get_fuel().ok()?;
        self.0.config.fuel.then(|| u64::MAX - left)
    }
}

/// A component to run: a file or its bytes.
#[derive(Clone)]
pub enum Wasm {
    /// The file at this path.
    File(PathBuf),
    /// These bytes.
    Bytes(Vec<u8>),
}

impl Wasm {
    /// The component's bytes.
    ///
    /// # Errors
    ///
    /// When the file cannot be read.
    pub fn read(&self) -> Result<Vec<u8>> {
        match self {
            Self::File(path) => std::fs::read(path).with_context(|| format!("cannot read {}", path.display())),
            Self::Bytes(bytes) => Ok(bytes.clone()),
        }
    }

    /// What a program run from this component sees as its own name.
    pub(crate) fn program(&self) -> String {
        match self {
            Self::File(path) => path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned()),
            Self::Bytes(_) => "component.wasm".to_owned(),
        }
    }
}

impl fmt::Display for Wasm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => path.display().fmt(f),
            Self::Bytes(bytes) => write!(f, "a component of {} bytes", bytes.len()),
        }
    }
}

impl From<&Path> for Wasm {
    fn from(path: &Path) -> Self {
        Self::File(path.to_owned())
    }
}

impl From<PathBuf> for Wasm {
    fn from(path: PathBuf) -> Self {
        Self::File(path)
    }
}

impl From<&PathBuf> for Wasm {
    fn from(path: &PathBuf) -> Self {
        Self::File(path.clone())
    }
}

impl From<Vec<u8>> for Wasm {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes)
    }
}

impl From<&[u8]> for Wasm {
    fn from(bytes: &[u8]) -> Self {
        Self::Bytes(bytes.to_owned())
    }
}
