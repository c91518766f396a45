//! The component model's built-ins ("canonical definitions"), with two backends: `wasm.rs` calls the real ones,
//! `sim.rs` has the same semantics in process, on every other target.
//!
//! Specification: component-model, `design/mvp/CanonicalABI.md`, "Canonical Definitions".

#[cfg(target_arch = "wasm32")]
mod wasm;
#[cfg(target_arch = "wasm32")]
pub(crate) use wasm::*;

#[cfg(not(target_arch = "wasm32"))]
pub mod sim;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use sim::builtins::*;
#[cfg(not(target_arch = "wasm32"))]
#[doc(hidden)]
pub use sim::{HostFunction, future, stream};

/// The built-ins of one stream or future type.
///
/// `read` and `write` are async-lowered: they return [`BLOCKED`] or a packed [`CopyResult`]. The cancellations are
/// synchronous. A future ignores the count.
#[derive(Clone, Copy)]
pub struct Builtins {
    /// `stream.new`, `future.new`: the writable end in the high half, the readable in the low.
    pub new: unsafe extern "C-unwind" fn() -> u64,
    /// `stream.read`, `future.read`.
    pub read: unsafe extern "C-unwind" fn(u32, *mut u8, usize) -> u32,
    /// `stream.write`, `future.write`.
    pub write: unsafe extern "C-unwind" fn(u32, *const u8, usize) -> u32,
    /// `stream.cancel-read`, `future.cancel-read`.
    pub cancel_read: unsafe extern "C-unwind" fn(u32) -> u32,
    /// `stream.cancel-write`, `future.cancel-write`.
    pub cancel_write: unsafe extern "C-unwind" fn(u32) -> u32,
    /// `stream.drop-readable`, `future.drop-readable`.
    pub drop_readable: unsafe extern "C-unwind" fn(u32),
    /// `stream.drop-writable`, `future.drop-writable`.
    pub drop_writable: unsafe extern "C-unwind" fn(u32),
}

/// What a copy returns when it goes on in the background.
pub const BLOCKED: u32 = 0xffff_ffff;

/// The largest number of items of one copy.
pub(crate) const MAX_COPY: usize = (1 << 28) - 1;

/// How a read or write ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CopyStatus {
    /// Some items were copied; there may be more.
    Completed,
    /// The other end is gone.
    Dropped,
    /// It was cancelled.
    Cancelled,
}

/// The end of a read or write: how many items were copied, and how it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CopyResult {
    pub(crate) count: usize,
    pub(crate) status: CopyStatus,
}

impl CopyResult {
    /// What `stream.write` and its like return when they have copied so many items.
    #[inline(always)]
    pub(crate) const fn pack_completed(count: usize) -> u32 {
        (count as u32) << 4
    }

    /// Takes apart what `stream.read` and its like return when they do not block.
    pub(crate) fn unpack(code: u32) -> Self {
        debug_assert_ne!(code, BLOCKED);
        let status = match code & 0xf {
            0 => CopyStatus::Completed,
            1 => CopyStatus::Dropped,
            _ => CopyStatus::Cancelled,
        };
        CopyResult { count: (code >> 4) as usize, status }
    }
}

/// The state of a subtask: a call of an import that did not return at once. The one not listed here is 4, cancelled
/// after it had started and before it returned.
pub(crate) mod subtask {
    pub(crate) const STARTING: u32 = 0;
    pub(crate) const STARTED: u32 = 1;
    pub(crate) const RETURNED: u32 = 2;
    pub(crate) const CANCELLED_BEFORE_STARTED: u32 = 3;
}

/// What happened to a waitable, as `waitable-set.wait` and the callback tell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Event {
    pub(crate) kind: u32,
    pub(crate) waitable: u32,
    pub(crate) code: u32,
}

impl Event {
    pub(crate) const NONE: u32 = 0;
    pub(crate) const TASK_CANCELLED: u32 = 6;
}

/// What a task asks of the host when it returns from its export or callback.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CallbackCode {
    /// The task is done.
    Exit,
    /// Call again soon.
    Yield,
    /// Call again when something in the set happens.
    Wait(u32),
}

impl CallbackCode {
    pub(crate) fn pack(self) -> u32 {
        match self {
            CallbackCode::Exit => 0,
            CallbackCode::Yield => 1,
            CallbackCode::Wait(set) => 2 | set << 4,
        }
    }
}
