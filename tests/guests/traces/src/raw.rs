//! The built-ins as core functions, without the runtime in between.

use wharf::abi::{Builtins, Import as _};

/// The built-ins of `stream<u8>`.
pub(crate) static STREAM: Builtins = wharf::__builtins!(stream u8; "test:traces/host" {
    new: "[stream-new-0]take", read: "[async-lower][stream-read-0]take", write: "[async-lower][stream-write-0]take",
    cancel_read: "[stream-cancel-read-0]take", cancel_write: "[stream-cancel-write-0]take",
    drop_readable: "[stream-drop-readable-0]take", drop_writable: "[stream-drop-writable-0]take"
});

/// The built-ins of `future<u8>`.
pub(crate) static FUTURE: Builtins = wharf::__builtins!(future u8; "test:traces/host" {
    new: "[future-new-0]take-future", read: "[async-lower][future-read-0]take-future",
    write: "[async-lower][future-write-0]take-future",
    cancel_read: "[future-cancel-read-0]take-future",
    cancel_write: "[future-cancel-write-0]take-future",
    drop_readable: "[future-drop-readable-0]take-future", drop_writable: "[future-drop-writable-0]take-future"
});

/// An event as a built-in tells it: kind, waitable, code.
pub(crate) type Event = (u32, u32, u32);

macro_rules! built_ins {
    ($($(#[$doc:meta])* $name:ident = $module:literal $import:literal ($($arg:ident: $Type:ident),*) $(-> $Result:ident)?;)*) => {$(
        $(#[$doc])*
        pub(crate) fn $name($($arg: $Type),*) -> u32 {
            let import = wharf::abi::import!($module $import ($($Type),*) $(-> $Result)?);
            // SAFETY: the slots are the parameters; what they point to outlives the call.
            unsafe { import.call(&[$($arg as u64),*]) as u32 }
        }
    )*};
}

built_ins! {
    set_new = "$root" "[waitable-set-new]" () -> u32;
    set_drop = "$root" "[waitable-set-drop]" (set: u32);
    set_wait = "$root" "[waitable-set-wait]" (set: u32, payload: usize) -> u32;
    set_poll = "$root" "[waitable-set-poll]" (set: u32, payload: usize) -> u32;
    join = "$root" "[waitable-join]" (waitable: u32, set: u32);
    cancel_call = "$root" "[subtask-cancel]" (subtask: u32) -> u32;
    request_cancel_call = "$root" "[async-lower][subtask-cancel]" (subtask: u32) -> u32;
    drop_call = "$root" "[subtask-drop]" (subtask: u32);
    request_cancel_stream_read = "test:traces/host" "[async-lower][stream-cancel-read-0]take" (readable: u32) -> u32;
    request_cancel_stream_write = "test:traces/host" "[async-lower][stream-cancel-write-0]take" (writable: u32) -> u32;
    request_cancel_future_read =
        "test:traces/host" "[async-lower][future-cancel-read-0]take-future" (readable: u32) -> u32;
    request_cancel_future_write =
        "test:traces/host" "[async-lower][future-cancel-write-0]take-future" (writable: u32) -> u32;
    take = "test:traces/host" "take" (readable: u32, count: u32);
    take_future = "test:traces/host" "take-future" (readable: u32);
    /// Calls `later`, whose result goes to `result`.
    call_later = "test:traces/host" "[async-lower]later" (id: u32, result: usize) -> u32;
}

/// What `wait` or `poll`, [`set_wait`] or [`set_poll`], says has happened in a set.
pub(crate) fn event(wait: fn(u32, usize) -> u32, set: u32) -> Event {
    let mut payload = [0_u32; 2];
    let kind = wait(set, (&raw mut payload).expose_provenance());
    (kind, payload[0], payload[1])
}
