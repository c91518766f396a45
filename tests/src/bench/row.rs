//! The rows of the benchmark.

use super::world::{ENTRY_WEIGHT, ITEMS};

/// One thing that a guest does again and again.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// What the guest does, and per what it is counted.
    pub name: &'static str,
    /// How the guest is told to do it.
    pub(super) work: Work,
    /// How often a measurement does it; for [`Work::Rows`] that is the function's parameter.
    pub(super) count: u32,
    /// How many operations that is each time.
    pub(super) operations: u32,
    /// What is demanded of wharf.
    pub targets: Targets,
    /// Whether it makes sense by hand, without an executor.
    pub(super) by_hand: bool,
    /// Whether it is there by hand on the least executor.
    pub(super) on_a_task: bool,
}

impl Row {
    const fn not_by_hand(self) -> Self {
        Self { by_hand: false, ..self }
    }

    const fn on_a_task(self) -> Self {
        Self { on_a_task: true, ..self }
    }
}

/// How a guest is told to do its work.
#[derive(Clone, Copy, Debug)]
pub(super) enum Work {
    /// The function is called, as often as there is to do.
    Call(&'static str),
    /// The function is told how often to do it, and returns the checksum of so many times.
    Rows(&'static str, fn(u64) -> u64),
    /// The path is requested, with a body of so many bytes, as often as there is to do.
    Http { path: &'static str, body: usize },
}

/// What is demanded of wharf in a row: at most so much, in parts of the peer's or as such.
#[derive(Clone, Copy, Debug)]
pub struct Targets {
    /// Fuel, in parts of the peer's.
    pub fuel: f64,
    /// Crossings out of the guest for each operation.
    pub crossings: Option<f64>,
    /// Entries into the guest for each operation.
    pub entries: Option<f64>,
    /// Time, in parts of the peer's.
    pub time: f64,
}

/// How much more fuel than guests by hand wharf may use.
pub const RAW_FUEL: f64 = 1.2;

const fn fuel(fuel: f64) -> Targets {
    Targets { fuel, crossings: None, entries: None, time: 1.0 }
}

impl Targets {
    const fn crossings(self, crossings: f64) -> Self {
        Self { crossings: Some(crossings), ..self }
    }

    const fn entries(self, entries: f64) -> Self {
        Self { entries: Some(entries), ..self }
    }

    const fn time(self, time: f64) -> Self {
        Self { time, ..self }
    }
}

const fn row(name: &'static str, work: Work, count: u32, operations: u32, targets: Targets) -> Row {
    Row { name, work, count, operations, targets, by_hand: true, on_a_task: false }
}

const CHUNK: u64 = 64 * 1024;
const LIST: u64 = ITEMS as u64;

/// The sum of the numbers below `count`.
const fn sum(count: u64) -> u64 {
    count * count.saturating_sub(1) / 2
}

/// All rows.
pub const ROWS: &[Row] = {
    use Work::{Call, Http, Rows};
    &[
        row("async export that does nothing", Call("nothing"), 100, 1, fuel(0.25).entries(1.0)).on_a_task(),
        row("sync import, 32-byte string", Rows("sync-text", |count| count * 32), 1000, 1, fuel(1.0)),
        row("sync import, 1000 plain records there", Rows("points-there", |count| count * LIST), 50, 1, fuel(1.0)),
        row("sync import, 1000 plain records back", Rows("points-back", |count| count * sum(LIST)), 50, 1, fuel(1.0)),
        row(
            "sync import, records with strings there, an item",
            Rows("entries-there", |count| count * LIST),
            10,
            1000,
            fuel(0.3),
        ),
        row(
            "sync import, records with strings back, an item",
            Rows("entries-back", |count| count * LIST * ENTRY_WEIGHT),
            10,
            1000,
            fuel(0.7),
        ),
        row("async import ready at once, u64", Rows("async-ready", sum), 1000, 1, fuel(0.3)).on_a_task(),
        row(
            "async import ready at once, 32-byte string",
            Rows("async-ready-text", |count| count * 32),
            1000,
            1,
            fuel(0.5),
        )
        .on_a_task(),
        row("async import that waits once", Rows("async-wait", sum), 500, 1, fuel(0.35).crossings(4.0).entries(1.0))
            .on_a_task(),
        row(
            "100 of them at once, joined, each",
            Rows("async-wait-joined", |count| count * sum(100)),
            10,
            100,
            fuel(0.35).crossings(4.0),
        )
        .on_a_task(),
        row("read stream<u8>, 64 KiB a read", Rows("read-bytes", |count| count * CHUNK), 200, 1, fuel(0.5)).on_a_task(),
        row(
            "write stream<u8>, 64 KiB a write, the same data",
            Rows("write-bytes", |count| count * CHUNK),
            200,
            1,
            fuel(0.02),
        )
        .on_a_task(),
        row(
            "read stream<record>, item by item",
            Rows("read-points", sum),
            10_000,
            1,
            fuel(0.08).crossings(0.01).time(0.6),
        )
        .not_by_hand(),
        row(
            "read stream<record>, in batches, an item",
            Rows("read-points-batched", |count| sum(count * LIST)),
            50,
            1000,
            fuel(1.0),
        ),
        row(
            "read stream of records with strings, in batches, an item",
            Rows("read-entries-batched", |count| count * LIST * ENTRY_WEIGHT),
            5,
            1000,
            fuel(0.6),
        ),
        row("write stream<record>, item by item", Rows("write-points", |count| count), 10_000, 1, fuel(0.1).time(0.6))
            .not_by_hand(),
        row(
            "both ends of a stream<u8> in one guest, 64 KiB",
            Rows("both-ends-of-stream", |count| count * CHUNK),
            100,
            1,
            fuel(0.1),
        )
        .not_by_hand(),
        row(
            "both ends of a future<u64> in one guest",
            Rows("both-ends-of-future", sum),
            500,
            1,
            fuel(0.5).crossings(6.0),
        )
        .not_by_hand(),
        row("await a host's future<u64>", Rows("host-future", sum), 500, 1, fuel(0.6)).on_a_task(),
        row(
            "spawn 10000 tasks that yield once, each",
            Rows("spawn", sum),
            10_000,
            1,
            fuel(0.25).entries(0.001).time(0.6),
        )
        .on_a_task()
        .not_by_hand(),
        row(
            "channel between two spawned tasks, a message",
            Rows("channel", sum),
            10_000,
            1,
            fuel(0.15).entries(0.001).time(0.6),
        )
        .on_a_task(),
        row("HTTP hello, a request", Http { path: "/hello", body: 0 }, 100, 1, fuel(0.5)).not_by_hand(),
        row("HTTP echo of 1 MiB, a request", Http { path: "/echo", body: 1024 * 1024 }, 10, 1, fuel(0.7)).not_by_hand(),
    ]
};
