//! What the function under `#[wharf::main]` returned, and how the program ends then.
//!
//! The macro cannot name the type, so the traits below are told apart by how many references they are implemented
//! behind: an error that has causes, then one that can be shown, then one that can only be debugged.

use core::cell::Cell;
use core::error::Error;
use core::fmt::{Debug, Display};
use std::io::Write;
use std::process::ExitCode;

use super::run::Guest;
use crate::complaint::complain;

/// What the program returned.
pub struct Outcome<R>(Cell<Option<R>>);

impl<R> Outcome<R> {
    pub fn new(result: R) -> Self {
        Outcome(Cell::new(Some(result)))
    }

    fn take(&self) -> R {
        match self.0.take() {
            Some(result) => result,
            None => unreachable!("the outcome is asked for once"),
        }
    }
}

/// How a program ends.
pub enum Ending {
    Success,
    Failure,
    /// With a status that the result of `wasi:cli/run` cannot tell, and how: programs that never do are without the code.
    Exit(u8, fn(u8) -> !),
}

/// What counts as success, with its exit status.
#[diagnostic::on_unimplemented(
    message = "`main` cannot return `{Self}`",
    note = "return nothing, an exit status (`std::process::ExitCode` or `u8`), or a `Result` of one of these",
    note = "of a `Result`, the error must implement `Error`, `Display` or `Debug`; `wharf::Result` takes every error"
)]
pub trait Status {
    fn ending(self) -> Ending;
}

impl Status for () {
    fn ending(self) -> Ending {
        Ending::Success
    }
}

impl Status for u8 {
    fn ending(self) -> Ending {
        match self {
            0 => Ending::Success,
            1 => Ending::Failure,
            status => Ending::Exit(status, crate::process::exit),
        }
    }
}

impl Status for ExitCode {
    fn ending(self) -> Ending {
        // An exit code does not show its number; it can be compared.
        (0..=u8::MAX).find(|status| ExitCode::from(*status) == self).unwrap_or(1).ending()
    }
}

pub trait Cause {
    fn ending(&self) -> Ending;
}

impl<T: Status, E: Error> Cause for &&&Outcome<Result<T, E>> {
    fn ending(&self) -> Ending {
        self.take().map_or_else(
            |error| {
                complain!("Error: {error}");
                let mut cause = error.source();
                while let Some(error) = cause {
                    complain!("  caused by: {error}");
                    cause = error.source();
                }
                Ending::Failure
            },
            T::ending,
        )
    }
}

pub trait Shown {
    fn ending(&self) -> Ending;
}

impl<T: Status, E: Display> Shown for &&Outcome<Result<T, E>> {
    fn ending(&self) -> Ending {
        self.take().map_or_else(
            |error| {
                complain!("Error: {error:#}");
                Ending::Failure
            },
            T::ending,
        )
    }
}

pub trait Message {
    fn ending(&self) -> Ending;
}

impl<T: Status, E: Debug> Message for &Outcome<Result<T, E>> {
    fn ending(&self) -> Ending {
        self.take().map_or_else(
            |error| {
                complain!("Error: {error:?}");
                Ending::Failure
            },
            T::ending,
        )
    }
}

/// The last resort. What it asks for stands at its function: that is the error when there is no other.
pub trait Exit<R> {
    fn ending(&self) -> Ending
    where
        R: Status;
}

impl<R> Exit<R> for Outcome<R> {
    fn ending(&self) -> Ending
    where
        R: Status,
    {
        self.take().ending()
    }
}

/// The result of `wasi:cli/run`, once everything written has reached its destination: the host ends the program then.
pub async fn finish(ending: Ending) -> Result<(), ()> {
    crate::io::settle().await;
    if let Ending::Exit(status, exit) = ending {
        exit(status);
    }
    // There is nowhere to report an error to.
    drop(std::io::stdout().flush());
    if matches!(ending, Ending::Success) { Ok(()) } else { Err(()) }
}

/// `fn main` itself: where a host calls it, the host does not know WASI 0.3; on other targets it runs the program.
pub fn without_host<P: Guest>() -> ExitCode {
    #[cfg(target_arch = "wasm32")]
    {
        complain!(
            "Error: this program needs a host with WASI 0.3, which calls `wasi:cli/run@0.3.0`; this host has called \
             the entry point of WASI 0.2. Run it on a newer host."
        );
        ExitCode::FAILURE
    }
    #[cfg(not(target_arch = "wasm32"))]
    match crate::task::block_on(P::run()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(()) => ExitCode::FAILURE,
    }
}
