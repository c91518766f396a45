//! Bodies as `AsyncRead` and `AsyncBufRead`.

use core::pin::Pin;
use core::task::{Context, Poll, ready};
use std::io;

use bytes::{Buf, Bytes};
use futures_core::Stream;
use futures_io::{AsyncBufRead, AsyncRead};

use super::Body;
use crate::Error;
use crate::http::ErrorCode;

/// Reads a body as an [`AsyncRead`] and [`AsyncBufRead`]: [`Body::into_reader`].
///
/// It reads what has arrived, and waits only if nothing has. The end is a read of zero bytes.
///
/// ```no_run
/// # async fn example() -> wharf::Result<()> {
/// use wharf::{fs::File, http, io};
///
/// let body = http::get("http://example.com/").await?.into_body();
/// let mut file = File::create("page").await?;
/// io::copy(body.into_reader(), &mut file).await?;
/// # Ok(())
/// # }
/// ```
///
/// # Cancel safety
///
/// A read may be dropped while it waits; nothing is lost.
#[derive(Debug)]
pub struct BodyReader {
    body: Body,
    /// What has been read and not consumed.
    ahead: Bytes,
}

impl Body {
    /// The body as an [`AsyncRead`] and [`AsyncBufRead`], for [`io::copy`](crate::io::copy) and the like.
    #[must_use]
    pub fn into_reader(self) -> BodyReader {
        BodyReader { body: self, ahead: Bytes::new() }
    }
}

impl AsyncRead for BodyReader {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut [u8]) -> Poll<io::Result<usize>> {
        let available = ready!(self.as_mut().poll_fill_buf(context))?;
        let count = available.len().min(buffer.len());
        buffer[..count].copy_from_slice(&available[..count]);
        self.consume(count);
        Poll::Ready(Ok(count))
    }
}

impl AsyncBufRead for BodyReader {
    fn poll_fill_buf(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<&[u8]>> {
        let this = self.get_mut();
        if this.ahead.is_empty()
            && let Some(chunk) = ready!(Pin::new(&mut this.body).poll_next(context))
        {
            this.ahead = chunk.map_err(into_io)?;
        }
        Poll::Ready(Ok(&this.ahead))
    }

    fn consume(mut self: Pin<&mut Self>, amount: usize) {
        self.ahead.advance(amount);
    }
}

/// The error as those expect it who read bytes: what was one of I/O is so again.
fn into_io(error: Error) -> io::Error {
    let error = match error.into_inner().downcast::<io::Error>() {
        Ok(error) => return *error,
        Err(error) => error,
    };
    match error.downcast::<ErrorCode>() {
        Ok(code) => (*code).into(),
        Err(error) => io::Error::other(error),
    }
}
