//! Open files.

mod cursor;
mod handing;
mod io;
mod positioned;

use std::path::Path;
use std::sync::Arc;

use self::cursor::Cursor;
use super::{Advice, FileTimes, Metadata, OpenOptions};
use crate::io::{AsyncWriteExt as _, Error, Result};
use crate::wasi::filesystem::types::Descriptor;

/// How much is read at a time where the caller says no size.
const CHUNK: usize = 64 * 1024;

/// An open file.
///
/// It reads and writes at a position of its own: an [`AsyncRead`](crate::io::AsyncRead),
/// [`AsyncBufRead`](crate::io::AsyncBufRead), [`AsyncWrite`](crate::io::AsyncWrite) and
/// [`AsyncSeek`](crate::io::AsyncSeek). Whatever the size of the file, memory holds a chunk of it.
///
/// What is written is gathered, and written by itself while the program goes on. `flush` (of
/// [`AsyncWriteExt`](crate::io::AsyncWriteExt)) waits until the host has taken it, and `close` until the host says that it
/// has been written; both report errors. Reading, seeking, [`sync_all`] and [`set_len`] wait as `close` does. A file that
/// is dropped unflushed is finished in the background, before the program ends.
///
/// [`sync_all`]: Self::sync_all
/// [`set_len`]: Self::set_len
///
/// # Cancel safety
///
/// Every read, write and seek may be dropped while it waits. A read loses nothing, a write has taken nothing.
///
/// ```no_run
/// # async fn example() -> wharf::Result<()> {
/// use wharf::fs::File;
/// use wharf::io::{AsyncReadExt as _, AsyncSeekExt as _, AsyncWriteExt as _};
///
/// let mut file = File::options().read(true).write(true).create(true).open("counter").await?;
/// let mut text = String::new();
/// file.read_to_string(&mut text).await?;
/// let count: u32 = text.parse().unwrap_or(0);
/// file.rewind().await?;
/// file.write_all((count + 1).to_string().as_bytes()).await?;
/// file.flush().await?;
/// # Ok(())
/// # }
/// ```
///
/// Source: `wasi:filesystem/types.descriptor`.
#[derive(Debug)]
pub struct File {
    descriptor: Arc<Descriptor>,
    cursor: Cursor,
}

impl File {
    pub(super) fn new(descriptor: Descriptor, append: bool) -> Self {
        File { descriptor: Arc::new(descriptor), cursor: Cursor::new(append) }
    }

    pub(super) fn into_descriptor(self) -> Arc<Descriptor> {
        self.descriptor
    }

    /// Opens a file for reading.
    ///
    /// # Errors
    ///
    /// When there is none, the host does not allow it, or the path [leads outside](super).
    ///
    /// # Cancel safety
    ///
    /// It changes nothing.
    pub async fn open(path: impl AsRef<Path>) -> Result<Self> {
        OpenOptions::new().read(true).open(path).await
    }

    /// Creates a file for writing, or empties the one that is there.
    ///
    /// # Errors
    ///
    /// When the directory does not exist or is read-only, or the path [leads outside](super).
    ///
    /// # Cancel safety
    ///
    /// Dropped while it waits, it may have created or emptied the file.
    pub async fn create(path: impl AsRef<Path>) -> Result<Self> {
        OpenOptions::new().write(true).create(true).truncate(true).open(path).await
    }

    /// Creates a file for reading and writing, and fails if there is one.
    ///
    /// # Errors
    ///
    /// When there is something at the path, the directory does not exist or is read-only, or the path
    /// [leads outside](super).
    ///
    /// # Cancel safety
    ///
    /// Dropped while it waits, it may have created the file.
    pub async fn create_new(path: impl AsRef<Path>) -> Result<Self> {
        OpenOptions::new().read(true).write(true).create_new(true).open(path).await
    }

    /// Options to open a file with.
    pub fn options() -> OpenOptions {
        OpenOptions::new()
    }

    /// Writes what is still to be written, and waits until data and metadata are on disk.
    ///
    /// Source: `wasi:filesystem/types.descriptor.sync`.
    ///
    /// # Errors
    ///
    /// When something could not be written.
    ///
    /// # Cancel safety
    ///
    /// It may be dropped and done again.
    pub async fn sync_all(&mut self) -> Result<()> {
        self.close().await?;
        self.descriptor.sync().await.map_err(Error::from)
    }

    /// Writes what is still to be written, and waits until the data is on disk.
    ///
    /// Source: `wasi:filesystem/types.descriptor.sync-data`.
    ///
    /// # Errors
    ///
    /// When something could not be written.
    ///
    /// # Cancel safety
    ///
    /// It may be dropped and done again.
    pub async fn sync_data(&mut self) -> Result<()> {
        self.close().await?;
        self.descriptor.sync_data().await.map_err(Error::from)
    }

    /// Writes what is still to be written, and cuts the file off at `size` bytes or extends it to that with zeros. The position stays.
    ///
    /// Source: `wasi:filesystem/types.descriptor.set-size`.
    ///
    /// # Errors
    ///
    /// When the file is not open for writing, or something could not be written.
    ///
    /// # Cancel safety
    ///
    /// Dropped while it waits, it may have set the size or not.
    pub async fn set_len(&mut self, size: u64) -> Result<()> {
        self.close().await?;
        self.cursor.forget_what_was_read();
        self.descriptor.set_size(size).await.map_err(Error::from)
    }

    /// What the file system knows about the file. What has not been flushed does not count.
    ///
    /// Source: `wasi:filesystem/types.descriptor.stat`.
    ///
    /// # Errors
    ///
    /// When the file system fails.
    ///
    /// # Cancel safety
    ///
    /// It changes nothing.
    pub async fn metadata(&self) -> Result<Metadata> {
        self.descriptor.stat().await.map(Metadata::from).map_err(Error::from)
    }

    /// Writes what is still to be written, and sets the times of last access and last modification.
    ///
    /// Source: `wasi:filesystem/types.descriptor.set-times`.
    ///
    /// # Errors
    ///
    /// When the host does not allow it, or the file system cannot express the time.
    ///
    /// # Cancel safety
    ///
    /// Dropped while it waits, it may have set the times or not.
    pub async fn set_times(&mut self, times: FileTimes) -> Result<()> {
        self.close().await?;
        self.descriptor.set_times(times.accessed, times.modified).await.map_err(Error::from)
    }

    /// Tells the host how `length` bytes from `offset` on are going to be used. It may make things faster and changes
    /// nothing else.
    ///
    /// Source: `wasi:filesystem/types.descriptor.advise`.
    ///
    /// # Errors
    ///
    /// When it is no file that this makes sense for.
    ///
    /// # Cancel safety
    ///
    /// It changes nothing.
    pub async fn advise(&self, offset: u64, length: u64, advice: Advice) -> Result<()> {
        self.descriptor.advise(offset, length, advice).await.map_err(Error::from)
    }

    /// Whether both are the same file of the file system.
    ///
    /// Source: `wasi:filesystem/types.descriptor.is-same-object`.
    ///
    /// # Cancel safety
    ///
    /// It changes nothing.
    pub async fn is_same_file(&self, other: &File) -> bool {
        self.descriptor.is_same_object(&other.descriptor).await
    }

    /// A number that tells whether the file has been changed or replaced: it stays the same as long as that has not
    /// happened, most probably, while the program runs.
    ///
    /// Source: `wasi:filesystem/types.descriptor.metadata-hash`.
    ///
    /// # Errors
    ///
    /// When the file system fails.
    ///
    /// # Cancel safety
    ///
    /// It changes nothing.
    pub async fn metadata_hash(&self) -> Result<u128> {
        let hash = self.descriptor.metadata_hash().await?;
        Ok(u128::from(hash.upper) << 64 | u128::from(hash.lower))
    }
}
