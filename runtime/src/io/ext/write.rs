//! Writing.

use core::future::{Future, poll_fn};
use core::pin::Pin;
use core::task::ready;

use crate::io::{AsyncWrite, ErrorKind, Result};

/// What can be done with any [`AsyncWrite`].
///
/// ```no_run
/// # async fn example() -> wharf::Result<()> {
/// use wharf::io::{self, AsyncWriteExt};
///
/// let mut stdout = io::stdout();
/// stdout.write_all(b"ahoi\n").await?;
/// stdout.flush().await?;
/// # Ok(())
/// # }
/// ```
pub trait AsyncWriteExt: AsyncWrite {
    /// Writes some of the bytes; how many.
    ///
    /// # Errors
    ///
    /// The writer's.
    ///
    /// # Cancel safety
    ///
    /// Dropped while it waits, it has written nothing.
    fn write(&mut self, bytes: &[u8]) -> impl Future<Output = Result<usize>>
    where
        Self: Unpin,
    {
        poll_fn(move |context| Pin::new(&mut *self).poll_write(context, bytes))
    }

    /// Writes all the bytes.
    ///
    /// # Errors
    ///
    /// The writer's, and [`ErrorKind::WriteZero`] when it takes nothing more.
    ///
    /// # Cancel safety
    ///
    /// Dropped while it waits, it may have written some of the bytes.
    fn write_all(&mut self, mut bytes: &[u8]) -> impl Future<Output = Result<()>>
    where
        Self: Unpin,
    {
        poll_fn(move |context| {
            while !bytes.is_empty() {
                match ready!(Pin::new(&mut *self).poll_write(context, bytes)) {
                    Ok(0) => return Err(ErrorKind::WriteZero.into()).into(),
                    Ok(count) => bytes = &bytes[count..],
                    Err(error) if error.kind() == ErrorKind::Interrupted => {}
                    Err(error) => return Err(error).into(),
                }
            }
            Ok(()).into()
        })
    }

    /// Waits until everything written has reached its destination.
    ///
    /// # Errors
    ///
    /// The writer's.
    ///
    /// # Cancel safety
    ///
    /// It may be dropped and done again.
    fn flush(&mut self) -> impl Future<Output = Result<()>>
    where
        Self: Unpin,
    {
        poll_fn(move |context| Pin::new(&mut *self).poll_flush(context))
    }

    /// Writes what is still to be written, and ends what is written to.
    ///
    /// # Errors
    ///
    /// The writer's.
    ///
    /// # Cancel safety
    ///
    /// It may be dropped and done again.
    fn close(&mut self) -> impl Future<Output = Result<()>>
    where
        Self: Unpin,
    {
        poll_fn(move |context| Pin::new(&mut *self).poll_close(context))
    }
}

impl<W: AsyncWrite + ?Sized> AsyncWriteExt for W {}
