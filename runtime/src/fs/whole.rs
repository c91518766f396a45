//! Whole files at once.

use std::path::Path;
use std::string::String;
use std::sync::Arc;
use std::vec::Vec;

use super::place::{failed, failed_between};
use super::{File, OpenOptions};
use crate::StreamResult;
use crate::io::{AsyncWriteExt as _, Error, ErrorKind, Result, not_utf8};
use crate::wasi::filesystem::types::{Descriptor, ErrorCode};

/// The least room that is made for a read.
const CHUNK: usize = 64 * 1024;

/// All bytes of a file.
///
/// ```no_run
/// # async fn example() -> wharf::Result<()> {
/// let bytes = wharf::fs::read("guest.wasm").await?;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// When the file cannot be [opened](File::open) or read.
///
/// # Cancel safety
///
/// It changes nothing.
pub async fn read(path: impl AsRef<Path>) -> Result<Vec<u8>> {
    let path = path.as_ref();
    let file = File::open(path).await?;
    read_all(&file.into_descriptor()).await.map_err(failed("read", path))
}

async fn read_all(file: &Descriptor) -> core::result::Result<Vec<u8>, ErrorCode> {
    // A file that is no file, such as a device, has no size; the size may change meanwhile, too.
    let size = file.stat().await.map_or(0, |stat| usize::try_from(stat.size).unwrap_or(0));
    let (mut stream, outcome) = file.read_via_stream(0);
    let mut bytes = Vec::with_capacity(size + 1);
    loop {
        if bytes.len() == bytes.capacity() {
            bytes.reserve(CHUNK);
        }
        let (result, more) = stream.read(bytes).await;
        bytes = more;
        if result == StreamResult::Dropped {
            outcome.await?;
            return Ok(bytes);
        }
    }
}

/// All of a file, as text.
///
/// ```no_run
/// # async fn example() -> wharf::Result<()> {
/// let notes = wharf::fs::read_to_string("notes").await?;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// When the file cannot be [opened](File::open) or read, and [`ErrorKind::InvalidData`] when it is not UTF-8.
///
/// # Cancel safety
///
/// It changes nothing.
pub async fn read_to_string(path: impl AsRef<Path>) -> Result<String> {
    let path = path.as_ref();
    String::from_utf8(read(path).await?).map_err(|error| {
        let error = not_utf8(&error.utf8_error());
        Error::new(error.kind(), std::format!("cannot read `{}` as text: {error}", path.display()))
    })
}

/// Makes a file of these bytes. A file that is there is overwritten.
///
/// When it returns, the host has all of it; see [`File::sync_all`] for what survives a crash.
///
/// ```no_run
/// # async fn example() -> wharf::Result<()> {
/// wharf::fs::write("notes", "one line\n").await?;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// When the file cannot be [created](File::create) or written, as when the disk is full.
///
/// # Cancel safety
///
/// Dropped while it waits, it may have written a part.
pub async fn write(path: impl AsRef<Path>, bytes: impl AsRef<[u8]>) -> Result<()> {
    let path = path.as_ref();
    let mut file = File::create(path).await?;
    let written = async {
        file.write_all(bytes.as_ref()).await?;
        file.close().await
    };
    written.await.map_err(|error| failed("write", path)(ErrorCode::from(error)))
}

/// Makes `to` a copy of the file `from`; how many bytes. A file that is there is overwritten.
///
/// The bytes do not come into the guest.
///
/// ```no_run
/// # async fn example() -> wharf::Result<()> {
/// let bytes = wharf::fs::copy("notes", "notes.kept").await?;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// When a file cannot be [opened](File::open), read, [created](File::create) or written, and
/// [`ErrorKind::InvalidInput`] when the two are the same file.
///
/// # Cancel safety
///
/// Dropped while it waits, it may have copied a part, or go on by itself.
pub async fn copy(from: impl AsRef<Path>, to: impl AsRef<Path>) -> Result<u64> {
    let (from, to) = (from.as_ref(), to.as_ref());
    let source = File::open(from).await?.into_descriptor();
    // Emptied only when it is known to be another file.
    let target = OpenOptions::new().write(true).create(true).open(to).await?.into_descriptor();
    if source.is_same_object(&target).await {
        let message = std::format!("cannot copy `{}` to `{}`: it is the same file", from.display(), to.display());
        return Err(Error::new(ErrorKind::InvalidInput, message));
    }
    copy_all(source, target).await.map_err(failed_between("copy", from, to))
}

async fn copy_all(from: Arc<Descriptor>, to: Arc<Descriptor>) -> core::result::Result<u64, ErrorCode> {
    to.set_size(0).await?;
    let (stream, outcome) = from.read_via_stream(0);
    to.write_via_stream(stream, 0).await?;
    outcome.await?;
    Ok(to.stat().await?.size)
}
