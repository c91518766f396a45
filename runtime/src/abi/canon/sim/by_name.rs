//! Built-ins by their core names, for code that does without the runtime: those without type parameters, and the
//! async-lowered cancellations, which the runtime does not use because hosts do not have them yet unless asked for.

use core::ptr;

use super::end::Kind;
use super::instance::Instance;
use super::subtask::Lowering;
use super::trap::Checked;
use super::{copy, set, subtask};
use crate::abi::Side;
use crate::abi::canon::Event;

/// The async-lowered cancellations, by what comes before the index of their type.
const CANCELLATIONS: [(&str, Kind, Side); 4] = [
    ("[async-lower][stream-cancel-read-", Kind::Stream, Side::Readable),
    ("[async-lower][stream-cancel-write-", Kind::Stream, Side::Writable),
    ("[async-lower][future-cancel-read-", Kind::Future, Side::Readable),
    ("[async-lower][future-cancel-write-", Kind::Future, Side::Writable),
];

/// Calls an async-lowered cancellation; none if it is none.
pub(super) fn cancel(instance: &Instance, name: &str, handle: u32) -> Option<Checked<u64>> {
    let (_, kind, side) = CANCELLATIONS.into_iter().find(|(start, ..)| name.starts_with(start))?;
    let end = instance.end(handle, kind, side);
    Some(end.and_then(|end| copy::cancel_copy(instance, Lowering::Async, &end)).map(u64::from))
}

/// Calls a built-in of the module `$root`; none if it is none of them.
pub(super) fn root(instance: &Instance, name: &str, slots: &[u64]) -> Option<Checked<u64>> {
    let number = |index: usize| slots.get(index).copied().unwrap_or_default() as u32;
    let nothing = |done: Checked<()>| done.map(|()| 0);
    Some(match name {
        "[waitable-set-new]" => set::new(instance).map(u64::from),
        "[waitable-set-wait]" => set::wait(instance, number(0)).map(|event| tell(event, slots)),
        "[waitable-set-poll]" => set::poll(instance, number(0)).map(|event| tell(event, slots)),
        "[waitable-set-drop]" => nothing(set::drop(instance, number(0))),
        "[waitable-join]" => nothing(set::join(instance, number(0), number(1))),
        "[subtask-cancel]" => subtask::cancel(instance, Lowering::Sync, number(0)).map(u64::from),
        "[async-lower][subtask-cancel]" => subtask::cancel(instance, Lowering::Async, number(0)).map(u64::from),
        "[subtask-drop]" => nothing(subtask::drop(instance, number(0))),
        "[backpressure-inc]" => nothing(instance.tasks.change_backpressure(1)),
        "[backpressure-dec]" => nothing(instance.tasks.change_backpressure(-1)),
        _ => return None,
    })
}

/// Writes an event to where the second slot points: its kind.
fn tell(event: Event, slots: &[u64]) -> u64 {
    let payload = slots.get(1).copied().unwrap_or_default() as usize;
    let payload: *mut [u32; 2] = ptr::with_exposed_provenance_mut(payload);
    // SAFETY: the caller of the built-in passes room for two words.
    unsafe { payload.write([event.waitable, event.code]) }
    u64::from(event.kind)
}
