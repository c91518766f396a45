//! Removing directories with all that is in them.

use core::mem;
use std::path::Path;
use std::string::String;
use std::vec::Vec;

use super::place::{Place, failed};
use super::read_dir::open_dir;
use crate::io::{Error, ErrorKind, Result};
use crate::stream::FallibleReader;
use crate::wasi::filesystem::types::{
    Descriptor, DescriptorFlags, DescriptorType, DirectoryEntry, ErrorCode, PathFlags,
};

const DOING: &str = "remove";

/// Removes a directory with all that is in it. Symbolic links are removed, never followed.
///
/// ```no_run
/// # async fn example() -> wharf::Result<()> {
/// wharf::fs::remove_dir_all("out").await?;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// When there is no directory, it is one that the host has opened itself, something in it cannot be removed, or the path
/// [leads outside](super). What was removed until then is gone.
///
/// # Cancel safety
///
/// Dropped while it waits, it has removed some of the files.
pub async fn remove_dir_all(path: impl AsRef<Path>) -> Result<()> {
    let path = path.as_ref();
    let mut place = Place::find(DOING, path)?;
    let within = mem::take(&mut place.path);
    let within = String::from(within.trim_end_matches('/'));
    if within == "." {
        // What is in it would be gone before the directory itself turns out to be the host's.
        let message = std::format!("cannot remove `{}`: it is a directory that the host has opened", path.display());
        return Err(Error::new(ErrorKind::InvalidInput, message));
    }
    remove(&place, within).await.map_err(failed(DOING, path))
}

/// A directory whose entries are being removed.
struct Level {
    directory: Descriptor,
    name: String,
    entries: FallibleReader<DirectoryEntry, ErrorCode>,
}

impl Level {
    /// Each is opened from the one it is in, without following links: what is moved or replaced meanwhile cannot lead
    /// elsewhere.
    async fn open(parent: &Descriptor, name: String) -> core::result::Result<Self, ErrorCode> {
        let access = DescriptorFlags::READ | DescriptorFlags::MUTATE_DIRECTORY;
        let directory = open_dir(parent, name.clone(), PathFlags::empty(), access).await?;
        let entries = directory.read_directory().into();
        Ok(Level { directory, name, entries })
    }
}

async fn remove(parent: &Descriptor, path: String) -> core::result::Result<(), ErrorCode> {
    let stat = parent.stat_at(PathFlags::empty(), path.clone()).await?;
    match stat.type_ {
        DescriptorType::Directory => {}
        DescriptorType::SymbolicLink => return parent.unlink_file_at(path).await,
        _ => return Err(ErrorCode::NotDirectory),
    }
    let mut levels: Vec<Level> = Vec::new();
    levels.push(Level::open(parent, path).await?);
    while let Some(level) = levels.last_mut() {
        match level.entries.next().await.transpose()? {
            Some(entry) if matches!(entry.type_, DescriptorType::Directory) => {
                let inner = Level::open(&level.directory, entry.name).await?;
                levels.push(inner);
            }
            Some(entry) => level.directory.unlink_file_at(entry.name).await?,
            None => {
                if let Some(Level { name, .. }) = levels.pop() {
                    let parent = levels.last().map_or(parent, |outer| &outer.directory);
                    parent.remove_directory_at(name).await?;
                }
            }
        }
    }
    Ok(())
}
