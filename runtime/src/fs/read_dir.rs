//! Reading directories.

use core::future::poll_fn;
use core::mem;
use core::pin::Pin;
use core::task::{Context, Poll, ready};
use std::path::Path;
use std::sync::Arc;

use futures_core::Stream;

use super::DirEntry;
use super::place::{Place, failed};
use crate::io::Result;
use crate::stream::FallibleReader;
use crate::wasi::filesystem::types::{Descriptor, DescriptorFlags, DirectoryEntry, ErrorCode, OpenFlags, PathFlags};

const DOING: &str = "read the directory";

/// The entries of a directory, in no particular order and without `.` and `..`: a [`Stream`].
///
/// # Cancel safety
///
/// Waiting for an entry may be dropped; no entry is lost.
#[derive(Debug)]
pub struct ReadDir {
    directory: Arc<Descriptor>,
    path: Arc<Path>,
    entries: FallibleReader<DirectoryEntry, ErrorCode>,
}

/// Reads a directory.
///
/// Source: `wasi:filesystem/types.descriptor.read-directory`.
///
/// # Errors
///
/// When there is no directory, or the path [leads outside](super).
///
/// # Cancel safety
///
/// It changes nothing.
///
/// ```no_run
/// # async fn example() -> wharf::Result<()> {
/// let mut entries = wharf::fs::read_dir(".").await?;
/// while let Some(entry) = entries.next_entry().await? {
///     println!("{}", entry.file_name());
/// }
/// # Ok(())
/// # }
/// ```
pub async fn read_dir(path: impl AsRef<Path>) -> Result<ReadDir> {
    let path = path.as_ref();
    let mut place = Place::find(DOING, path)?;
    let within = mem::take(&mut place.path);
    let directory = open_dir(&place, within, PathFlags::SYMLINK_FOLLOW, DescriptorFlags::READ).await;
    let directory = directory.map_err(failed(DOING, path))?;
    let entries = directory.read_directory().into();
    Ok(ReadDir { directory: Arc::new(directory), path: path.into(), entries })
}

/// Opens a directory within another.
pub(super) async fn open_dir(
    parent: &Descriptor,
    path: std::string::String,
    follow: PathFlags,
    access: DescriptorFlags,
) -> core::result::Result<Descriptor, ErrorCode> {
    parent.open_at(follow, path, OpenFlags::DIRECTORY, access).await
}

impl ReadDir {
    /// The next entry; `None` at the end.
    ///
    /// # Errors
    ///
    /// When the rest cannot be read, as for a name that is not Unicode. There are no more entries then.
    ///
    /// # Cancel safety
    ///
    /// It may be dropped and done again; no entry is lost.
    pub async fn next_entry(&mut self) -> Result<Option<DirEntry>> {
        poll_fn(|context| self.poll_entry(context)).await.transpose()
    }

    fn poll_entry(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<DirEntry>>> {
        let entry = ready!(Pin::new(&mut self.entries).poll_next(context));
        Poll::Ready(entry.map(|entry| match entry {
            Ok(entry) => Ok(DirEntry::new(self.directory.clone(), self.path.clone(), entry)),
            Err(code) => Err(failed(DOING, &self.path)(code)),
        }))
    }
}

impl Stream for ReadDir {
    type Item = Result<DirEntry>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<DirEntry>>> {
        self.poll_entry(context)
    }
}
