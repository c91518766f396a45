//! Streams: values that arrive over time, in order, between components.
//!
//! A [`StreamReader`] is a [`Stream`](futures_core::Stream) and, for bytes, an [`AsyncRead`](futures_io::AsyncRead)
//! and [`AsyncBufRead`](futures_io::AsyncBufRead). A [`StreamWriter`] is a [`Sink`](futures_sink::Sink) and, for
//! bytes, an [`AsyncWrite`](futures_io::AsyncWrite). All of them move chunks, not single items.

mod buffer;
mod channel;
mod fallible_reader;
mod fallible_writer;
#[cfg(feature = "std")]
pub(crate) mod identity;
mod inbox;
mod items;
mod link;
mod read;
mod reader;
#[cfg(feature = "std")]
mod reader_io;
mod sides;
mod source;
mod stable;
mod write;
mod writer;
mod writer_io;

pub use buffer::AbiBuffer;
pub use fallible_reader::FallibleReader;
pub use fallible_writer::{FallibleWriter, WriteError};
pub use read::StreamRead;
pub use reader::StreamReader;
#[cfg(feature = "std")]
pub use source::from_async_read;
pub use source::{from_stream, from_try_stream};
pub use stable::{StableBuffer, WriteFrom};
pub use write::StreamWrite;
pub use writer::StreamWriter;
pub use writer_io::Closed;

#[cfg(feature = "std")]
use crate::abi::End;
use crate::abi::{Abi, StreamPayload};

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
/// As long as both ends are in this component, items of any type go from one to the other without the host. It makes
/// the stream when the reader is passed on.
///
/// A reader that comes back from outside is a reader like any other, and a host does not let a component read what it
/// writes itself there unless it is numbers or nothing: it traps, as the component model says for the time being.
///
/// ```
/// use wharf::stream;
///
/// let (mut writer, mut reader) = stream::new::<(), u8>();
/// wharf::task::block_on(async {
///     wharf::task::spawn(async move { writer.write_all(vec![1, 2, 3]).await }).detach();
///     assert_eq!(reader.next().await, Some(1));
///     assert_eq!(reader.collect().await, [2, 3]);
/// });
/// ```
#[must_use]
pub fn new<W, T: StreamPayload<W>>() -> (StreamWriter<T>, StreamReader<T>) {
    let (inlet, outlet) = channel::pair();
    (StreamWriter::here(inlet), StreamReader::here(outlet, T::STREAM))
}

/// [`new`] for a reader that goes to the host at once, and is made there to begin with.
#[cfg(feature = "std")]
pub(crate) fn outbound<W, T: StreamPayload<W>>() -> (StreamWriter<T>, StreamReader<T>) {
    let (writable, readable) = End::pair(&T::STREAM.builtins);
    (StreamWriter::new(writable), StreamReader::new(readable, T::STREAM))
}

/// How many items of a type a chunk holds at most: 64 KiB of them, here or where the host writes them.
const fn chunk_items<T: Abi>() -> usize {
    let (here, there) = (size_of::<T>(), size_of::<T::Area>());
    let items = match if here > there { here } else { there } {
        0 => 4096,
        size => 65536 / size,
    };
    if items == 0 { 1 } else { items }
}
