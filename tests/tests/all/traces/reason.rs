//! Reasons of traps, which the two hosts word differently.

/// What the simulated host says, and what Wasmtime may say then. Everything else has the same words.
const REWORDED: [(&str, &[&str]); 9] = [
    ("deadlock detected", &["it hangs"]),
    ("stream or future copy cancelled when none is pending", &["cancelled when no"]),
    ("cannot drop busy stream", &["cannot remove busy", "cannot drop busy"]),
    ("being notified that the writable end dropped", &["being notified that the writable end dropped"]),
    ("being notified that the readable end dropped", &["being notified that the readable end dropped"]),
    (
        "cannot write to future after previous write succeeded or readable end dropped",
        &["cannot write to future after previous write", "being notified that the readable end dropped"],
    ),
    ("while it is being read", &["cannot remove busy"]),
    ("cannot drop waitable set with waitables in it", &["resource has children"]),
    (
        "used with the wrong type",
        &["handle is not", "passed read end", "passed write end", "concurrent operations", "cancelled when no"],
    ),
];

/// Whether the two reasons are the same.
pub(crate) fn are_equal(simulated: &str, real: &str) -> bool {
    match REWORDED.iter().find(|(words, _)| simulated.contains(words)) {
        Some((_, others)) => others.iter().any(|words| real.contains(words)),
        None => real.contains(simulated),
    }
}
