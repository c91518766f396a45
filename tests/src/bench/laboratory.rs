//! Measuring.

use std::time::{Duration, Instant};

use anyhow::Result;
use tempfile::TempDir;

use super::edge::{self, Edge};
use super::start;
use super::subject::{self, Subject};
use super::trace::{self, Step};
use super::{Contestant, Figures, Row};
use crate::{Host, HostConfig, Wasm};

/// How long one measurement of time should take at least.
const SPAN: Duration = Duration::from_millis(20);

/// How often the guests take turns when time is measured.
const ROUNDS: usize = 7;

/// The hosts that measure, each in its own way.
pub struct Laboratory {
    fuel: Host,
    markers: Host,
    clock: Host,
    marked: TempDir,
}

/// The same measured over so many operations, and over twice as many: what an operation costs is the difference.
struct Marginal {
    first: u64,
    second: u64,
    operations: f64,
}

impl Marginal {
    fn each(&self) -> f64 {
        (self.second as f64 - self.first as f64) / self.operations
    }
}

impl Laboratory {
    /// Sets it up.
    ///
    /// # Errors
    ///
    /// When Wasmtime does not start.
    pub fn new() -> Result<Self> {
        let bare = || HostConfig::new().interruptible(false);
        Ok(Self {
            fuel: bare().fuel(true).build()?,
            markers: bare().operator_cost(edge::marker_cost()?).build()?,
            clock: bare().build()?,
            marked: tempfile::tempdir()?,
        })
    }

    /// Measures what comes out the same every time: fuel, crossings and allocations.
    ///
    /// # Errors
    ///
    /// When the guest does not do what the row asks.
    pub async fn count(&self, contestant: &Contestant, row: &Row) -> Result<Figures> {
        let mut subject = Subject::new(&self.fuel, &subject::wasm(contestant, row)?, row).await?;
        // The first time is not like the others.
        subject.work(row, row.count).await?;
        let mut fuel = [0; 2];
        let mut allocations = [0; 2];
        for times in [1, 2] {
            let before = (subject.fuel()?, subject.allocations().await?);
            let called = subject.fuel()? - before.0;
            subject.work(row, row.count * times).await?;
            fuel[times as usize - 1] = subject.fuel()? - before.0 - called;
            allocations[times as usize - 1] = subject.allocations().await? - before.1;
        }
        let each = |[first, second]: [u64; 2]| {
            let operations = f64::from(row.count) * f64::from(row.operations);
            Marginal { first, second, operations }.each()
        };
        let unmarked = each(self.markers(contestant, row, None).await?);
        Ok(Figures {
            fuel: each(fuel),
            allocations: each(allocations),
            crossings: each(self.markers(contestant, row, Some(Edge::Out)).await?) - unmarked,
            entries: each(self.markers(contestant, row, Some(Edge::In)).await?) - unmarked,
            memory: None,
            time: None,
        })
    }

    /// The functions entered and the markers passed over the row's count, and over twice as much.
    async fn markers(&self, contestant: &Contestant, row: &Row, edge: Option<Edge>) -> Result<[u64; 2]> {
        let mut subject = Subject::new(&self.markers, &self.marked(contestant, row, edge)?, row).await?;
        subject.work(row, row.count).await?;
        let mut passed = [0; 2];
        for times in [1, 2] {
            let before = subject.fuel()?;
            subject.work(row, row.count * times).await?;
            passed[times as usize - 1] = subject.fuel()? - before;
        }
        Ok(passed)
    }

    /// The contestant's guest with markers, which is made once.
    fn marked(&self, contestant: &Contestant, row: &Row, edge: Option<Edge>) -> Result<Wasm> {
        let guest = subject::wasm(contestant, row)?;
        let edge_name = edge.map_or_else(|| "none".to_owned(), |edge| format!("{edge:?}"));
        let path = self.marked.path().join(format!("{edge_name}-{}", guest.program()));
        if !path.exists() {
            std::fs::write(&path, edge::mark(&guest.read()?, edge)?)?;
        }
        Ok(path.into())
    }

    /// Where the fuel of one operation goes. The contestant should be [`named`](super::named).
    ///
    /// # Errors
    ///
    /// As [`count`](Self::count).
    pub async fn trace(&self, contestant: &Contestant, row: &Row) -> Result<Vec<Step>> {
        trace::trace(&self.fuel, &subject::wasm(contestant, row)?, row).await
    }

    /// The fuel that a command uses from its instantiation to the first line of its `main`, which must ask for the time.
    ///
    /// # Errors
    ///
    /// When it does not get there.
    pub async fn start(&self, wasm: &Wasm) -> Result<u64> {
        start::fuel_to_main(self, wasm).await
    }

    pub(super) fn fuel_host(&self) -> &Host {
        &self.fuel
    }

    /// Measures by how much memory grows.
    ///
    /// # Errors
    ///
    /// As [`count`](Self::count).
    pub async fn memory(&self, contestant: &Contestant, row: &Row) -> Result<(usize, usize)> {
        let mut subject = Subject::new(&self.clock, &subject::wasm(contestant, row)?, row).await?;
        let before = subject.memory();
        subject.work(row, row.count).await?;
        let first = subject.memory() - before;
        for _ in 1..100 {
            subject.work(row, row.count).await?;
        }
        Ok((first, subject.memory() - before))
    }

    /// Measures time, in nanoseconds an operation. The contestants take turns, and the best time of each counts.
    ///
    /// # Errors
    ///
    /// As [`count`](Self::count).
    pub async fn time(&self, contestants: &[&Contestant], row: &Row) -> Result<Vec<f64>> {
        let mut subjects = Vec::new();
        let mut longest = Duration::ZERO;
        for contestant in contestants {
            let mut subject = Subject::new(&self.clock, &subject::wasm(contestant, row)?, row).await?;
            subject.work(row, row.count).await?;
            let start = Instant::now();
            subject.work(row, row.count).await?;
            longest = longest.max(start.elapsed());
            subjects.push(subject);
        }
        let times = (SPAN.as_secs_f64() / longest.as_secs_f64()).ceil().clamp(1.0, 1000.0) as u32;
        let mut best = vec![f64::INFINITY; subjects.len()];
        for _ in 0..ROUNDS {
            for (subject, best) in subjects.iter_mut().zip(&mut best) {
                let start = Instant::now();
                subject.work(row, row.count * times).await?;
                *best = best.min(start.elapsed().as_secs_f64());
            }
        }
        let operations = f64::from(row.count * times) * f64::from(row.operations);
        Ok(best.into_iter().map(|seconds| seconds * 1e9 / operations).collect())
    }
}
