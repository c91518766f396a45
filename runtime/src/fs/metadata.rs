//! What the file system knows about a file.

use std::path::Path;

use super::FileType;
use super::place::{Place, failed};
use crate::io::{Error, ErrorKind, Result};
use crate::time::SystemTime;
use crate::wasi::filesystem::types::{DescriptorStat, PathFlags};

/// What the file system knows about a file or directory.
///
/// ```no_run
/// # async fn example() -> wharf::Result<()> {
/// let metadata = wharf::fs::metadata("notes").await?;
/// println!("{} bytes, changed {:?} ago", metadata.len(), metadata.modified()?.elapsed()?);
/// # Ok(())
/// # }
/// ```
///
/// Source: `wasi:filesystem/types.descriptor-stat`.
#[derive(Clone, Debug)]
pub struct Metadata {
    file_type: FileType,
    stat: DescriptorStat,
}

impl Metadata {
    /// What kind of thing it is.
    #[must_use]
    pub fn file_type(&self) -> FileType {
        self.file_type
    }

    /// Whether it is an ordinary file.
    #[must_use]
    pub fn is_file(&self) -> bool {
        self.file_type.is_file()
    }

    /// Whether it is a directory.
    #[must_use]
    pub fn is_dir(&self) -> bool {
        self.file_type.is_dir()
    }

    /// Whether it is a symbolic link itself: never, unless it comes from [`symlink_metadata`] or a
    /// [`DirEntry`](super::DirEntry).
    #[must_use]
    pub fn is_symlink(&self) -> bool {
        self.file_type.is_symlink()
    }

    /// The size in bytes; for a symbolic link, of the path that it holds.
    #[expect(clippy::len_without_is_empty, reason = "it is no collection; the name is the standard library's")]
    #[must_use]
    pub fn len(&self) -> u64 {
        self.stat.size
    }

    /// How many hard links lead to it.
    #[must_use]
    pub fn link_count(&self) -> u64 {
        self.stat.link_count
    }

    /// When its data was last changed.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unsupported`] when the file system keeps no record of that.
    pub fn modified(&self) -> Result<SystemTime> {
        time(self.stat.data_modification_timestamp.map(Into::into))
    }

    /// When its data was last read.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unsupported`] when the file system keeps no record of that.
    pub fn accessed(&self) -> Result<SystemTime> {
        time(self.stat.data_access_timestamp.map(Into::into))
    }

    /// When its metadata was last changed. (WASI does not tell when a file was created.)
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unsupported`] when the file system keeps no record of that.
    pub fn status_changed(&self) -> Result<SystemTime> {
        time(self.stat.status_change_timestamp.map(Into::into))
    }
}

fn time(time: Option<SystemTime>) -> Result<SystemTime> {
    time.ok_or_else(|| Error::new(ErrorKind::Unsupported, "the file system keeps no record of that time"))
}

impl From<DescriptorStat> for Metadata {
    fn from(stat: DescriptorStat) -> Self {
        Metadata { file_type: FileType::from(&stat.type_), stat }
    }
}

/// What the file system knows about what a path leads to; symbolic links are followed.
///
/// ```no_run
/// # async fn example() -> wharf::Result<()> {
/// let length = wharf::fs::metadata("notes").await?.len();
/// # Ok(())
/// # }
/// ```
///
/// Source: `wasi:filesystem/types.descriptor.stat-at`.
///
/// # Errors
///
/// When there is nothing, or the path [leads outside](super).
///
/// # Cancel safety
///
/// It changes nothing.
pub async fn metadata(path: impl AsRef<Path>) -> Result<Metadata> {
    stat(path.as_ref(), PathFlags::SYMLINK_FOLLOW).await
}

/// What the file system knows about a path; a symbolic link at its end is not followed.
///
/// ```no_run
/// # async fn example() -> wharf::Result<()> {
/// let is_link = wharf::fs::symlink_metadata("current").await?.is_symlink();
/// # Ok(())
/// # }
/// ```
///
/// Source: `wasi:filesystem/types.descriptor.stat-at`.
///
/// # Errors
///
/// When there is nothing, or the path [leads outside](super).
///
/// # Cancel safety
///
/// It changes nothing.
pub async fn symlink_metadata(path: impl AsRef<Path>) -> Result<Metadata> {
    stat(path.as_ref(), PathFlags::empty()).await
}

/// Whether a path leads to something; symbolic links are followed.
///
/// ```no_run
/// # async fn example() -> wharf::Result<()> {
/// if !wharf::fs::try_exists("config").await? {
///     println!("there is no config");
/// }
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// When that cannot be found out, as for a path that [leads outside](super) an opened directory.
///
/// # Cancel safety
///
/// It changes nothing.
pub async fn try_exists(path: impl AsRef<Path>) -> Result<bool> {
    match metadata(path).await {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

async fn stat(path: &Path, flags: PathFlags) -> Result<Metadata> {
    let mut place = Place::find("look at", path)?;
    let within = core::mem::take(&mut place.path);
    place.stat_at(flags, within).await.map(Metadata::from).map_err(failed("look at", path))
}
