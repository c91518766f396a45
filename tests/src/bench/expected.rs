//! What wharf's guests cost when it was last written down, in `tests/bench/expected.json`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use super::{Figures, Line};
use crate::workspace;

/// How much more fuel than expected is no regression: code is laid out differently in each version of the compiler.
const SLACK: f64 = 1.05;

/// How many more crossings, entries and allocations are none.
const ODD: f64 = 0.02;

/// The figures of each row.
#[derive(Debug)]
pub struct Expected(BTreeMap<String, Value>);

fn path() -> PathBuf {
    workspace().join("tests/bench/expected.json")
}

impl Expected {
    /// Reads the file.
    ///
    /// # Errors
    ///
    /// When it is not there or not in order.
    pub fn read() -> Result<Self> {
        let text = std::fs::read_to_string(path()).with_context(|| format!("cannot read `{}`", path().display()))?;
        Ok(Self(serde_json::from_str(&text).context("expected.json")?))
    }

    /// Writes the file anew, with wharf's figures; rows that were not measured stay as they are.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn write(lines: &[Line]) -> Result<()> {
        let Self(mut rows) = Self::read().unwrap_or(Self(BTreeMap::new()));
        for line in lines {
            let Some(figures) = line.of("wharf") else { continue };
            let rounded = |figure: f64| (figure * 1000.0).round() / 1000.0;
            let row = json!({
                "fuel": rounded(figures.fuel),
                "crossings": rounded(figures.crossings),
                "entries": rounded(figures.entries),
                "allocations": rounded(figures.allocations),
            });
            rows.insert(line.row.name.to_owned(), row);
        }
        std::fs::write(path(), serde_json::to_string_pretty(&rows)? + "\n")?;
        Ok(())
    }

    /// What a row costs more than expected, in words.
    #[must_use]
    pub fn regressions(&self, row: &str, figures: Figures) -> Vec<String> {
        let Some(expected) = self.0.get(row) else {
            return vec![format!("{row}: expected.json does not have it; `cargo x bench --record` writes it")];
        };
        let mut found = Vec::new();
        let mut compare = |what: &str, figure: f64, slack: f64, odd: f64| {
            let most = expected[what].as_f64().unwrap_or_default();
            if figure > most * slack + odd {
                found.push(format!("{row}: {figure:.3} {what}, expected {most}"));
            }
        };
        compare("fuel", figures.fuel, SLACK, 1.0);
        compare("crossings", figures.crossings, 1.0, ODD);
        compare("entries", figures.entries, 1.0, ODD);
        compare("allocations", figures.allocations, 1.0, ODD);
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_is_a_regression() {
        let row = json!({ "fuel": 1000.0, "crossings": 2.0, "entries": 1.0, "allocations": 0.0 });
        let expected = Expected(BTreeMap::from([("a row".to_owned(), row)]));
        let figures =
            Figures { fuel: 1040.0, crossings: 2.0, entries: 0.5, allocations: 0.001, memory: None, time: None };
        assert_eq!(expected.regressions("a row", figures), Vec::<String>::new());
        let worse = Figures { fuel: 1060.0, allocations: 1.0, ..figures };
        let found = expected.regressions("a row", worse);
        assert_eq!(found, ["a row: 1060.000 fuel, expected 1000", "a row: 1.000 allocations, expected 0"]);
        assert_eq!(expected.regressions("another", figures).len(), 1);
    }
}
