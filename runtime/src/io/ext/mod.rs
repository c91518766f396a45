//! What can be done with any reader or writer.

mod buf_read;
mod read;
mod seek;
mod write;

pub use buf_read::AsyncBufReadExt;
pub(super) use buf_read::poll_until;
pub use read::AsyncReadExt;
pub(crate) use read::not_utf8;
pub use seek::AsyncSeekExt;
pub use write::AsyncWriteExt;
