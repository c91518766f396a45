//! Where built-ins that may block are allowed: everywhere but in synchronous exports.

use crate::local::local;

local! {
    static IN_SYNC_EXPORT: bool = false;
}

/// While it lives, a synchronous export is running, or a destructor, which is one.
pub(crate) struct SyncExport {
    outer: bool,
}

impl SyncExport {
    #[inline]
    pub(crate) fn enter() -> Self {
        SyncExport { outer: IN_SYNC_EXPORT.with(|inside| core::mem::replace(inside, true)) }
    }

    /// While it lives, none is running: a task has its turn, which a synchronous export may have given it.
    #[inline]
    pub(crate) fn leave() -> Self {
        SyncExport { outer: IN_SYNC_EXPORT.with(core::mem::take) }
    }
}

impl Drop for SyncExport {
    #[inline]
    fn drop(&mut self) {
        IN_SYNC_EXPORT.with(|inside| *inside = self.outer);
    }
}

/// Whether built-ins that may block are allowed.
#[inline]
pub(crate) fn may_block() -> bool {
    IN_SYNC_EXPORT.with(|inside| !*inside)
}

/// Says that `what` cannot be done where blocking is not allowed, before the host traps with less to say.
///
/// # Panics
///
/// Where blocking is not allowed, unless a panic is under way.
#[track_caller]
pub(crate) fn require_blocking(what: &str) {
    if !may_block() && !is_panicking() {
        panic!(
            "{what} in an exported function whose WIT type is not `async`, and those may not block; \
             make it an `async func` in the WIT, or do this in one that is"
        )
    }
}

/// Whether a panic is under way and drops things; on wasm, that is the end.
fn is_panicking() -> bool {
    #[cfg(not(target_arch = "wasm32"))]
    return std::thread::panicking();
    #[cfg(target_arch = "wasm32")]
    false
}
