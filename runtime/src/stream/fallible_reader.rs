//! A stream together with the future that says how it ended: `tuple<stream<T>, future<result<_, E>>>`.

use core::fmt;
use core::future::{Future, IntoFuture};
use core::pin::Pin;
use core::task::{Context, Poll, ready};

use futures_core::Stream;

use super::StreamReader;
use crate::abi::{Abi, FuturePayload, Lower};
use crate::future::{FutureRead, FutureReader};

/// The future of a result, awaited at most once.
pub(super) enum Outcome<E: Abi + 'static> {
    Unread(FutureReader<Result<(), E>>),
    Reading(FutureRead<Result<(), E>>),
    Known,
}

impl<E: Abi + 'static> Outcome<E> {
    /// Waits for the result. Once it is known, it is a success.
    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Result<(), E>> {
        if let Outcome::Unread(_) = self
            && let Outcome::Unread(future) = core::mem::replace(self, Outcome::Known)
        {
            *self = Outcome::Reading(future.into_future());
        }
        let Outcome::Reading(read) = self else { return Poll::Ready(Ok(())) };
        let result = ready!(Pin::new(read).poll(context));
        *self = Outcome::Known;
        Poll::Ready(result)
    }
}

/// Reads a stream and, at its end, the error that ended it.
///
/// Made from what interfaces such as `wasi:cli/stdin` return: `FallibleReader::from(read_via_stream())`. It is a
/// [`Stream`] of results, and for bytes an [`AsyncRead`](futures_io::AsyncRead) and
/// [`AsyncBufRead`](futures_io::AsyncBufRead) if the error converts to [`std::io::Error`]. The error comes once, in
/// the place of the end.
///
/// # Cancel safety
///
/// Every read may be dropped while it waits; nothing is lost.
pub struct FallibleReader<T: Abi + 'static, E: Abi + 'static> {
    items: StreamReader<T>,
    outcome: Outcome<E>,
}

impl<T: Abi + 'static, E: Abi + 'static> From<(StreamReader<T>, FutureReader<Result<(), E>>)> for FallibleReader<T, E> {
    fn from((items, outcome): (StreamReader<T>, FutureReader<Result<(), E>>)) -> Self {
        FallibleReader { items, outcome: Outcome::Unread(outcome) }
    }
}

impl<T: Lower + 'static, E: Abi + 'static> FallibleReader<T, E> {
    /// The next item, the error that ended the stream, or `None` at its end.
    pub async fn next(&mut self) -> Option<Result<T, E>> {
        core::future::poll_fn(|context| self.poll_item(context)).await
    }

    /// The stream and the future of how it ends, to pass them on, as the bindings `W` make the latter.
    ///
    /// What was received and not read goes along. An outcome that was awaited already goes along too, unless it was
    /// reported: then it is a success.
    #[must_use]
    pub fn into_pair<W>(self) -> (StreamReader<T>, FutureReader<Result<(), E>>)
    where
        Result<(), E>: FuturePayload<W>,
    {
        let known = match self.outcome {
            Outcome::Unread(outcome) => return (self.items, outcome),
            Outcome::Reading(mut read) => match Pin::new(&mut read).cancel() {
                Ok(known) => known,
                Err(outcome) => return (self.items, outcome),
            },
            Outcome::Known => Ok(()),
        };
        let (writer, outcome) = crate::future::new::<W, Result<(), E>>(|| Ok(()));
        // It goes on in the background.
        drop(writer.write(known));
        (self.items, outcome)
    }

    /// The stream, to pass it on, and how it will have ended.
    #[cfg(feature = "std")]
    pub(crate) fn into_parts(self) -> (StreamReader<T>, impl Future<Output = Result<(), E>> + use<T, E>) {
        let FallibleReader { items, mut outcome } = self;
        (items, async move { core::future::poll_fn(|context| outcome.poll(context)).await })
    }

    fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, E>>> {
        Poll::Ready(match ready!(self.items.poll_item(context)) {
            Some(item) => Some(Ok(item)),
            None => ready!(self.outcome.poll(context)).err().map(Err),
        })
    }
}

impl<T: Lower + 'static, E: Abi + 'static> Stream for FallibleReader<T, E> {
    type Item = Result<T, E>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_item(context)
    }
}

impl<T: Abi + 'static, E: Abi + 'static> Unpin for FallibleReader<T, E> {}

impl<T: Abi + 'static, E: Abi + 'static> fmt::Debug for FallibleReader<T, E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("FallibleReader").field("items", &self.items).finish_non_exhaustive()
    }
}

#[cfg(feature = "std")]
mod bytes {
    use std::io;

    use futures_io::{AsyncBufRead, AsyncRead};

    use super::*;

    impl<E: Abi + Into<io::Error> + 'static> AsyncRead for FallibleReader<u8, E> {
        fn poll_read(
            mut self: Pin<&mut Self>,
            context: &mut Context<'_>,
            buffer: &mut [u8],
        ) -> Poll<io::Result<usize>> {
            let available = ready!(self.as_mut().poll_fill_buf(context))?;
            let count = available.len().min(buffer.len());
            buffer[..count].copy_from_slice(&available[..count]);
            self.consume(count);
            Poll::Ready(Ok(count))
        }
    }

    impl<E: Abi + Into<io::Error> + 'static> AsyncBufRead for FallibleReader<u8, E> {
        fn poll_fill_buf(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<&[u8]>> {
            let this = self.get_mut();
            if !ready!(this.items.poll_fill(context)) {
                ready!(this.outcome.poll(context)).map_err(Into::into)?;
            }
            Poll::Ready(Ok(this.items.ready().as_slice()))
        }

        fn consume(mut self: Pin<&mut Self>, amount: usize) {
            Pin::new(&mut self.items).consume(amount);
        }
    }
}
