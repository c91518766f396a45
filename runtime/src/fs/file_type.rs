//! What kind of thing is in a directory.

use crate::wasi::filesystem::types::DescriptorType;

/// What kind of thing a path or directory entry names.
///
/// ```no_run
/// # async fn example() -> wharf::Result<()> {
/// let file_type = wharf::fs::symlink_metadata("notes").await?.file_type();
/// assert!(file_type.is_file() || file_type.is_symlink());
/// # Ok(())
/// # }
/// ```
///
/// Source: `wasi:filesystem/types.descriptor-type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FileType(Kind);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Kind {
    File,
    Dir,
    Symlink,
    BlockDevice,
    CharDevice,
    Fifo,
    Socket,
    Other,
}

impl FileType {
    /// An ordinary file.
    #[must_use]
    pub fn is_file(self) -> bool {
        self.0 == Kind::File
    }

    /// A directory.
    #[must_use]
    pub fn is_dir(self) -> bool {
        self.0 == Kind::Dir
    }

    /// A symbolic link itself, not what it points to.
    #[must_use]
    pub fn is_symlink(self) -> bool {
        self.0 == Kind::Symlink
    }

    /// A device that is read and written in blocks.
    #[must_use]
    pub fn is_block_device(self) -> bool {
        self.0 == Kind::BlockDevice
    }

    /// A device that is read and written as a flow of bytes.
    #[must_use]
    pub fn is_char_device(self) -> bool {
        self.0 == Kind::CharDevice
    }

    /// A named pipe.
    #[must_use]
    pub fn is_fifo(self) -> bool {
        self.0 == Kind::Fifo
    }

    /// A socket in the file system.
    #[must_use]
    pub fn is_socket(self) -> bool {
        self.0 == Kind::Socket
    }
}

impl From<&DescriptorType> for FileType {
    fn from(kind: &DescriptorType) -> Self {
        FileType(match kind {
            DescriptorType::RegularFile => Kind::File,
            DescriptorType::Directory => Kind::Dir,
            DescriptorType::SymbolicLink => Kind::Symlink,
            DescriptorType::BlockDevice => Kind::BlockDevice,
            DescriptorType::CharacterDevice => Kind::CharDevice,
            DescriptorType::Fifo => Kind::Fifo,
            DescriptorType::Socket => Kind::Socket,
            DescriptorType::Other(_) => Kind::Other,
        })
    }
}
