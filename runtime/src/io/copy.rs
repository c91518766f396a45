//! Copying a reader to a writer.

use core::fmt;
use core::future::Future;
use core::mem;
use core::pin::Pin;
use core::task::{Context, Poll, ready};

use super::passing::{self, Passing};
use super::{AsyncBufRead, AsyncWrite, ErrorKind, Result};

/// Copies everything from `reader` to `writer` and flushes it. To learn how many bytes, see [`Copy::counted`].
///
/// A reader of the host's that is given away, not lent, is passed to the host's own writer as it is:
/// [`Stdin`](super::Stdin), [`File`](crate::fs::File), [`ReadHalf`](crate::net::ReadHalf) or a
/// [`StreamReader`](crate::StreamReader) to [`Stdout`](super::Stdout), [`Stderr`](super::Stderr) or a
/// [`File`](crate::fs::File). No byte comes into the guest then. Otherwise memory stays bounded by the buffers of the
/// two. Any reader can be buffered with `futures::io::BufReader`.
///
/// # Errors
///
/// The first error of either. [`ErrorKind::WriteZero`] when the writer takes nothing more.
///
/// # Cancel safety
///
/// Dropped midway, it has copied some of the bytes. With a reader that is lent (`&mut reader`), none is lost between
/// the two. What the host copies by itself goes on.
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
    Copy(Stage::New(reader, writer))
}

/// The future of [`copy`].
#[must_use = "nothing is copied until it is awaited"]
pub struct Copy<'a, R, W: ?Sized>(Stage<'a, R, W>);

enum Stage<'a, R, W: ?Sized> {
    New(R, &'a mut W),
    Passing(Passing<'a>),
    Through(CopyCounted<'a, R, W>),
    Done,
}

impl<'a, R, W: ?Sized> Copy<'a, R, W> {
    /// Counts the bytes, which go through the guest for that.
    ///
    /// # Panics
    ///
    /// When it has been polled already.
    pub fn counted(self) -> CopyCounted<'a, R, W> {
        let Stage::New(reader, writer) = self.0 else { panic!("the bytes are counted from the start or not at all") };
        CopyCounted { reader, writer, copied: 0 }
    }
}

impl<R: AsyncBufRead + Unpin, W: AsyncWrite + Unpin + ?Sized> Future for Copy<'_, R, W> {
    type Output = Result<()>;

    /// Which way it goes is known from the types, so that a program has the code for that way alone.
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        if passing::is_possible::<R, W>() { self.poll_passing(context) } else { self.poll_through(context) }
    }
}

impl<R: AsyncBufRead + Unpin, W: AsyncWrite + Unpin + ?Sized> Copy<'_, R, W> {
    fn poll_passing(&mut self, context: &mut Context<'_>) -> Poll<Result<()>> {
        if let Some((reader, writer)) = self.begin() {
            match passing::start(reader, writer) {
                Ok(passing) => self.0 = Stage::Passing(passing),
                Err(_) => unreachable!("both are of a kind that can be passed"),
            }
        }
        match &mut self.0 {
            Stage::Passing(passing) => passing.as_mut().poll(context),
            _ => panic!("a copy is polled after it has ended"),
        }
    }

    fn poll_through(&mut self, context: &mut Context<'_>) -> Poll<Result<()>> {
        if let Some((reader, writer)) = self.begin() {
            self.0 = Stage::Through(CopyCounted { reader, writer, copied: 0 });
        }
        match &mut self.0 {
            Stage::Through(through) => Pin::new(through).poll(context).map_ok(drop),
            _ => panic!("a copy is polled after it has ended"),
        }
    }
}

impl<'a, R, W: ?Sized> Copy<'a, R, W> {
    /// What is to be copied, at the first poll.
    fn begin(&mut self) -> Option<(R, &'a mut W)> {
        if !matches!(self.0, Stage::New(..)) {
            return None;
        }
        match mem::replace(&mut self.0, Stage::Done) {
            Stage::New(reader, writer) => Some((reader, writer)),
            _ => None,
        }
    }
}

impl<R: Unpin, W: ?Sized> Unpin for Copy<'_, R, W> {}

impl<R, W: ?Sized> fmt::Debug for Copy<'_, R, W> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self.0 {
            Stage::New(..) => "Copy(not begun)",
            Stage::Passing(_) => "Copy(by the host)",
            Stage::Through(_) => "Copy(through the guest)",
            Stage::Done => "Copy(done)",
        })
    }
}

/// The future of [`Copy::counted`]: how many bytes were copied.
#[must_use = "nothing is copied until it is awaited"]
pub struct CopyCounted<'a, R, W: ?Sized> {
    reader: R,
    writer: &'a mut W,
    copied: u64,
}

impl<R: AsyncBufRead + Unpin, W: AsyncWrite + Unpin + ?Sized> Future for CopyCounted<'_, R, W> {
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

impl<R: Unpin, W: ?Sized> Unpin for CopyCounted<'_, R, W> {}

impl<R, W: ?Sized> fmt::Debug for CopyCounted<'_, R, W> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("CopyCounted").field("copied", &self.copied).finish_non_exhaustive()
    }
}
