//! What is measured of one guest in one row.

use serde_json::{Value, json};

/// What one operation costs, but for the memory.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figures {
    /// Instructions, as Wasmtime counts fuel.
    pub fuel: f64,
    /// Crossings out of the guest: imports and built-ins.
    pub crossings: f64,
    /// Entries into the guest: exports, callbacks and `cabi_realloc`.
    pub entries: f64,
    /// Allocations of the guest.
    pub allocations: f64,
    /// Bytes by which memory had grown after the first call, and after a hundred.
    pub memory: Option<(usize, usize)>,
    /// The least time, in nanoseconds.
    pub time: Option<f64>,
}

impl Figures {
    pub(super) fn to_json(self) -> Value {
        json!({
            "fuel": self.fuel,
            "crossings": self.crossings,
            "entries": self.entries,
            "allocations": self.allocations,
            "memory-first": self.memory.map(|memory| memory.0),
            "memory-hundred": self.memory.map(|memory| memory.1),
            "nanoseconds": self.time,
        })
    }
}
