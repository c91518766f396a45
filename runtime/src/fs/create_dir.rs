//! Making directories.

use core::mem;
use std::path::Path;
use std::string::String;
use std::vec::Vec;

use super::place::{Place, failed};
use crate::io::Result;
use crate::wasi::filesystem::types::{Descriptor, DescriptorType, ErrorCode, PathFlags};

const DOING: &str = "make the directory";

/// Makes an empty directory.
///
/// ```no_run
/// # async fn example() -> wharf::Result<()> {
/// wharf::fs::create_dir("out").await?;
/// # Ok(())
/// # }
/// ```
///
/// Source: `wasi:filesystem/types.descriptor.create-directory-at`.
///
/// # Errors
///
/// When there is something at the path, the directory it is to be in does not exist or is read-only, or the path
/// [leads outside](super).
///
/// # Cancel safety
///
/// Dropped while it waits, it may have made the directory or not.
pub async fn create_dir(path: impl AsRef<Path>) -> Result<()> {
    let path = path.as_ref();
    let mut place = Place::find(DOING, path)?;
    let within = mem::take(&mut place.path);
    place.create_directory_at(within).await.map_err(failed(DOING, path))
}

/// Makes a directory and those that it is to be in, as far as they do not exist.
///
/// ```no_run
/// # async fn example() -> wharf::Result<()> {
/// wharf::fs::create_dir_all("out/logs/today").await?;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// When there is something else than a directory on the way, a directory is read-only, or the path
/// [leads outside](super).
///
/// # Cancel safety
///
/// Dropped while it waits, it may have made some of the directories.
pub async fn create_dir_all(path: impl AsRef<Path>) -> Result<()> {
    let path = path.as_ref();
    let place = Place::find(DOING, path)?;
    create_all(&place, &place.path).await.map_err(failed(DOING, path))
}

async fn create_all(directory: &Descriptor, path: &str) -> core::result::Result<(), ErrorCode> {
    // From the inside out until one can be made or is there, and back.
    let mut missing: Vec<&str> = Vec::new();
    let mut rest = path.trim_end_matches('/');
    loop {
        match directory.create_directory_at(String::from(rest)).await {
            Ok(()) => break,
            Err(ErrorCode::NoEntry) => match rest.rsplit_once('/') {
                Some((parent, _)) => {
                    missing.push(rest);
                    rest = parent;
                }
                None => return Err(ErrorCode::NoEntry),
            },
            Err(error) => {
                check_is_dir(directory, rest, error).await?;
                break;
            }
        }
    }
    for path in missing.into_iter().rev() {
        if let Err(error) = directory.create_directory_at(String::from(path)).await {
            // Someone else may have been faster.
            check_is_dir(directory, path, error).await?;
        }
    }
    Ok(())
}

/// Excuses an error where there is a directory already.
async fn check_is_dir(directory: &Descriptor, path: &str, error: ErrorCode) -> core::result::Result<(), ErrorCode> {
    match directory.stat_at(PathFlags::SYMLINK_FOLLOW, String::from(path)).await {
        Ok(stat) if matches!(stat.type_, DescriptorType::Directory) => Ok(()),
        _ => Err(error),
    }
}
