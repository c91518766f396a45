//! A guest at work.

use anyhow::{Context as _, Result, ensure};
use wasmtime::component::Val;

use super::row::{Row, Work};
use super::world::{self, Taken};
use crate::{Host, Instance, Sandbox, Wasm};

const ROWS: &str = "bench:guest/rows";

/// An instance of a guest that does rows.
pub(super) struct Subject {
    instance: Instance,
    taken: Taken,
}

impl Subject {
    pub(super) async fn new(host: &Host, wasm: &Wasm) -> Result<Self> {
        let taken = Taken::default();
        let linker = world::linker(host, &taken)?;
        let instance = Instance::with_linker(host, wasm.clone(), &Sandbox::new(), &linker).await?;
        Ok(Self { instance, taken })
    }

    /// Has the guest do the row's work `count` times.
    ///
    /// # Errors
    ///
    /// When the guest traps, or its checksum says that it has not done it.
    pub(super) async fn work(&mut self, row: &Row, count: u32) -> Result<()> {
        match row.work {
            Work::Call(function) => self.call(function, count).await,
            Work::Rows(function, checksum) => {
                let before = self.taken.so_far();
                let result = self.instance.call(ROWS, function, &[Val::U32(count)]).await?;
                let expected = checksum(count.into());
                ensure!(result == Some(Val::U64(expected)), "{function}: the checksum is {result:?}, not {expected}");
                if function.starts_with("write-") {
                    let taken = self.taken.so_far() - before;
                    ensure!(taken == expected, "{function}: the host took {taken} items, not {expected}");
                }
                Ok(())
            }
        }
    }

    async fn call(&mut self, function: &str, count: u32) -> Result<()> {
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

    /// The fuel used so far; in a host that counts markers, the markers passed.
    pub(super) fn fuel(&mut self) -> Result<u64> {
        Ok(u64::MAX - self.instance.store().get_fuel()?)
    }

    pub(super) async fn allocations(&mut self) -> Result<u64> {
        match self.instance.call(ROWS, "allocations", &[]).await? {
            Some(Val::U64(count)) => Ok(count),
            other => Err(anyhow::anyhow!("{other:?}")).context("allocations are no number"),
        }
    }

    pub(super) fn memory(&self) -> usize {
        self.instance.memory()
    }
}
