//! The lines of a reader.

use core::future::poll_fn;
use core::mem;
use core::pin::Pin;
use core::task::{Context, Poll, ready};
use std::string::String;
use std::vec::Vec;

use futures_core::Stream;

use super::ext::{not_utf8, poll_until};
use super::{AsyncBufRead, Result};

/// The lines of a reader, without their line ends (`\n` or `\r\n`), as a [`Stream`].
///
/// Made by [`AsyncBufReadExt::lines`](super::AsyncBufReadExt::lines).
///
/// # Cancel safety
///
/// Waiting for a line may be dropped; what has been read of it is kept.
///
/// ```
/// # wharf::task::block_on(async {
/// use wharf::io::AsyncBufReadExt as _;
///
/// let mut lines = (&b"one\r\ntwo"[..]).lines();
/// assert_eq!(lines.next_line().await?.as_deref(), Some("one"));
/// assert_eq!(lines.next_line().await?.as_deref(), Some("two"));
/// assert_eq!(lines.next_line().await?, None);
/// # Ok::<(), wharf::io::Error>(())
/// # }).unwrap();
/// ```
#[derive(Debug)]
pub struct Lines<R> {
    reader: R,
    /// What has been read of the next line.
    line: Vec<u8>,
}

impl<R: AsyncBufRead> Lines<R> {
    pub(super) fn new(reader: R) -> Self {
        Lines { reader, line: Vec::new() }
    }
}

impl<R: AsyncBufRead + Unpin> Lines<R> {
    /// The next line; `None` at the end.
    ///
    /// # Errors
    ///
    /// The reader's, and [`ErrorKind::InvalidData`](super::ErrorKind::InvalidData) when the line is not UTF-8; the
    /// lines after it can be read on.
    ///
    /// # Cancel safety
    ///
    /// It may be dropped and done again.
    pub async fn next_line(&mut self) -> Result<Option<String>> {
        poll_fn(|context| self.poll_line(context)).await.transpose()
    }

    fn poll_line(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<String>>> {
        if let Err(error) = ready!(poll_until(Pin::new(&mut self.reader), context, b'\n', &mut self.line)) {
            return Poll::Ready(Some(Err(error)));
        }
        if self.line.is_empty() {
            return Poll::Ready(None);
        }
        let mut line = mem::take(&mut self.line);
        if line.pop_if(|byte| *byte == b'\n').is_some() {
            line.pop_if(|byte| *byte == b'\r');
        }
        Poll::Ready(Some(String::from_utf8(line).map_err(|error| not_utf8(&error.utf8_error()))))
    }
}

impl<R: AsyncBufRead + Unpin> Stream for Lines<R> {
    type Item = Result<String>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<String>>> {
        self.poll_line(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::{AsyncBufReadExt as _, ErrorKind};
    use crate::task::block_on;

    #[test]
    fn all_kinds_of_ends() {
        block_on(async {
            let mut lines = (&b"one\r\n\n\rtwo\r"[..]).lines();
            let mut all = Vec::new();
            while let Some(line) = lines.next_line().await.unwrap() {
                all.push(line);
            }
            assert_eq!(all, ["one", "", "\rtwo\r"]);
        });
    }

    #[test]
    fn a_line_that_is_no_text_is_an_error_of_its_own() {
        block_on(async {
            let mut lines = (&b"a\xff\nb"[..]).lines();
            assert_eq!(lines.next_line().await.unwrap_err().kind(), ErrorKind::InvalidData);
            assert_eq!(lines.next_line().await.unwrap().as_deref(), Some("b"));
            assert_eq!(lines.next_line().await.unwrap(), None);
        });
    }
}
