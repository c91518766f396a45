//! Files as readers, writers and seekers.

use core::pin::Pin;
use core::task::{Context, Poll, ready};

use super::File;
use crate::io::{AsyncBufRead, AsyncRead, AsyncSeek, AsyncWrite, Result, SeekFrom};

impl AsyncRead for File {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut [u8]) -> Poll<Result<usize>> {
        let available = ready!(self.as_mut().poll_fill_buf(context))?;
        let count = available.len().min(buffer.len());
        buffer[..count].copy_from_slice(&available[..count]);
        self.consume(count);
        Poll::Ready(Ok(count))
    }
}

impl AsyncBufRead for File {
    fn poll_fill_buf(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<&[u8]>> {
        let File { descriptor, cursor } = self.get_mut();
        cursor.poll_fill(descriptor, context)
    }

    fn consume(mut self: Pin<&mut Self>, amount: usize) {
        self.cursor.consume(amount);
    }
}

impl AsyncWrite for File {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<Result<usize>> {
        let File { descriptor, cursor } = &mut *self;
        cursor.poll_write(descriptor, context, bytes)
    }

    /// Waits until the host has taken everything, and reports why if it could not.
    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        self.cursor.poll_flush(context)
    }

    /// Waits until the host has written everything, and reports why if it could not. Writing on opens a new stream.
    fn poll_close(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        self.cursor.poll_finish(context)
    }
}

impl AsyncSeek for File {
    fn poll_seek(mut self: Pin<&mut Self>, context: &mut Context<'_>, to: SeekFrom) -> Poll<Result<u64>> {
        let File { descriptor, cursor } = &mut *self;
        cursor.poll_seek(descriptor, context, to)
    }
}
