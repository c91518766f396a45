//! A stream that is written to together with the future that says how that ended:
//! `stream<T> -> future<result<_, E>>`.

use core::fmt;
use core::pin::Pin;
use core::task::{Context, Poll, ready};

use futures_sink::Sink;

use super::fallible_reader::Outcome;
use super::writer::ReaderDropped;
use super::{StreamReader, StreamWriter};
use crate::abi::{Abi, Lower, StreamPayload};
use crate::future::FutureReader;

/// Writes a stream, and reports the error that ended it where a writer expects it.
///
/// It is a [`Sink`], and for bytes an [`AsyncWrite`](futures_io::AsyncWrite) if the error converts to
/// [`std::io::Error`]. Flushing waits until the reader has taken everything; closing also waits for the outcome. When
/// the reader goes away early, the next operation reports why.
///
/// # Cancel safety
///
/// As for [`StreamWriter`].
pub struct FallibleWriter<T: Lower + 'static, E: Abi + 'static> {
    items: StreamWriter<T>,
    outcome: Outcome<E>,
    /// Whether the reader went away before it had taken everything, and why has not been reported.
    unexplained: bool,
}

/// A stream whose reader was given to a function, and what that has returned. For functions that are not `async` there is
/// [`FallibleWriter::open`].
impl<T: Lower + 'static, E: Abi + 'static> From<(StreamWriter<T>, FutureReader<Result<(), E>>)>
    for FallibleWriter<T, E>
{
    fn from((items, outcome): (StreamWriter<T>, FutureReader<Result<(), E>>)) -> Self {
        FallibleWriter { items, outcome: Outcome::Unread(outcome), unexplained: false }
    }
}

/// Why a [`FallibleWriter`] failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WriteError<E> {
    /// The reader went away and said why.
    Failed(E),
    /// The reader went away and reported success: it wants no more.
    Closed,
}

impl<T: Lower + 'static, E: Abi + 'static> FallibleWriter<T, E> {
    /// Opens a stream and hands its readable end to `open`, an interface's function such as
    /// `wasi:cli/stdout.write-via-stream`.
    pub fn open<W>(open: impl FnOnce(StreamReader<T>) -> FutureReader<Result<(), E>>) -> Self
    where
        T: StreamPayload<W>,
    {
        let (items, reader) = super::new::<W, T>();
        FallibleWriter::from((items, open(reader)))
    }

    /// [`open`](Self::open) for a function of the host.
    #[cfg(feature = "std")]
    pub(crate) fn open_outbound<W>(open: impl FnOnce(StreamReader<T>) -> FutureReader<Result<(), E>>) -> Self
    where
        T: StreamPayload<W>,
    {
        let (items, reader) = super::outbound::<W, T>();
        FallibleWriter { items, outcome: Outcome::Unread(open(reader)), unexplained: false }
    }

    /// Writes all `items`.
    ///
    /// # Errors
    ///
    /// When the reader goes away before it has taken them.
    pub async fn write_all(&mut self, items: alloc::vec::Vec<T>) -> Result<(), WriteError<E>> {
        if self.items.write_all(items).await.is_empty() {
            return Ok(());
        }
        Err(core::future::poll_fn(|context| self.poll_failure(context)).await)
    }

    /// Ends the stream and waits until it has been dealt with.
    ///
    /// # Errors
    ///
    /// What the reader says.
    pub async fn close(mut self) -> Result<(), WriteError<E>> {
        core::future::poll_fn(|context| self.poll_closed(context)).await
    }

    /// Whether something was taken that the reader does not have yet.
    #[cfg(feature = "std")]
    pub(crate) fn has_unsent(&self) -> bool {
        self.items.is_writing() || !self.items.queue.is_empty()
    }

    fn poll_failure(&mut self, context: &mut Context<'_>) -> Poll<WriteError<E>> {
        self.outcome.poll(context).map(|outcome| outcome.err().map_or(WriteError::Closed, WriteError::Failed))
    }

    /// Turns the news that the reader is gone into the reason.
    fn poll_explained<R>(
        &mut self,
        context: &mut Context<'_>,
        poll: impl FnOnce(&mut StreamWriter<T>, &mut Context<'_>) -> Poll<Result<R, ReaderDropped>>,
    ) -> Poll<Result<R, WriteError<E>>> {
        if !self.unexplained {
            match ready!(poll(&mut self.items, context)) {
                Ok(value) => return Poll::Ready(Ok(value)),
                Err(ReaderDropped { .. }) => self.unexplained = true,
            }
        }
        let error = ready!(self.poll_failure(context));
        self.unexplained = false;
        Poll::Ready(Err(error))
    }

    fn poll_closed(&mut self, context: &mut Context<'_>) -> Poll<Result<(), WriteError<E>>> {
        ready!(self.poll_explained(context, StreamWriter::poll_closed))?;
        self.outcome.poll(context).map_err(WriteError::Failed)
    }
}

impl<T: Lower + 'static, E: Abi + 'static> Sink<T> for FallibleWriter<T, E> {
    type Error = WriteError<E>;

    fn poll_ready(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), WriteError<E>>> {
        self.poll_explained(context, StreamWriter::poll_room)
    }

    fn start_send(mut self: Pin<&mut Self>, item: T) -> Result<(), WriteError<E>> {
        self.items.queue.push(item);
        Ok(())
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), WriteError<E>>> {
        self.poll_explained(context, StreamWriter::poll_flushed)
    }

    fn poll_close(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), WriteError<E>>> {
        self.poll_closed(context)
    }
}

impl<T: Lower + 'static, E: Abi + 'static> Unpin for FallibleWriter<T, E> {}

impl<E: fmt::Display> fmt::Display for WriteError<E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WriteError::Failed(error) => error.fmt(formatter),
            WriteError::Closed => formatter.write_str("the reader of the stream wants no more"),
        }
    }
}

impl<E: fmt::Debug + fmt::Display> core::error::Error for WriteError<E> {}

impl<T: Lower + 'static, E: Abi + 'static> fmt::Debug for FallibleWriter<T, E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("FallibleWriter").field("items", &self.items).finish_non_exhaustive()
    }
}

#[cfg(feature = "std")]
mod bytes {
    use std::io;

    use futures_io::AsyncWrite;

    use super::*;

    impl<E: Into<io::Error>> From<WriteError<E>> for io::Error {
        fn from(error: WriteError<E>) -> Self {
            match error {
                WriteError::Failed(error) => error.into(),
                WriteError::Closed => io::ErrorKind::BrokenPipe.into(),
            }
        }
    }

    impl<E: Abi + Into<io::Error> + 'static> AsyncWrite for FallibleWriter<u8, E> {
        fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
            ready!(self.poll_explained(context, StreamWriter::poll_room))?;
            Pin::new(&mut self.items).poll_write(context, bytes)
        }

        fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(ready!(self.poll_explained(context, StreamWriter::poll_flushed))?))
        }

        fn poll_close(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(ready!(self.poll_closed(context))?))
        }
    }
}
