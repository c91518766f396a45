//! Setting the times of a file.

use std::path::Path;

use super::place::{Place, failed};
use crate::io::Result;
use crate::time::SystemTime;
use crate::wasi::filesystem::types::{NewTimestamp, PathFlags};

/// The times to set of a file; those that are not named stay as they are.
///
/// Source: `wasi:filesystem/types.new-timestamp`.
///
/// ```
/// use wharf::fs::FileTimes;
/// use wharf::time::UNIX_EPOCH;
///
/// let times = FileTimes::new().set_accessed_now().set_modified(UNIX_EPOCH);
/// ```
#[derive(Clone, Copy, Debug)]
#[must_use]
pub struct FileTimes {
    pub(super) accessed: NewTimestamp,
    pub(super) modified: NewTimestamp,
}

impl Default for FileTimes {
    fn default() -> Self {
        Self::new()
    }
}

impl FileTimes {
    /// Leaves both times as they are.
    pub fn new() -> Self {
        FileTimes { accessed: NewTimestamp::NoChange, modified: NewTimestamp::NoChange }
    }

    /// Sets the time of the last access.
    pub fn set_accessed(mut self, time: SystemTime) -> Self {
        self.accessed = NewTimestamp::Timestamp(time.into());
        self
    }

    /// Sets the time of the last access to the present, by the file system's clock.
    pub fn set_accessed_now(mut self) -> Self {
        self.accessed = NewTimestamp::Now;
        self
    }

    /// Sets the time of the last modification.
    pub fn set_modified(mut self, time: SystemTime) -> Self {
        self.modified = NewTimestamp::Timestamp(time.into());
        self
    }

    /// Sets the time of the last modification to the present, by the file system's clock.
    pub fn set_modified_now(mut self) -> Self {
        self.modified = NewTimestamp::Now;
        self
    }
}

/// Sets the times of what a path leads to; symbolic links are followed.
///
/// ```no_run
/// # async fn example() -> wharf::Result<()> {
/// use wharf::fs::{self, FileTimes};
///
/// fs::set_times("notes", FileTimes::new().set_modified_now()).await?;
/// # Ok(())
/// # }
/// ```
///
/// Source: `wasi:filesystem/types.descriptor.set-times-at`.
///
/// # Errors
///
/// When there is nothing, the path [leads outside](super), the directory is read-only, or the file system cannot express
/// the time.
///
/// # Cancel safety
///
/// Dropped while it waits, it may have set the times or not.
pub async fn set_times(path: impl AsRef<Path>, times: FileTimes) -> Result<()> {
    set(path.as_ref(), PathFlags::SYMLINK_FOLLOW, times).await
}

/// Sets the times of a path; a symbolic link at its end is not followed.
///
/// ```no_run
/// # async fn example() -> wharf::Result<()> {
/// use wharf::fs::{self, FileTimes};
/// use wharf::time::UNIX_EPOCH;
///
/// fs::set_symlink_times("current", FileTimes::new().set_modified(UNIX_EPOCH)).await?;
/// # Ok(())
/// # }
/// ```
///
/// Source: `wasi:filesystem/types.descriptor.set-times-at`.
///
/// # Errors
///
/// As [`set_times`].
///
/// # Cancel safety
///
/// As [`set_times`].
pub async fn set_symlink_times(path: impl AsRef<Path>, times: FileTimes) -> Result<()> {
    set(path.as_ref(), PathFlags::empty(), times).await
}

async fn set(path: &Path, flags: PathFlags, times: FileTimes) -> Result<()> {
    const DOING: &str = "set the times of";
    let mut place = Place::find(DOING, path)?;
    let within = core::mem::take(&mut place.path);
    place.set_times_at(flags, within, times.accessed, times.modified).await.map_err(failed(DOING, path))
}
