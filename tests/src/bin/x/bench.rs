//! The benchmark.

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use regex_lite::Regex;
use wharf_tests::bench::{self, Expected, Laboratory, Line, ROWS, Report};

use crate::{setup, step};

/// What `cargo x bench` was asked.
#[derive(Default)]
struct Options {
    only: Option<Regex>,
    json: Option<PathBuf>,
    quick: bool,
    record: bool,
}

impl Options {
    fn parse(args: &[&str]) -> Result<Self> {
        let mut options = Self::default();
        let mut args = args.iter();
        while let Some(arg) = args.next() {
            let mut value = || args.next().with_context(|| format!("`{arg}` needs a value"));
            match *arg {
                "--only" => options.only = Some(Regex::new(value()?).context("`--only` is no regular expression")?),
                "--json" => options.json = Some(value()?.into()),
                "--record" => options.record = true,
                "--quick" => options.quick = true,
                _ => bail!("`cargo x bench` knows no `{arg}`; see `cargo x --help`"),
            }
        }
        Ok(options)
    }

    fn wants(&self, name: &str) -> bool {
        self.only.as_ref().is_none_or(|only| only.is_match(name))
    }
}

pub(crate) fn run(args: &[&str]) -> Result<()> {
    let options = Options::parse(args)?;
    setup::target()?;
    let report = tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(measure(&options))?;
    print!("{}", report.table());
    if options.record {
        Expected::write(&report.lines)?;
    }
    if let Some(path) = &options.json {
        let text = serde_json::to_string_pretty(&report.to_json())?;
        std::fs::write(path, text + "\n").with_context(|| format!("cannot write `{}`", path.display()))?;
    }
    Ok(())
}

async fn measure(options: &Options) -> Result<Report> {
    step::announce("building the guests");
    let contestants = bench::contestants()?;
    let laboratory = Laboratory::new()?;
    let mut report = Report::default();
    for row in ROWS.iter().filter(|row| options.wants(row.name)) {
        step::announce(row.name);
        let able: Vec<_> = contestants.iter().filter(|contestant| contestant.can(row)).collect();
        let mut figures = Vec::new();
        for contestant in &able {
            let mut counted = laboratory
                .count(contestant, row)
                .await
                .with_context(|| format!("{} fails in the row `{}`", contestant.name, row.name))?;
            if !options.quick {
                counted.memory = Some(laboratory.memory(contestant, row).await?);
            }
            figures.push((contestant.name, counted));
        }
        if !options.quick {
            let times = laboratory.time(&able, row).await?;
            for ((_, figures), time) in figures.iter_mut().zip(times) {
                figures.time = Some(time);
            }
        }
        report.lines.push(Line { row, figures });
    }
    Ok(report)
}
