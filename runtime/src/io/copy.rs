//! Copying a reader to a writer.

use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll, ready};

use super::{AsyncBufRead, AsyncWrite, ErrorKind, Result};

/// Copies everything from `reader` to `writer` and flushes it; how many bytes.
///
/// Memory stays bounded by the buffers of the two. Any reader can be buffered with `futures::io::BufReader`.
///
/// # Errors
///
/// The first error of either. [`ErrorKind::WriteZero`] when the writer takes nothing more.
///
/// # Cancel safety
///
/// Dropped midway, it has copied some of the bytes; none is lost between the two.
///
/// ```no_run
/// # async fn example() -> wharf::Result<()> {
/// use wharf::io;
///
/// io::copy(io::stdin(), &mut io::stdout()).await?;
/// # Ok(())
/// # }
/// ```
pub fn copy<R: AsyncBufRead + Unpin, W: AsyncWrite + Unpin + ?Sized>(reader: R, writer: &mut W) -> Copy<'_, R, W> {
    Copy { reader, writer, copied: 0 }
}

/// The future of [`copy`].
#[derive(Debug)]
#[must_use = "nothing is copied until it is awaited"]
pub struct Copy<'a, R, W: ?Sized> {
    reader: R,
    writer: &'a mut W,
    copied: u64,
}

impl<R: AsyncBufRead + Unpin, W: AsyncWrite + Unpin + ?Sized> Future for Copy<'_, R, W> {
    type Output = Result<u64>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<u64>> {
        let this = &mut *self;
        loop {
            let bytes = match Pin::new(&mut this.reader).poll_fill_buf(context)? {
                Poll::Ready(bytes) => bytes,
                Poll::Pending => {
                    // Nothing to copy at the moment: let the other side have what there is.
                    ready!(Pin::new(&mut *this.writer).poll_flush(context))?;
                    return Poll::Pending;
                }
            };
            if bytes.is_empty() {
                ready!(Pin::new(&mut *this.writer).poll_flush(context))?;
                return Poll::Ready(Ok(this.copied));
            }
            let count = ready!(Pin::new(&mut *this.writer).poll_write(context, bytes))?;
            if count == 0 {
                return Poll::Ready(Err(ErrorKind::WriteZero.into()));
            }
            Pin::new(&mut this.reader).consume(count);
            this.copied += count as u64;
        }
    }
}
