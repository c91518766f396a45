//! Stream writers as `Sink` and, for bytes, as `AsyncWrite`.

use core::fmt;
use core::pin::Pin;
use core::task::{Context, Poll};

use futures_sink::Sink;

use super::StreamWriter;
use super::writer::ReaderDropped;
use crate::abi::Lower;

/// The reader of the stream is gone, so nothing more can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closed(());

impl From<ReaderDropped> for Closed {
    fn from(_: ReaderDropped) -> Self {
        Closed(())
    }
}

impl fmt::Display for Closed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the reader of the stream is gone")
    }
}

impl core::error::Error for Closed {}

/// Items are gathered and written a chunk at a time; flushing waits until the reader has taken all of them.
impl<T: Lower + 'static> Sink<T> for StreamWriter<T> {
    type Error = Closed;

    fn poll_ready(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), Closed>> {
        self.poll_room(context).map_err(Closed::from)
    }

    fn start_send(mut self: Pin<&mut Self>, item: T) -> Result<(), Closed> {
        self.queue.push(item);
        Ok(())
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), Closed>> {
        self.poll_flushed(context).map_err(Closed::from)
    }

    fn poll_close(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), Closed>> {
        self.poll_closed(context).map_err(Closed::from)
    }
}

#[cfg(feature = "std")]
mod bytes {
    use core::task::ready;
    use std::io;

    use futures_io::AsyncWrite;

    use crate::stream::chunk_items;

    use super::*;

    fn broken_pipe<E>(_: E) -> io::Error {
        io::ErrorKind::BrokenPipe.into()
    }

    /// Bytes are gathered while a write is under way, and written at once when none is. A reader that is gone is a
    /// broken pipe.
    impl AsyncWrite for StreamWriter<u8> {
        fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
            ready!(self.poll_room(context)).map_err(broken_pipe)?;
            let count = bytes.len().min(chunk_items::<u8>() - self.queue.len());
            self.queue.extend_from_slice(&bytes[..count]);
            self.send_queue_if_idle();
            Poll::Ready(Ok(count))
        }

        fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
            self.poll_flushed(context).map_err(broken_pipe)
        }

        fn poll_close(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
            Sink::poll_close(self, context).map_err(broken_pipe)
        }
    }
}
