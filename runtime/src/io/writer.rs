//! A byte stream to the host that loses nothing.

use core::fmt;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::{AsyncWrite, Error, Result, background};
use crate::abi::Abi;
use crate::stream::FallibleWriter;
use crate::{FutureReader, StreamReader};

/// Writes a byte stream. Dropped with bytes in it, it is finished in the background.
pub(crate) struct Writer<E: Abi + Into<Error> + 'static> {
    /// Gone once it is dropped.
    stream: Option<FallibleWriter<u8, E>>,
    closing: bool,
}

impl<E: Abi + Into<Error> + 'static> Writer<E> {
    /// Opens a stream and hands its readable end to `open`, a function of the host.
    pub(crate) fn open(open: impl FnOnce(StreamReader<u8>) -> FutureReader<core::result::Result<(), E>>) -> Self {
        Writer { stream: Some(FallibleWriter::open_outbound::<()>(open)), closing: false }
    }

    /// Whether it has begun to end the stream, after which it takes nothing more.
    pub(crate) fn is_closing(&self) -> bool {
        self.closing
    }

    fn with<R>(
        &mut self,
        poll: impl FnOnce(Pin<&mut FallibleWriter<u8, E>>) -> Poll<Result<R>>,
        closed: R,
    ) -> Poll<Result<R>> {
        match &mut self.stream {
            Some(writer) => poll(Pin::new(writer)),
            // Only its drop takes the writer out.
            None => Poll::Ready(Ok(closed)),
        }
    }
}

impl<E: Abi + Into<Error> + 'static> AsyncWrite for Writer<E> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<Result<usize>> {
        self.with(|writer| writer.poll_write(context, bytes), 0)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        self.with(|writer| writer.poll_flush(context), ())
    }

    fn poll_close(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        self.closing = true;
        self.with(|writer| writer.poll_close(context), ())
    }
}

impl<E: Abi + Into<Error> + 'static> Drop for Writer<E> {
    fn drop(&mut self) {
        if let Some(writer) = self.stream.take_if(|writer| writer.has_unsent()) {
            background::finish(close(writer));
        }
    }
}

/// Ends a stream that nobody awaits: an error has no one to go to.
async fn close<E: Abi + 'static>(writer: FallibleWriter<u8, E>) {
    drop(writer.close().await);
}

impl<E: Abi + Into<Error> + 'static> fmt::Debug for Writer<E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Writer").field(&self.stream).finish()
    }
}
