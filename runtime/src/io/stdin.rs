//! Standard input.

use core::pin::Pin;
use core::task::{Context, Poll};

use super::passing::{Given, Source};
use super::{AsyncBufRead, AsyncRead, Lines, Result};
use crate::stream::FallibleReader;
use crate::wasi::cli::types::ErrorCode;
use crate::wasi::cli::{stdin, terminal_stdin};

/// Standard input. Source: `wasi:cli/stdin.read-via-stream`.
///
/// # Cancel safety
///
/// Every read may be dropped while it waits; nothing is lost.
#[derive(Debug)]
pub struct Stdin(Option<FallibleReader<u8, ErrorCode>>);

/// Standard input, opened at the first read.
///
/// Each value opens a stream of its own, and what one has read ahead is not seen by the others: keep it.
///
/// ```no_run
/// # async fn example() -> wharf::Result<()> {
/// use wharf::io;
///
/// let mut lines = io::stdin().lines();
/// while let Some(line) = lines.next_line().await? {
///     println!("> {line}");
/// }
/// # Ok(())
/// # }
/// ```
#[must_use]
pub fn stdin() -> Stdin {
    Stdin(None)
}

impl Stdin {
    /// The lines, as a stream.
    ///
    /// # Errors
    ///
    /// Of each line: when reading fails, and when a line is not UTF-8.
    #[must_use]
    pub fn lines(self) -> Lines<Self> {
        Lines::new(self)
    }

    /// Whether it is a terminal, not a file or pipe. Source: `wasi:cli/terminal-stdin`.
    #[must_use]
    pub fn is_terminal(&self) -> bool {
        terminal_stdin::get_terminal_stdin().is_some()
    }

    fn open(&mut self) -> Pin<&mut FallibleReader<u8, ErrorCode>> {
        Pin::new(self.0.get_or_insert_with(|| stdin::read_via_stream().into()))
    }
}

impl AsyncRead for Stdin {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut [u8]) -> Poll<Result<usize>> {
        self.open().poll_read(context, buffer)
    }
}

impl AsyncBufRead for Stdin {
    fn poll_fill_buf(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<&[u8]>> {
        self.get_mut().open().poll_fill_buf(context)
    }

    fn consume(mut self: Pin<&mut Self>, amount: usize) {
        self.open().consume(amount);
    }
}

crate::stream::identity::owned!(Stdin);

impl Source for Stdin {
    fn give(mut self) -> Given {
        Given::new(match self.0.take() {
            Some(reader) => reader,
            None => stdin::read_via_stream().into(),
        })
    }
}
