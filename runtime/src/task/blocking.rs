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
