//! What a generation reports when the input is at fault.

mod nearest;
mod snippet;

use std::fmt;
use std::path::Path;

#[doc(hidden)]
pub use nearest::did_you_mean;
pub(crate) use snippet::Snippet;

/// Why bindings could not be generated: one or more problems, each with its place in the WIT and what to do about it.
///
/// `Debug` prints the same text as `Display`, so that a build script whose `main` returns this error shows it readably.
pub struct Error {
    reports: Vec<Report>,
}

/// One problem.
pub(crate) struct Report {
    message: String,
    snippet: Option<Box<Snippet>>,
    notes: Vec<String>,
    option: Option<Box<Fault>>,
}

/// The option that a problem is due to.
#[doc(hidden)]
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fault {
    /// The name of the option, a field of [`Options`](crate::Options).
    pub name: &'static str,
    /// The value at fault, or the key of the entry at fault, of an option that has several.
    pub value: Option<String>,
}

impl Report {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Report { message: message.into(), snippet: None, notes: Vec::new(), option: None }
    }

    /// The option that the problem is due to.
    pub(crate) fn option(mut self, name: &'static str) -> Self {
        self.option = Some(Box::new(Fault { name, value: None }));
        self
    }

    /// The value that the problem is due to, or the key of the entry, of an option that has several.
    pub(crate) fn option_value(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.option = Some(Box::new(Fault { name, value: Some(value.into()) }));
        self
    }

    /// The place in the WIT that the problem is at.
    pub(crate) fn at(mut self, snippet: Option<Snippet>) -> Self {
        self.snippet = snippet.map(Box::new);
        self
    }

    /// A line that helps: a cause, the nearest name, the fix.
    pub(crate) fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// A note, when there is one.
    pub(crate) fn note_if(mut self, note: Option<String>) -> Self {
        self.notes.extend(note);
        self
    }
}

impl Error {
    pub(crate) fn new(reports: Vec<Report>) -> Self {
        Error { reports }
    }

    /// Lays the problems to an option, as far as none is to blame yet.
    pub(crate) fn or_option_value(mut self, name: &'static str, value: &str) -> Self {
        for report in self.reports.iter_mut().filter(|report| report.option.is_none()) {
            report.option = Some(Box::new(Fault { name, value: Some(value.to_owned()) }));
        }
        self
    }

    /// Each problem by itself, with the option that it is due to: for `generate!`, which shows it there.
    #[doc(hidden)]
    pub fn problems(&self) -> impl Iterator<Item = (String, Option<&Fault>)> {
        self.reports.iter().map(|report| (report.to_string(), report.option.as_deref()))
    }

    /// A file or folder that could not be read or written.
    pub(crate) fn io(action: &str, path: &Path, error: &std::io::Error) -> Self {
        Report::new(format!("cannot {action} `{}`: {error}", path.display())).into()
    }
}

impl From<Report> for Error {
    fn from(report: Report) -> Self {
        Error { reports: vec![report] }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, report) in self.reports.iter().enumerate() {
            let separator = if index > 0 { "\n\n" } else { "" };
            write!(f, "{separator}error: {report}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        if let Some(snippet) = &self.snippet {
            write!(f, "\n{snippet}")?;
        }
        for note in &self.notes {
            let mut lines = note.lines();
            write!(f, "\n  = help: {}", lines.next().unwrap_or_default())?;
            for line in lines {
                write!(f, "\n          {line}")?;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A build script's `main` prints `Error: ` before this.
        write!(f, "\n{self}")
    }
}

impl std::error::Error for Error {}
