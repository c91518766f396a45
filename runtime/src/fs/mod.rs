//! Files and directories.
//!
//! A guest sees the directories that the host has opened for it, under the names that the host chose. Paths work as in
//! the standard library: an absolute path, or one relative to [the initial directory](crate::env::initial_dir), leads
//! into the opened directory whose name is the longest beginning of it. A path that would leave that directory, by
//! `..` or by a symbolic link, is an error of the kind [`PermissionDenied`](crate::io::ErrorKind::PermissionDenied); a
//! path that no directory contains is [`NotFound`](crate::io::ErrorKind::NotFound); one that is not Unicode, or has a
//! NUL in it, is [`InvalidInput`](crate::io::ErrorKind::InvalidInput).
//!
//! ```no_run
//! # async fn example() -> wharf::Result<()> {
//! use wharf::fs;
//! use wharf::io::AsyncBufReadExt as _;
//!
//! fs::write("notes.txt", "one\ntwo\n").await?;
//! let mut lines = fs::File::open("notes.txt").await?.lines();
//! while let Some(line) = lines.next_line().await? {
//!     println!("{line}");
//! }
//! # Ok(())
//! # }
//! ```
//!
//! Source: `wasi:filesystem`.

mod code;
mod create_dir;
mod dir_entry;
mod file;
mod file_type;
mod links;
mod metadata;
mod names;
mod open_options;
mod place;
mod read_dir;
mod remove_dir_all;
mod roots;
mod times;
mod whole;

pub use crate::wasi::filesystem::types::Advice;
pub use create_dir::{create_dir, create_dir_all};
pub use dir_entry::DirEntry;
pub use file::File;
pub use file_type::FileType;
pub use links::{canonicalize, hard_link, read_link, symlink};
pub use metadata::{Metadata, metadata, symlink_metadata, try_exists};
pub use names::{remove_dir, remove_file, rename};
pub use open_options::OpenOptions;
pub use read_dir::{ReadDir, read_dir};
pub use remove_dir_all::remove_dir_all;
pub use times::{FileTimes, set_symlink_times, set_times};
pub use whole::{copy, read, read_to_string, write};
