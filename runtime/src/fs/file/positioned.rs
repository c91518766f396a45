//! Reading and writing anywhere in a file, without a position.

use std::vec::Vec;

use super::File;
use crate::StreamResult;
use crate::io::{AsyncWriteExt as _, ErrorKind, Result, Writer};

impl File {
    /// Reads from `offset` on what comes in one go; how many bytes. Zero is the end. The position does not matter and
    /// stays.
    ///
    /// Source: `wasi:filesystem/types.descriptor.read-via-stream`.
    ///
    /// # Errors
    ///
    /// When the file is not open for reading, or the file system fails.
    ///
    /// # Cancel safety
    ///
    /// Dropped while it waits, it has read nothing.
    pub async fn read_at(&self, buffer: &mut [u8], offset: u64) -> Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        let (mut stream, outcome) = self.descriptor.read_via_stream(offset);
        let (result, bytes) = stream.read(Vec::with_capacity(buffer.len())).await;
        if result == StreamResult::Dropped {
            outcome.await?;
            return Ok(0);
        }
        let count = bytes.len().min(buffer.len());
        buffer[..count].copy_from_slice(&bytes[..count]);
        Ok(count)
    }

    /// Fills `buffer` from `offset` on. The position does not matter and stays.
    ///
    /// Source: `wasi:filesystem/types.descriptor.read-via-stream`.
    ///
    /// # Errors
    ///
    /// As [`read_at`](Self::read_at), and [`ErrorKind::UnexpectedEof`] when the file ends before.
    ///
    /// # Cancel safety
    ///
    /// Dropped while it waits, it may have filled some of the buffer.
    pub async fn read_exact_at(&self, mut buffer: &mut [u8], offset: u64) -> Result<()> {
        let (mut stream, outcome) = self.descriptor.read_via_stream(offset);
        let mut bytes = Vec::new();
        while !buffer.is_empty() {
            bytes.clear();
            bytes.reserve(buffer.len().min(super::CHUNK));
            let (result, read) = stream.read(bytes).await;
            bytes = read;
            if result == StreamResult::Dropped {
                outcome.await?;
                return Err(ErrorKind::UnexpectedEof.into());
            }
            let (filled, rest) = buffer.split_at_mut(bytes.len().min(buffer.len()));
            filled.copy_from_slice(&bytes[..filled.len()]);
            buffer = rest;
        }
        Ok(())
    }

    /// Writes all the bytes from `offset` on, and waits for it. The position does not matter and stays. Beyond the end
    /// of the file, the gap is filled with zeros.
    ///
    /// Source: `wasi:filesystem/types.descriptor.write-via-stream`.
    ///
    /// # Errors
    ///
    /// When the file is not open for writing, or the file system fails, as when the disk is full.
    ///
    /// # Cancel safety
    ///
    /// Dropped while it waits, it may have written some of the bytes.
    pub async fn write_all_at(&self, bytes: &[u8], offset: u64) -> Result<()> {
        let mut writer = Writer::open(|stream| self.descriptor.write_via_stream(stream, offset));
        writer.write_all(bytes).await?;
        writer.close().await
    }
}
