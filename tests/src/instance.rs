//! Components whose functions are called by name.

use std::future::poll_fn;
use std::time::Duration;

use anyhow::{Context as _, Result, anyhow, bail};
use futures::future::try_join_all;
use wasmtime::component::types::ComponentItem;
use wasmtime::component::{self, Component, Func, Linker, Val};
use wasmtime::{AsContextMut as _, Store};

use crate::state::Memory;
use crate::{Host, PATIENCE, Sandbox, State, Wasm};

/// An instance of a component, whose exported functions are called with values made at run time.
pub struct Instance {
    store: Store<State>,
    component: Component,
    instance: component::Instance,
    wasm: Wasm,
    limit: Duration,
    memory: Memory,
}

/// A call of an exported function.
#[derive(Clone, Debug)]
pub struct Call {
    interface: String,
    function: String,
    args: Vec<Val>,
}

impl Call {
    /// A call of `function` in `interface`, which may be named without its version, and is empty for a function
    /// that stands in the world itself.
    #[must_use]
    pub fn new(interface: &str, function: &str, args: &[Val]) -> Self {
        Self { interface: interface.to_owned(), function: function.to_owned(), args: args.to_vec() }
    }
}

impl Instance {
    /// Instantiates a component with WASI.
    ///
    /// # Errors
    ///
    /// When the component cannot be loaded, wants an import that this host does not have, or traps at once.
    pub async fn new(host: &Host, wasm: impl Into<Wasm>, sandbox: &Sandbox) -> Result<Self> {
        Self::with_linker(host, wasm, sandbox, &host.linker()?).await
    }

    /// Instantiates a component with what `linker` defines: start from [`Host::linker`].
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new).
    pub async fn with_linker(
        host: &Host,
        wasm: impl Into<Wasm>,
        sandbox: &Sandbox,
        linker: &Linker<State>,
    ) -> Result<Self> {
        let wasm = wasm.into();
        let component = host.component(&wasm)?;
        let mut store = host.store(sandbox)?;
        let instance = tokio::time::timeout(PATIENCE, linker.instantiate_async(&mut store, &component))
            .await
            .map_err(|_| anyhow!("{wasm} is still starting after {PATIENCE:?}: it hangs"))?
            .map_err(anyhow::Error::from)
            .with_context(|| format!("cannot instantiate {wasm}"))?;
        let memory = store.data().memory().clone();
        Ok(Self { store, component, instance, wasm, limit: PATIENCE, memory })
    }

    /// How long a call may take. The default is [`PATIENCE`].
    #[must_use]
    pub fn limit(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    /// The size in bytes of the instance's linear memory.
    #[must_use]
    pub fn memory(&self) -> usize {
        self.memory.bytes()
    }

    /// The instance's store, to make and to read resources, streams and futures.
    pub fn store(&mut self) -> &mut Store<State> {
        &mut self.store
    }

    /// Calls one function and returns its result, if it has one.
    ///
    /// # Errors
    ///
    /// When there is no such function, the arguments do not fit it, the guest traps (nothing can be called
    /// after that), or the call takes longer than the limit.
    pub async fn call(&mut self, interface: &str, function: &str, args: &[Val]) -> Result<Option<Val>> {
        let results = self.call_all(&[Call::new(interface, function, args)]).await?;
        Ok(results.into_iter().next().flatten())
    }

    /// Makes several calls at the same time and returns their results in the order of the calls, once the guest
    /// has finished all it does for them.
    ///
    /// # Errors
    ///
    /// As [`call`](Self::call), when any of the calls fails.
    pub async fn call_all(&mut self, calls: &[Call]) -> Result<Vec<Option<Val>>> {
        let mut ready = Vec::with_capacity(calls.len());
        for call in calls {
            let func = self.function(&call.interface, &call.function)?;
            let results = func.ty(&self.store).results().len();
            ready.push((func, call, vec![Val::Bool(false); results]));
        }
        let running = self.store.run_concurrent(async |tasks| {
            let calls = ready.iter_mut().map(async |(func, call, results)| {
                func.call_concurrent(tasks, &call.args, results)
                    .await
                    .map_err(anyhow::Error::from)
                    .with_context(|| format!("{}#{} failed", call.interface, call.function))
            });
            try_join_all(calls).await?;
            poll_fn(|cx| tasks.poll_no_interesting_tasks(cx)).await;
            anyhow::Ok(())
        });
        tokio::time::timeout(self.limit, running)
            .await
            .map_err(|_| {
                let functions: Vec<_> = calls.iter().map(|call| &call.function).collect();
                anyhow!("{} did not finish {functions:?} within {:?}: it hangs", self.wasm, self.limit)
            })?
            .map_err(anyhow::Error::from)
            .with_context(|| format!("{} trapped", self.wasm))??;
        Ok(ready.into_iter().map(|(_, _, results)| results.into_iter().next()).collect())
    }

    /// An exported function.
    ///
    /// # Errors
    ///
    /// When there is none of that name.
    pub fn function(&mut self, interface: &str, function: &str) -> Result<Func> {
        let interface = match interface {
            "" => None,
            name => Some(self.interface(name)?),
        };
        let mut store = self.store.as_context_mut();
        let parent = interface.as_ref().map(|(_, index)| index);
        let found = self
            .instance
            .get_export_index(&mut store, parent, function)
            .and_then(|index| self.instance.get_func(&mut store, index));
        if let Some(func) = found {
            return Ok(func);
        }
        let place = interface.map_or_else(|| "the world".to_owned(), |(name, _)| name);
        bail!("{} exports no function {function:?} in {place}", self.wasm)
    }

    /// The full name and the index of an exported interface.
    fn interface(&mut self, wanted: &str) -> Result<(String, component::ComponentExportIndex)> {
        let ty = self.component.component_type();
        let names: Vec<String> = ty
            .exports(self.store.engine())
            .filter(|(_, item)| matches!(item.ty, ComponentItem::ComponentInstance(_)))
            .map(|(name, _)| name.to_owned())
            .collect();
        names
            .iter()
            .find(|name| *name == wanted || name.split('@').next() == Some(wanted))
            .and_then(|name| {
                let index = self.instance.get_export_index(&mut self.store, None, name)?;
                Some((name.clone(), index))
            })
            .with_context(|| format!("{} exports no interface {wanted:?}; it exports {names:?}", self.wasm))
    }
}
