//! A guest that exports `bench:guest/rows`.

use anyhow::{Result, bail, ensure};
use wasmtime::Store;
use wasmtime::component::Val;

use super::world::{self, Taken};
use crate::{Host, Instance, Sandbox, State, Wasm};

const ROWS: &str = "bench:guest/rows";

pub(super) struct Rows {
    instance: Instance,
    taken: Taken,
}

impl Rows {
    pub(super) async fn new(host: &Host, wasm: &Wasm) -> Result<Self> {
        let taken = Taken::default();
        let linker = world::linker(host, &taken)?;
        let instance = Instance::with_linker(host, wasm.clone(), &Sandbox::new(), &linker).await?;
        Ok(Self { instance, taken })
    }

    /// Calls a function that does something so many times and returns a checksum.
    pub(super) async fn work(&mut self, function: &str, count: u32, checksum: u64) -> Result<()> {
        let before = self.taken.so_far();
        let result = self.instance.call(ROWS, function, &[Val::U32(count)]).await?;
        ensure!(result == Some(Val::U64(checksum)), "{function}: the checksum is {result:?}, not {checksum}");
        if function.starts_with("write-") {
            let taken = self.taken.so_far() - before;
            ensure!(taken == checksum, "{function}: the host took {taken} items, not {checksum}");
        }
        Ok(())
    }

    /// Calls a function without parameters and result so many times.
    pub(super) async fn call(&mut self, function: &str, count: u32) -> Result<()> {
        let function = self.instance.function(ROWS, function)?;
        self.instance
            .store()
            .run_concurrent(async |tasks| {
                for _ in 0..count {
                    function.call_concurrent(tasks, &[], &mut []).await?;
                }
                wasmtime::Result::Ok(())
            })
            .await
            .flatten()?;
        Ok(())
    }

    pub(super) async fn allocations(&mut self) -> Result<u64> {
        match self.instance.call(ROWS, "allocations", &[]).await? {
            Some(Val::U64(count)) => Ok(count),
            other => bail!("{other:?} is no number of allocations"),
        }
    }

    pub(super) fn store(&mut self) -> &mut Store<State> {
        self.instance.store()
    }

    pub(super) fn memory(&self) -> usize {
        self.instance.memory()
    }
}
