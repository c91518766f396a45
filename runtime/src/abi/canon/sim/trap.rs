//! Traps: what a built-in does when the component breaks a rule. Here they are panics.

use alloc::string::String;

/// The reason of a trap.
#[derive(Debug)]
pub(super) struct Trap(pub(super) String);

/// What a built-in returns unless it traps.
pub(super) type Checked<T> = Result<T, Trap>;

/// A trap for `reason`.
pub(super) fn trap<T>(reason: impl Into<String>) -> Checked<T> {
    Err(Trap(reason.into()))
}

/// A trap for `reason` if `broken`.
pub(super) fn trap_if(broken: bool, reason: &str) -> Checked<()> {
    if broken { trap(reason) } else { Ok(()) }
}

/// The value, or the panic that a trap is. While the thread unwinds already, a trap is passed over: `otherwise`.
#[track_caller]
pub(super) fn settle<T>(checked: Checked<T>, otherwise: impl FnOnce() -> T) -> T {
    match checked {
        Ok(value) => value,
        Err(_) if std::thread::panicking() => otherwise(),
        Err(Trap(reason)) => panic!("trap: {reason}"),
    }
}

/// The value, or the panic that a trap is.
#[track_caller]
pub(super) fn settled<T>(checked: Checked<T>) -> T {
    checked.unwrap_or_else(|Trap(reason)| panic!("trap: {reason}"))
}
