//! Seeking.

use core::future::{Future, poll_fn};
use core::pin::Pin;

use crate::io::{AsyncSeek, Result, SeekFrom};

/// What can be done with any [`AsyncSeek`].
///
/// ```no_run
/// # async fn example() -> wharf::Result<()> {
/// use wharf::fs::File;
/// use wharf::io::{AsyncSeekExt, SeekFrom};
///
/// let mut log = File::open("log").await?;
/// let length = log.seek(SeekFrom::End(0)).await?;
/// log.rewind().await?;
/// # Ok(())
/// # }
/// ```
pub trait AsyncSeekExt: AsyncSeek {
    /// Goes to a position; that position, from the start.
    ///
    /// # Errors
    ///
    /// The seeker's.
    ///
    /// # Cancel safety
    ///
    /// Dropped while it waits, it may have gone there or not.
    fn seek(&mut self, position: SeekFrom) -> impl Future<Output = Result<u64>>
    where
        Self: Unpin,
    {
        poll_fn(move |context| Pin::new(&mut *self).poll_seek(context, position))
    }

    /// Goes to the start.
    ///
    /// # Errors
    ///
    /// The seeker's.
    ///
    /// # Cancel safety
    ///
    /// Dropped while it waits, it may have gone there or not.
    fn rewind(&mut self) -> impl Future<Output = Result<()>>
    where
        Self: Unpin,
    {
        poll_fn(move |context| Pin::new(&mut *self).poll_seek(context, SeekFrom::Start(0)).map_ok(drop))
    }

    /// The position.
    ///
    /// # Errors
    ///
    /// The seeker's.
    ///
    /// # Cancel safety
    ///
    /// It may be dropped and done again.
    fn stream_position(&mut self) -> impl Future<Output = Result<u64>>
    where
        Self: Unpin,
    {
        poll_fn(move |context| Pin::new(&mut *self).poll_seek(context, SeekFrom::Current(0)))
    }
}

impl<S: AsyncSeek + ?Sized> AsyncSeekExt for S {}
