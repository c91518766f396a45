//! The benchmark.

mod build;
mod page;

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use regex_lite::Regex;
use wharf_tests::Wasm;
use wharf_tests::bench::{self, Expected, Laboratory, Line, ROWS, Report, Size};

use crate::{setup, step};

/// What `cargo x bench` was asked.
#[derive(Default)]
struct Options {
    only: Option<Regex>,
    json: Option<PathBuf>,
    quick: bool,
    record: bool,
    trace: bool,
    sizes: bool,
    build: bool,
    write: bool,
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
                "--sizes" => options.sizes = true,
                "--build" => options.build = true,
                "--write" => options.write = true,
                "--trace" => options.trace = true,
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
    setup::targets()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    if options.trace {
        return runtime.block_on(trace(&options));
    }
    if options.build {
        print!("{}", build::measure()?);
        return Ok(());
    }
    if options.sizes {
        print!("{}", runtime.block_on(sizes())?);
        return Ok(());
    }
    let report = runtime.block_on(measure(&options))?;
    print!("{}", report.table());
    if options.write {
        let (sizes, build) = (runtime.block_on(sizes())?, build::measure()?);
        page::Page { rows: report.table(), sizes, build }.write()?;
    }
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

/// The sizes of guests and how far it is to their first line, as a table.
async fn sizes() -> Result<String> {
    step::announce("sizes and start-up");
    let mut rows: Vec<_> = bench::sizes()?.iter().map(size_row).collect();
    let laboratory = Laboratory::new()?;
    let ours = laboratory.start(&Wasm::from(bench::peer("wharf-start")?)).await?;
    let peer = laboratory.start(&Wasm::from(bench::peer("peer-start")?)).await?;
    let met = if ours * 2 <= peer { "met" } else { "missed" };
    let cells = ["fuel to the first line of `main`", &ours.to_string(), &format!("{peer} bare bindings")];
    let cells = cells.into_iter().map(str::to_owned);
    rows.push(cells.chain([(peer / 2).to_string(), met.to_owned()]).collect());
    Ok(bench::table(&["bytes, or fuel", "wharf", "others", "at most", "target"], &rows))
}

fn size_row(size: &Size) -> Vec<String> {
    let others: Vec<_> = size.others.iter().map(|(with, bytes)| format!("{bytes} {with}")).collect();
    let met = if size.ours <= size.most { "met" } else { "missed" };
    vec![size.name.to_owned(), size.ours.to_string(), others.join(", "), size.most.to_string(), met.to_owned()]
}

/// Prints the way of one operation of each row through the guest.
async fn trace(options: &Options) -> Result<()> {
    step::announce("building wharf's guests with names");
    let contestant = bench::named()?;
    let laboratory = Laboratory::new()?;
    for row in ROWS.iter().filter(|row| options.wants(row.name)) {
        println!("{}", row.name);
        for step in laboratory.trace(&contestant, row).await? {
            println!("{:6} {}", step.fuel, step.functions.join(" < "));
        }
    }
    Ok(())
}
