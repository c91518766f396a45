//! The table.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::{Figures, RAW_FUEL, Row};

/// What was measured in one row: each guest by its name, wharf first and the peer second.
#[derive(Clone, Debug)]
pub struct Line {
    /// The row.
    pub row: &'static Row,
    /// What was measured.
    pub figures: Vec<(&'static str, Figures)>,
}

impl Line {
    pub(super) fn of(&self, name: &str) -> Option<Figures> {
        self.figures.iter().find(|(known, _)| *known == name).map(|(_, figures)| *figures)
    }

    /// The targets that wharf misses.
    #[must_use]
    pub fn missed(&self) -> Vec<&'static str> {
        let (Some(ours), Some(peer)) = (self.of("wharf"), self.of("wit-bindgen")) else { return Vec::new() };
        let targets = self.row.targets;
        let above = |figure: f64, most: Option<f64>| most.is_some_and(|most| figure > most + 0.0005);
        let mut missed = Vec::new();
        if above(ours.fuel, Some(targets.fuel * peer.fuel)) {
            missed.push("fuel");
        }
        if above(ours.crossings, targets.crossings) {
            missed.push("crossings");
        }
        if above(ours.entries, targets.entries) {
            missed.push("entries");
        }
        if let (Some(time), Some(peer)) = (ours.time, peer.time)
            && time > targets.time * peer
        {
            missed.push("time");
        }
        for by_hand in ["raw", "task"] {
            if self.of(by_hand).is_some_and(|by_hand| ours.fuel > RAW_FUEL * by_hand.fuel) {
                missed.push(by_hand);
            }
        }
        missed
    }

    fn cells(&self) -> Vec<String> {
        let (ours, peer) = (self.of("wharf"), self.of("wit-bindgen"));
        let (raw, task) = (self.of("raw"), self.of("task"));
        let pair = |of: fn(Figures) -> f64| format!("{} / {}", shown(ours.map(of)), shown(peer.map(of)));
        let ratio = |ours: Option<f64>, other: Option<f64>| match (ours, other) {
            (Some(ours), Some(other)) if other > 0.0 => format!("{:.2}", ours / other),
            _ => String::new(),
        };
        let fuel = |figures: Option<Figures>| figures.map(|figures| figures.fuel);
        let time = |figures: Option<Figures>| figures.and_then(|figures| figures.time);
        let memory = |figures: Option<Figures>| match figures.and_then(|figures| figures.memory) {
            Some((first, hundred)) => format!("{}+{}", first / 1024, (hundred - first) / 1024),
            None => String::new(),
        };
        let missed = self.missed();
        vec![
            self.row.name.to_owned(),
            shown(fuel(ours)),
            shown(fuel(peer)),
            ratio(fuel(ours), fuel(peer)),
            self.row.targets.fuel.to_string(),
            shown(fuel(raw)),
            ratio(fuel(ours), fuel(raw)),
            shown(fuel(task)),
            ratio(fuel(ours), fuel(task)),
            pair(|figures| figures.crossings),
            pair(|figures| figures.entries),
            pair(|figures| figures.allocations),
            format!("{} / {}", shown(time(ours)), shown(time(peer))),
            ratio(time(ours), time(peer)),
            format!("{} / {}", memory(ours), memory(peer)),
            if missed.is_empty() { "met".to_owned() } else { format!("missed: {}", missed.join(", ")) },
        ]
    }

    fn to_json(&self) -> Value {
        let guests: Map<_, _> =
            self.figures.iter().map(|(name, figures)| ((*name).to_owned(), figures.to_json())).collect();
        json!({ "row": self.row.name, "guests": guests, "missed": self.missed() })
    }
}

/// A number with as many digits as say something.
fn shown(number: Option<f64>) -> String {
    match number {
        None => String::new(),
        Some(number) if number.abs() >= 100.0 || number.fract().abs() < 0.0005 => format!("{number:.0}"),
        Some(number) if number.abs() >= 1.0 => format!("{number:.1}"),
        Some(number) => format!("{number:.3}"),
    }
}

const HEAD: [&str; 16] = [
    "row",
    "fuel",
    "peer",
    "ratio",
    "target",
    "raw",
    "to raw",
    "task",
    "to task",
    "crossings",
    "entries",
    "allocations",
    "ns",
    "ratio",
    "KiB grown",
    "targets",
];

/// All that was measured.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The rows, in their order.
    pub lines: Vec<Line>,
}

impl Report {
    /// The table, in Markdown.
    #[must_use]
    pub fn table(&self) -> String {
        let rows: Vec<_> = self.lines.iter().map(Line::cells).collect();
        table(&HEAD, &rows)
    }

    /// All figures.
    #[must_use]
    pub fn to_json(&self) -> Value {
        self.lines.iter().map(Line::to_json).collect()
    }
}

/// A table in Markdown, its columns aligned.
#[must_use]
pub fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let width = |column: usize| {
        let cells = rows.iter().map(|row| row[column].chars().count());
        cells.chain([head[column].len()]).max().unwrap_or_default()
    };
    let widths: Vec<_> = (0..head.len()).map(width).collect();
    let mut out = String::new();
    let mut line = |cells: &mut dyn Iterator<Item = String>| {
        for (place, (cell, width)) in cells.zip(&widths).enumerate() {
            // Numbers to the right, names to the left.
            let _ = match place {
                0 => write!(out, "| {cell:width$} "),
                _ => write!(out, "| {cell:>width$} "),
            };
        }
        out.push_str("|\n");
    };
    line(&mut head.iter().map(ToString::to_string));
    line(&mut widths.iter().enumerate().map(|(place, width)| match place {
        0 => "-".repeat(*width),
        _ => format!("{}:", "-".repeat(width - 1)),
    }));
    for row in rows {
        line(&mut row.iter().cloned());
    }
    out
}
