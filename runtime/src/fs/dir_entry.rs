//! One entry of a directory.

use std::path::{Path, PathBuf};
use std::string::String;
use std::sync::Arc;

use super::place::failed;
use super::{FileType, Metadata};
use crate::io::Result;
use crate::wasi::filesystem::types::{Descriptor, DirectoryEntry, PathFlags};

/// One entry of a directory, from [`ReadDir`](super::ReadDir).
///
/// ```no_run
/// # async fn example() -> wharf::Result<()> {
/// use wharf::fs;
///
/// let mut entries = fs::read_dir(".").await?;
/// while let Some(entry) = entries.next_entry().await? {
///     println!("{}: {} bytes", entry.file_name(), entry.metadata().await?.len());
/// }
/// # Ok(())
/// # }
/// ```
///
/// Source: `wasi:filesystem/types.directory-entry`.
#[derive(Clone, Debug)]
pub struct DirEntry {
    directory: Arc<Descriptor>,
    parent: Arc<Path>,
    file_type: FileType,
    name: String,
}

impl DirEntry {
    pub(super) fn new(directory: Arc<Descriptor>, parent: Arc<Path>, entry: DirectoryEntry) -> Self {
        DirEntry { directory, parent, file_type: FileType::from(&entry.type_), name: entry.name }
    }

    /// The name within the directory.
    #[must_use]
    pub fn file_name(&self) -> &str {
        &self.name
    }

    /// The path that the directory was read by, with the name.
    #[must_use]
    pub fn path(&self) -> PathBuf {
        self.parent.join(&self.name)
    }

    /// What kind of thing it is. A symbolic link is not followed.
    #[must_use]
    pub fn file_type(&self) -> FileType {
        self.file_type
    }

    /// What the file system knows about it. A symbolic link is not followed.
    ///
    /// Source: `wasi:filesystem/types.descriptor.stat-at`.
    ///
    /// # Errors
    ///
    /// When it is not there any more.
    ///
    /// # Cancel safety
    ///
    /// It changes nothing.
    pub async fn metadata(&self) -> Result<Metadata> {
        match self.directory.stat_at(PathFlags::empty(), self.name.clone()).await {
            Ok(stat) => Ok(stat.into()),
            Err(code) => Err(failed("look at", &self.path())(code)),
        }
    }
}
