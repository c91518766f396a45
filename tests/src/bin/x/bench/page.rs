//! BENCHMARKS.md.

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result};
use wharf_tests::workspace;

const INTRODUCTION: &str = "\
# What wharf's guests cost

Written by `cargo x bench --write`. The same guest is written with wharf, with wit-bindgen 0.63 (async-spawn,
inter-task-wakeup, futures-stream) and, where it makes sense, by hand: with no executor (`raw`), and with the least one
that gives a call a task which can wait, spawn and be cancelled (`task`). All of them are built in the release profile of
this workspace and run in the embedded host. Pairs are wharf's figure and the peer's.

- **fuel**: instructions as Wasmtime counts them; a byte that is copied is one. The same in every run.
- **crossings**: calls out of the guest, of imports and of built-ins, but for `context.get` and `context.set`.
- **entries**: calls into it: exports, callbacks, `cabi_realloc`.
- **ns**: the best of several rounds in which the guests take turns. Most of it is the host's.
- **KiB grown**: memory after the first call, and what a hundred calls added to that.
- All but the memory is what one operation costs beyond the first ones: the difference between so many and twice as many.
- **targets**: \"met\", or what is missed: fuel, crossings, entries or time against the peer, and with \"raw\" or \"task\"
  1.2 times the fuel of that guest by hand.
";

/// The sections of the page.
pub(super) struct Page {
    pub(super) rows: String,
    pub(super) sizes: String,
    pub(super) build: String,
}

impl Page {
    /// Writes the page.
    pub(super) fn write(&self) -> Result<()> {
        let root = workspace();
        let notes = root.join("tests/bench/notes.md");
        let notes = std::fs::read_to_string(&notes).with_context(|| format!("cannot read `{}`", notes.display()))?;
        let Self { rows, sizes, build } = self;
        let (machine, date) = (machine(), date());
        let page = format!(
            "{INTRODUCTION}\nMeasured on {date} on {machine}.\n\n## Operations\n\n{rows}\n## Size and start-up\n\n{sizes}\n## \
             Build\n\n{build}\n{notes}"
        );
        std::fs::write(root.join("BENCHMARKS.md"), page).context("cannot write `BENCHMARKS.md`")
    }
}

/// The machine in words, as far as it can be known.
fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':'));
    let model = model.map_or(std::env::consts::ARCH, |(_, model)| model.trim());
    format!("{cores} cores of {model}, {}", std::env::consts::OS)
}

/// Today, in the Gregorian calendar and UTC.
fn date() -> String {
    let days = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs() / 86_400);
    // Counted from 0000-03-01, so that the leap day is a year's last.
    let days = days + 719_468;
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let (day, month) = (day - (153 * month + 2) / 5 + 1, if month < 10 { month + 3 } else { month - 9 });
    let year = era * 400 + year + u64::from(month <= 2);
    format!("{year}-{month:02}-{day:02}")
}
