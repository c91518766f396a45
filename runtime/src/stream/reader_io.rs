//! Byte streams as `AsyncRead` and `AsyncBufRead`.

use core::pin::Pin;
use core::task::{Context, Poll, ready};
use std::io::Result;

use futures_io::{AsyncBufRead, AsyncRead};

use super::StreamReader;

/// Reads what has arrived, and waits only if nothing has. The end is a read of zero bytes.
impl AsyncRead for StreamReader<u8> {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut [u8]) -> Poll<Result<usize>> {
        ready!(self.poll_fill(context));
        Poll::Ready(Ok(self.ready().copy_to(buffer)))
    }
}

impl AsyncBufRead for StreamReader<u8> {
    fn poll_fill_buf(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<&[u8]>> {
        let this = self.get_mut();
        ready!(this.poll_fill(context));
        Poll::Ready(Ok(this.ready().as_slice()))
    }

    fn consume(mut self: Pin<&mut Self>, amount: usize) {
        self.ready().drop_first(amount);
    }
}
