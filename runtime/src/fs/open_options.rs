//! How a file is opened.

use core::mem;
use std::format;
use std::path::Path;

use super::File;
use super::place::{Place, failed};
use crate::io::{Error, ErrorKind, Result};
use crate::wasi::filesystem::types::{DescriptorFlags, OpenFlags, PathFlags};

/// How a file is opened: for what, and what happens when it is or is not there.
///
/// ```no_run
/// # async fn example() -> wharf::Result<()> {
/// let log = wharf::fs::OpenOptions::new().append(true).create(true).open("log").await?;
/// # Ok(())
/// # }
/// ```
///
/// Source: `wasi:filesystem/types.descriptor.open-at`.
#[derive(Clone, Debug)]
#[must_use]
pub struct OpenOptions {
    read: bool,
    write: bool,
    append: bool,
    truncate: bool,
    create: bool,
    create_new: bool,
    follow_links: bool,
}

impl Default for OpenOptions {
    fn default() -> Self {
        Self::new()
    }
}

impl OpenOptions {
    /// Everything off, but symbolic links followed.
    pub fn new() -> Self {
        OpenOptions {
            read: false,
            write: false,
            append: false,
            truncate: false,
            create: false,
            create_new: false,
            follow_links: true,
        }
    }

    /// For reading.
    pub fn read(&mut self, yes: bool) -> &mut Self {
        self.read = yes;
        self
    }

    /// For writing.
    pub fn write(&mut self, yes: bool) -> &mut Self {
        self.write = yes;
        self
    }

    /// For writing, always at the end.
    pub fn append(&mut self, yes: bool) -> &mut Self {
        self.append = yes;
        self
    }

    /// Empties the file. Only with `write`.
    pub fn truncate(&mut self, yes: bool) -> &mut Self {
        self.truncate = yes;
        self
    }

    /// Creates the file if there is none. Only with `write` or `append`.
    pub fn create(&mut self, yes: bool) -> &mut Self {
        self.create = yes;
        self
    }

    /// Creates the file and fails if there is something at the path, if only a symbolic link. Only with `write` or
    /// `append`; `create` and `truncate` do nothing then.
    pub fn create_new(&mut self, yes: bool) -> &mut Self {
        self.create_new = yes;
        self
    }

    /// Whether a symbolic link at the end of the path is followed. Otherwise it is an error.
    pub fn follow_links(&mut self, yes: bool) -> &mut Self {
        self.follow_links = yes;
        self
    }

    /// Opens a file.
    ///
    /// # Errors
    ///
    /// - [`ErrorKind::InvalidInput`] when the options contradict each other;
    /// - [`ErrorKind::NotFound`] when there is no such file, or no directory to create it in;
    /// - [`ErrorKind::AlreadyExists`] when it is to be created anew and there is one;
    /// - [`ErrorKind::PermissionDenied`] or [`ErrorKind::ReadOnlyFilesystem`] when the host does not allow it, or the
    ///   path [leads outside](super).
    ///
    /// # Cancel safety
    ///
    /// Dropped while it waits, it may have created or emptied the file.
    pub async fn open(&self, path: impl AsRef<Path>) -> Result<File> {
        let path = path.as_ref();
        let doing = if self.create || self.create_new { "create" } else { "open" };
        if let Some(contradiction) = self.contradiction() {
            let message = format!("cannot {doing} `{}`: {contradiction}", path.display());
            return Err(Error::new(ErrorKind::InvalidInput, message));
        }
        let mut place = Place::find(doing, path)?;
        let within = mem::take(&mut place.path);
        let opened = place.open_at(self.path_flags(), within, self.open_flags(), self.descriptor_flags()).await;
        Ok(File::new(opened.map_err(failed(doing, path))?, self.append))
    }

    fn contradiction(&self) -> Option<&'static str> {
        let writes = self.write || self.append;
        if !self.read && !writes {
            return Some("it is opened neither for reading nor for writing");
        }
        if (self.create || self.create_new) && !writes {
            return Some("a file is created only for writing or appending");
        }
        if self.truncate && !self.create_new && (self.append || !self.write) {
            return Some("a file is emptied only for writing, and not for appending");
        }
        None
    }

    fn path_flags(&self) -> PathFlags {
        if self.follow_links && !self.create_new { PathFlags::SYMLINK_FOLLOW } else { PathFlags::empty() }
    }

    fn open_flags(&self) -> OpenFlags {
        let mut flags = OpenFlags::empty();
        flags.set(OpenFlags::CREATE, self.create || self.create_new);
        flags.set(OpenFlags::EXCLUSIVE, self.create_new);
        flags.set(OpenFlags::TRUNCATE, self.truncate && !self.create_new);
        flags
    }

    fn descriptor_flags(&self) -> DescriptorFlags {
        let mut flags = DescriptorFlags::empty();
        flags.set(DescriptorFlags::READ, self.read);
        flags.set(DescriptorFlags::WRITE, self.write || self.append);
        flags
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contradictions() {
        let contradicts = |options: &mut OpenOptions| options.contradiction().is_some();
        assert!(contradicts(&mut OpenOptions::new()));
        assert!(contradicts(OpenOptions::new().read(true).create(true)));
        assert!(contradicts(OpenOptions::new().read(true).truncate(true)));
        assert!(contradicts(OpenOptions::new().append(true).truncate(true)));
        assert!(!contradicts(OpenOptions::new().read(true)));
        assert!(!contradicts(OpenOptions::new().append(true).create(true)));
        assert!(!contradicts(OpenOptions::new().write(true).create_new(true).truncate(true)));
    }
}
