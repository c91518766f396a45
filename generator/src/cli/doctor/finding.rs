//! What the doctor finds.

use std::fmt;

/// How it is with something that a project needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    Good,
    /// It may do.
    Doubtful,
    Bad,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    pub(crate) state: State,
    what: String,
    /// What to do about it.
    help: Option<String>,
}

impl Finding {
    pub(crate) fn good(what: impl Into<String>) -> Self {
        Finding { state: State::Good, what: what.into(), help: None }
    }

    pub(crate) fn doubtful(what: impl Into<String>, help: impl Into<String>) -> Self {
        Finding { state: State::Doubtful, what: what.into(), help: Some(help.into()) }
    }

    pub(crate) fn bad(what: impl Into<String>, help: impl Into<String>) -> Self {
        Finding { state: State::Bad, what: what.into(), help: Some(help.into()) }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match self.state {
            State::Good => "ok     ",
            State::Doubtful => "warning",
            State::Bad => "problem",
        };
        write!(f, "{state}  {}", self.what.replace('\n', "\n         "))?;
        match &self.help {
            Some(help) => write!(f, "\n           = help: {}", help.replace('\n', "\n                   ")),
            None => Ok(()),
        }
    }
}
