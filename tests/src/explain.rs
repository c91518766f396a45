//! Errors as text for people.

/// An error and its causes, a line each. What `{error:?}` adds, the backtrace of the host, tells nothing about a
/// guest.
#[must_use]
pub fn explain(error: &anyhow::Error) -> String {
    let lines: Vec<_> = error.chain().map(ToString::to_string).collect();
    lines.join("\n  caused by: ")
}

/// A trap: its reason first, then the guest's backtrace.
pub(crate) fn explain_trap(trap: &wasmtime::Error) -> String {
    let mut lines: Vec<_> = trap.chain().map(ToString::to_string).collect();
    lines.reverse();
    lines.join("\n")
}
