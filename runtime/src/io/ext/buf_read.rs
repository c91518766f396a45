//! Reading by lines.

use core::future::{Future, poll_fn};
use core::pin::Pin;
use core::task::{Context, Poll, ready};
use std::string::String;
use std::vec::Vec;

use super::read::not_utf8;
use crate::io::{AsyncBufRead, Lines, Result};

/// What can be done with any [`AsyncBufRead`].
///
/// ```no_run
/// # async fn example() -> wharf::Result<()> {
/// use wharf::io::{self, AsyncBufReadExt};
///
/// let mut line = String::new();
/// io::stdin().read_line(&mut line).await?;
/// # Ok(())
/// # }
/// ```
pub trait AsyncBufReadExt: AsyncBufRead {
    /// Reads up to and with the byte `end`, or to the end of the reader, and appends that to `bytes`; how many bytes.
    ///
    /// # Errors
    ///
    /// The reader's.
    ///
    /// # Cancel safety
    ///
    /// Dropped while it waits, it has appended some of the bytes; reading on appends the rest.
    fn read_until(&mut self, end: u8, bytes: &mut Vec<u8>) -> impl Future<Output = Result<usize>>
    where
        Self: Unpin,
    {
        let before = bytes.len();
        poll_fn(move |context| {
            ready!(poll_until(Pin::new(&mut *self), context, end, bytes))?;
            Ok(bytes.len() - before).into()
        })
    }

    /// Reads a line with its line feed, and appends it to `line`; how many bytes. Zero is the end.
    ///
    /// # Errors
    ///
    /// The reader's, and [`ErrorKind::InvalidData`](crate::io::ErrorKind::InvalidData) when the line is not UTF-8: it
    /// has been read then, and is not appended.
    ///
    /// # Cancel safety
    ///
    /// Dropped while it waits, it loses what it has read of the line; [`lines`](Self::lines) does not.
    fn read_line(&mut self, line: &mut String) -> impl Future<Output = Result<usize>>
    where
        Self: Unpin,
    {
        async move {
            let mut bytes = Vec::new();
            let count = self.read_until(b'\n', &mut bytes).await?;
            line.push_str(core::str::from_utf8(&bytes).map_err(|error| not_utf8(&error))?);
            Ok(count)
        }
    }

    /// The lines, without their line ends, as a stream.
    ///
    /// # Errors
    ///
    /// Of each line: the reader's, and [`ErrorKind::InvalidData`](crate::io::ErrorKind::InvalidData) when it is not
    /// UTF-8; the lines after it can be read on.
    fn lines(self) -> Lines<Self>
    where
        Self: Sized,
    {
        Lines::new(self)
    }
}

impl<R: AsyncBufRead + ?Sized> AsyncBufReadExt for R {}

/// Appends bytes until one of them is `end`, or the reader ends.
pub(crate) fn poll_until<R: AsyncBufRead + ?Sized>(
    mut reader: Pin<&mut R>,
    context: &mut Context<'_>,
    end: u8,
    bytes: &mut Vec<u8>,
) -> Poll<Result<()>> {
    loop {
        let available = ready!(reader.as_mut().poll_fill_buf(context))?;
        let found = available.iter().position(|byte| *byte == end);
        let count = found.map_or(available.len(), |position| position + 1);
        bytes.extend_from_slice(&available[..count]);
        reader.as_mut().consume(count);
        if found.is_some() || count == 0 {
            return Poll::Ready(Ok(()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::ErrorKind;
    use crate::task::block_on;

    #[test]
    fn a_line_at_a_time() {
        block_on(async {
            let mut reader = &b"one\ntwo"[..];
            let mut line = String::new();
            assert_eq!(reader.read_line(&mut line).await.unwrap(), 4);
            assert_eq!(reader.read_line(&mut line).await.unwrap(), 3);
            assert_eq!(reader.read_line(&mut line).await.unwrap(), 0);
            assert_eq!(line, "one\ntwo");
        });
    }

    #[test]
    fn a_line_that_is_no_text() {
        block_on(async {
            let mut reader = &b"a\xff\nb\n"[..];
            let mut line = String::new();
            assert_eq!(reader.read_line(&mut line).await.unwrap_err().kind(), ErrorKind::InvalidData);
            assert_eq!(reader.read_line(&mut line).await.unwrap(), 2);
            assert_eq!(line, "b\n");
        });
    }
}
