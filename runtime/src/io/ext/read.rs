//! Reading.

use core::future::{Future, poll_fn};
use core::pin::Pin;
use core::task::ready;
use std::string::String;
use std::vec::Vec;

use crate::io::{AsyncRead, Error, ErrorKind, Result};

/// How many bytes are read at a time when the size is not known.
const CHUNK: usize = 16 * 1024;

/// What can be done with any [`AsyncRead`].
///
/// ```no_run
/// # async fn example() -> wharf::Result<()> {
/// use wharf::fs::File;
/// use wharf::io::AsyncReadExt;
///
/// let mut magic = [0; 4];
/// File::open("guest.wasm").await?.read_exact(&mut magic).await?;
/// assert_eq!(&magic, b"\0asm");
/// # Ok(())
/// # }
/// ```
pub trait AsyncReadExt: AsyncRead {
    /// Reads what there is into `buffer`, and waits only if there is nothing; how many bytes. Zero is the end.
    ///
    /// # Errors
    ///
    /// The reader's.
    ///
    /// # Cancel safety
    ///
    /// Dropped while it waits, it has read nothing.
    fn read(&mut self, buffer: &mut [u8]) -> impl Future<Output = Result<usize>>
    where
        Self: Unpin,
    {
        poll_fn(move |context| Pin::new(&mut *self).poll_read(context, buffer))
    }

    /// Fills `buffer`.
    ///
    /// # Errors
    ///
    /// The reader's, and [`ErrorKind::UnexpectedEof`] when it ends before.
    ///
    /// # Cancel safety
    ///
    /// Dropped while it waits, it may have read some bytes into the buffer.
    fn read_exact(&mut self, buffer: &mut [u8]) -> impl Future<Output = Result<()>>
    where
        Self: Unpin,
    {
        let mut filled = 0;
        poll_fn(move |context| {
            while filled < buffer.len() {
                match ready!(Pin::new(&mut *self).poll_read(context, &mut buffer[filled..])) {
                    Ok(0) => return Err(ErrorKind::UnexpectedEof.into()).into(),
                    Ok(count) => filled += count,
                    Err(error) if error.kind() == ErrorKind::Interrupted => {}
                    Err(error) => return Err(error).into(),
                }
            }
            Ok(()).into()
        })
    }

    /// Reads everything up to the end, and appends it to `bytes`; how many bytes.
    ///
    /// # Errors
    ///
    /// The reader's; what was read before is in `bytes`.
    ///
    /// # Cancel safety
    ///
    /// Dropped while it waits, it has appended some of the bytes.
    fn read_to_end(&mut self, bytes: &mut Vec<u8>) -> impl Future<Output = Result<usize>>
    where
        Self: Unpin,
    {
        let before = bytes.len();
        poll_fn(move |context| {
            loop {
                let length = bytes.len();
                bytes.resize(length + CHUNK, 0);
                let read = Pin::new(&mut *self).poll_read(context, &mut bytes[length..]);
                let count = if let core::task::Poll::Ready(Ok(count)) = &read { *count } else { 0 };
                bytes.truncate(length + count);
                match ready!(read) {
                    Ok(0) => return Ok(length - before).into(),
                    Ok(_) => {}
                    Err(error) if error.kind() == ErrorKind::Interrupted => {}
                    Err(error) => return Err(error).into(),
                }
            }
        })
    }

    /// Reads everything up to the end, and appends it to `text`; how many bytes.
    ///
    /// # Errors
    ///
    /// The reader's, and [`ErrorKind::InvalidData`] when it is not UTF-8; `text` is as before then.
    ///
    /// # Cancel safety
    ///
    /// Dropped while it waits, it has read some of the bytes, which are lost.
    fn read_to_string(&mut self, text: &mut String) -> impl Future<Output = Result<usize>>
    where
        Self: Unpin,
    {
        async move {
            let mut bytes = Vec::new();
            self.read_to_end(&mut bytes).await?;
            let more = String::from_utf8(bytes).map_err(|error| not_utf8(&error.utf8_error()))?;
            text.push_str(&more);
            Ok(more.len())
        }
    }
}

impl<R: AsyncRead + ?Sized> AsyncReadExt for R {}

/// The error for bytes that are no text.
pub(crate) fn not_utf8(error: &core::str::Utf8Error) -> Error {
    Error::new(ErrorKind::InvalidData, std::format!("not UTF-8 from byte {} on", error.valid_up_to()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::task::block_on;

    #[test]
    fn reading_to_the_end() {
        let count = if cfg!(miri) { 1_000 } else { 100_000_u32 };
        let all: Vec<u8> = (0..count).flat_map(u32::to_le_bytes).collect();
        let mut bytes = std::vec![1, 2, 3];
        assert_eq!(block_on((&all[..]).read_to_end(&mut bytes)).unwrap(), all.len());
        assert_eq!(bytes[..3], [1, 2, 3]);
        assert!(bytes[3..] == all);
    }

    #[test]
    fn reading_exactly() {
        let mut buffer = [0; 3];
        let mut reader = &b"abcde"[..];
        block_on(reader.read_exact(&mut buffer)).unwrap();
        assert_eq!(&buffer, b"abc");
        let error = block_on(reader.read_exact(&mut buffer)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnexpectedEof);
    }

    #[test]
    fn reading_text() {
        let mut text = String::from("> ");
        assert_eq!(block_on("ahoi".as_bytes().read_to_string(&mut text)).unwrap(), 4);
        assert_eq!(text, "> ahoi");
        let error = block_on((&b"ah\xffoi"[..]).read_to_string(&mut text)).unwrap_err();
        assert_eq!((error.kind(), error.to_string().as_str()), (ErrorKind::InvalidData, "not UTF-8 from byte 2 on"));
        assert_eq!(text, "> ahoi");
    }
}
