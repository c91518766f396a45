//! Where the fuel of an operation goes: the functions that a guest enters, with the fuel used up to there.
//!
//! A guest that is given too little fuel traps at the first function or loop that it enters without, and the trap says
//! where that is. So each amount of fuel shows one step, and all amounts together the whole way.

use anyhow::Result;
use wasmtime::{Trap, WasmBacktrace};

use super::row::Row;
use super::subject::Subject;
use crate::{Host, Wasm};

/// How many functions of a stack are told apart and shown.
const DEPTH: usize = 3;

/// The most fuel of an operation that is looked at: every unit of it is a run of its own.
const MOST: u64 = 4000;

/// One step of a guest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The fuel of the operation that was used before.
    pub fuel: u64,
    /// The functions that the guest is in, the innermost first.
    pub functions: Vec<String>,
}

/// How often the guest is told to do its work; half of it is before the operation that is looked at, so that what
/// comes after the last operation is far away.
const COUNT: u32 = 100;

/// The steps of one operation of a guest that has names in it.
///
/// It is the time between two equal points of an operation, which need not be its beginning.
pub(super) async fn trace(host: &Host, wasm: &Wasm, row: &Row) -> Result<Vec<Step>> {
    let mut used = [0; 2];
    for (used, count) in used.iter_mut().zip([COUNT / 2, COUNT / 2 + 1]) {
        let mut subject = Subject::new(host, wasm, row).await?;
        let before = subject.fuel()?;
        subject.work(row, count).await?;
        *used = subject.fuel()? - before;
    }
    let [start, end] = used;
    let mut steps: Vec<Step> = Vec::new();
    for fuel in start..end.min(start + MOST) {
        let mut subject = Subject::new(host, wasm, row).await?;
        subject.store().set_fuel(fuel)?;
        let Err(error) = subject.work(row, COUNT).await else { break };
        if error.downcast_ref::<Trap>() != Some(&Trap::OutOfFuel) {
            return Err(error);
        }
        let functions = error.downcast_ref::<WasmBacktrace>().map(names).unwrap_or_default();
        if steps.last().is_none_or(|last| last.functions != functions) {
            steps.push(Step { fuel: fuel - start, functions });
        }
    }
    steps.push(Step { fuel: end - start, functions: vec!["the end".to_owned()] });
    Ok(steps)
}

fn names(backtrace: &WasmBacktrace) -> Vec<String> {
    let name =
        |frame: &wasmtime::FrameInfo| format!("{:#}", rustc_demangle::demangle(frame.func_name().unwrap_or("?")));
    backtrace.frames().iter().take(DEPTH).map(name).collect()
}
