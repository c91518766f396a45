//! Hard and symbolic links.

use core::mem;
use std::borrow::ToOwned;
use std::path::{Path, PathBuf};
use std::string::String;
use std::vec::Vec;

use super::place::{Place, checked, failed, failed_between};
use super::roots::{Root, parts};
use crate::io::Result;
use crate::wasi::filesystem::types::{DescriptorType, ErrorCode, PathFlags};

/// How many symbolic links a path may lead through, as on Linux.
const MOST_LINKS: usize = 40;

/// Makes `link` a second name of the file `original`. A symbolic link at `original` gets the name itself.
///
/// ```no_run
/// # async fn example() -> wharf::Result<()> {
/// wharf::fs::hard_link("notes", "notes.kept").await?;
/// # Ok(())
/// # }
/// ```
///
/// Source: `wasi:filesystem/types.descriptor.link-at`.
///
/// # Errors
///
/// When there is no such file, it is a directory, there is something at `link`, a path [leads outside](super), a
/// directory is read-only, or the two are on different file systems.
///
/// # Cancel safety
///
/// Dropped while it waits, it may have made the link or not.
pub async fn hard_link(original: impl AsRef<Path>, link: impl AsRef<Path>) -> Result<()> {
    let (original, link) = (original.as_ref(), link.as_ref());
    let (mut old, mut new) = (Place::find("link", original)?, Place::find("link to", link)?);
    let (old_path, new_path) = (mem::take(&mut old.path), mem::take(&mut new.path));
    old.link_at(PathFlags::empty(), old_path, &new, new_path).await.map_err(failed_between("link", original, link))
}

/// Makes at `link` a symbolic link that holds the path `original`, which need not lead anywhere.
///
/// ```no_run
/// # async fn example() -> wharf::Result<()> {
/// wharf::fs::symlink("releases/2", "current").await?;
/// # Ok(())
/// # }
/// ```
///
/// Source: `wasi:filesystem/types.descriptor.symlink-at`.
///
/// # Errors
///
/// When `original` is absolute, there is something at `link`, the path [leads outside](super), or the directory is
/// read-only.
///
/// # Cancel safety
///
/// Dropped while it waits, it may have made the link or not.
pub async fn symlink(original: impl AsRef<Path>, link: impl AsRef<Path>) -> Result<()> {
    const DOING: &str = "make a symbolic link at";
    let (original, link) = (original.as_ref(), link.as_ref());
    let target = checked("link to", original)?.to_owned();
    let mut place = Place::find(DOING, link)?;
    let within = mem::take(&mut place.path);
    place.symlink_at(target, within).await.map_err(failed(DOING, link))
}

/// The path that a symbolic link holds.
///
/// ```no_run
/// # async fn example() -> wharf::Result<()> {
/// println!("current leads to {}", wharf::fs::read_link("current").await?.display());
/// # Ok(())
/// # }
/// ```
///
/// Source: `wasi:filesystem/types.descriptor.readlink-at`.
///
/// # Errors
///
/// When there is no symbolic link, it holds an absolute path, or the path [leads outside](super).
///
/// # Cancel safety
///
/// It changes nothing.
pub async fn read_link(path: impl AsRef<Path>) -> Result<PathBuf> {
    const DOING: &str = "read the symbolic link";
    let path = path.as_ref();
    let mut place = Place::find(DOING, path)?;
    let within = mem::take(&mut place.path);
    place.readlink_at(within).await.map(PathBuf::from).map_err(failed(DOING, path))
}

/// The path without `.`, `..` and symbolic links, from the name of the opened directory on.
///
/// ```no_run
/// # async fn example() -> wharf::Result<()> {
/// let path = wharf::fs::canonicalize("/data/current/../notes").await?;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// When there is nothing at the path, it [leads outside](super) the opened directory by `..` or by a symbolic link, or
/// through too many symbolic links.
///
/// # Cancel safety
///
/// It changes nothing.
pub async fn canonicalize(path: impl AsRef<Path>) -> Result<PathBuf> {
    const DOING: &str = "resolve";
    let path = path.as_ref();
    let place = Place::find(DOING, path)?;
    let resolved = resolve(&place.root, &place.path).await.map_err(failed(DOING, path))?;
    Ok(Path::new(&place.root.name).join(resolved))
}

/// Follows a path within a directory, one part after the other.
async fn resolve(root: &Root, path: &str) -> core::result::Result<String, ErrorCode> {
    let mut done: Vec<String> = Vec::new();
    let mut ahead: Vec<String> = reversed(path);
    let mut links = 0;
    let mut is_dir = true;
    while let Some(part) = ahead.pop() {
        if !is_dir {
            return Err(ErrorCode::NotDirectory);
        }
        if part == ".." {
            if done.pop().is_none() {
                return Err(ErrorCode::NotPermitted);
            }
            continue;
        }
        done.push(part);
        let here = done.join("/");
        match root.descriptor.stat_at(PathFlags::empty(), here.clone()).await?.type_ {
            DescriptorType::SymbolicLink => {
                links += 1;
                if links > MOST_LINKS {
                    return Err(ErrorCode::Loop);
                }
                let target = root.descriptor.readlink_at(here).await?;
                if target.starts_with('/') {
                    return Err(ErrorCode::NotPermitted);
                }
                done.pop();
                ahead.extend(reversed(&target));
            }
            kind => is_dir = matches!(kind, DescriptorType::Directory),
        }
    }
    if path.ends_with('/') && !is_dir { Err(ErrorCode::NotDirectory) } else { Ok(done.join("/")) }
}

/// The parts of a path, the first of them last.
fn reversed(path: &str) -> Vec<String> {
    let mut parts: Vec<_> = parts(path).map(str::to_owned).collect();
    parts.reverse();
    parts
}
