//! Streams: values that arrive over time, in order, between components.
//!
//! A [`StreamReader`] is a [`Stream`](futures_core::Stream) and, for bytes, an [`AsyncRead`](futures_io::AsyncRead)
//! and [`AsyncBufRead`](futures_io::AsyncBufRead). A [`StreamWriter`] is a [`Sink`](futures_sink::Sink) and, for
//! bytes, an [`AsyncWrite`](futures_io::AsyncWrite). All of them move chunks, not single items.

mod buffer;
mod fallible_reader;
mod fallible_writer;
#[cfg(feature = "std")]
pub(crate) mod identity;
mod read;
mod reader;
#[cfg(feature = "std")]
mod reader_io;
mod write;
mod writer;
mod writer_io;

pub use buffer::AbiBuffer;
pub use fallible_reader::FallibleReader;
pub use fallible_writer::{FallibleWriter, WriteError};
pub use read::StreamRead;
pub use reader::StreamReader;
pub use write::StreamWrite;
pub use writer::StreamWriter;
pub use writer_io::Closed;

use crate::abi::StreamPayload;

/// How a read or write of a stream ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StreamResult {
    /// So many items were copied; there may be more.
    Complete(usize),
    /// The other end is gone: nothing more will be copied.
    Dropped,
    /// The operation was cancelled before anything was copied.
    Cancelled,
}

/// A new stream, as the bindings `W` make it: the end to write to and the end to read from.
///
/// Reading in a component what it wrote itself works for numbers and for no payload; for other types the host traps,
/// as the component model says for the time being. Readers that are passed on have no such limit.
pub fn new<W, T: StreamPayload<W>>() -> (StreamWriter<T>, StreamReader<T>) {
    let (writable, readable) = crate::abi::End::pair(&T::STREAM.builtins);
    (StreamWriter::new(writable), StreamReader::new(readable, T::STREAM))
}

/// How many items of a type a chunk holds at most: 64 KiB of them.
const fn chunk_items<T>() -> usize {
    let items = match size_of::<T>() {
        0 => 4096,
        size => 65536 / size,
    };
    if items == 0 { 1 } else { items }
}
