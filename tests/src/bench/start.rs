//! How far it is from a guest's instantiation to the first line of its `main`.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Result, ensure};
use wasmtime::AsContext as _;
use wasmtime_wasi::p3::bindings::Command;

use super::Laboratory;
use crate::{Sandbox, Wasm};

/// The fuel used when the guest first asks for the time, which it does in its first line.
pub(super) async fn fuel_to_main(laboratory: &Laboratory, wasm: &Wasm) -> Result<u64> {
    let host = laboratory.fuel_host();
    let left = Arc::new(AtomicU64::new(0));
    let mut linker = host.linker()?;
    linker.allow_shadowing(true);
    let there = left.clone();
    linker.instance("wasi:clocks/monotonic-clock@0.3.0")?.func_wrap("now", move |store, ()| {
        there.store(store.as_context().get_fuel()?, Ordering::Relaxed);
        Ok((0_u64,))
    })?;
    let component = host.component(wasm)?;
    let mut store = host.store(&Sandbox::new())?;
    let instance = linker.instantiate_async(&mut store, &component).await?;
    let command = Command::new(&mut store, &instance)?;
    let ended = store.run_concurrent(async |tasks| command.wasi_cli_run().call_run(tasks).await).await??;
    ensure!(ended.is_ok() && left.load(Ordering::Relaxed) > 0, "{wasm} did not get to the first line of its `main`");
    Ok(u64::MAX - left.load(Ordering::Relaxed))
}
