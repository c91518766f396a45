//! Moving and removing.

use core::mem;
use std::path::Path;

use super::place::{Place, failed, failed_between};
use crate::io::Result;

/// Moves a file or directory. A file that is at the new path is replaced.
///
/// ```no_run
/// # async fn example() -> wharf::Result<()> {
/// use wharf::fs;
///
/// fs::write("notes.new", "one line").await?;
/// fs::rename("notes.new", "notes").await?;
/// # Ok(())
/// # }
/// ```
///
/// Source: `wasi:filesystem/types.descriptor.rename-at`.
///
/// # Errors
///
/// When there is nothing to move, a path [leads outside](super), a directory is read-only, there is something at the new
/// path that cannot be replaced, or the two paths are on different file systems.
///
/// # Cancel safety
///
/// Dropped while it waits, it may have moved the file or not.
pub async fn rename(from: impl AsRef<Path>, to: impl AsRef<Path>) -> Result<()> {
    let (from, to) = (from.as_ref(), to.as_ref());
    let (mut old, mut new) = (Place::find("move", from)?, Place::find("move to", to)?);
    let (old_path, new_path) = (mem::take(&mut old.path), mem::take(&mut new.path));
    old.rename_at(old_path, &new, new_path).await.map_err(failed_between("move", from, to))
}

/// Removes a file or symbolic link.
///
/// ```no_run
/// # async fn example() -> wharf::Result<()> {
/// wharf::fs::remove_file("notes").await?;
/// # Ok(())
/// # }
/// ```
///
/// Source: `wasi:filesystem/types.descriptor.unlink-file-at`.
///
/// # Errors
///
/// When there is nothing or a directory, the path [leads outside](super), or the directory is read-only.
///
/// # Cancel safety
///
/// Dropped while it waits, it may have removed the file or not.
pub async fn remove_file(path: impl AsRef<Path>) -> Result<()> {
    let path = path.as_ref();
    let mut place = Place::find("remove", path)?;
    let within = mem::take(&mut place.path);
    place.unlink_file_at(within).await.map_err(failed("remove", path))
}

/// Removes an empty directory.
///
/// ```no_run
/// # async fn example() -> wharf::Result<()> {
/// wharf::fs::remove_dir("out").await?;
/// # Ok(())
/// # }
/// ```
///
/// Source: `wasi:filesystem/types.descriptor.remove-directory-at`.
///
/// # Errors
///
/// When there is nothing or no directory, it is not empty, the path [leads outside](super), or the directory it is in is
/// read-only.
///
/// # Cancel safety
///
/// Dropped while it waits, it may have removed the directory or not.
pub async fn remove_dir(path: impl AsRef<Path>) -> Result<()> {
    let path = path.as_ref();
    let mut place = Place::find("remove", path)?;
    let within = mem::take(&mut place.path);
    place.remove_directory_at(within).await.map_err(failed("remove", path))
}
