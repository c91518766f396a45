//! Futures: one value that arrives later, between components.
//!
//! A [`FutureReader`] is awaited like any Rust future. A [`FutureWriter`] sends the value; dropped without, it sends
//! its default, because the reader may not be left waiting forever.

mod reader;
mod writer;

pub use reader::{FutureRead, FutureReader};
pub use writer::{FutureWrite, FutureWriteCancel, FutureWriteError, FutureWriter};

use crate::abi::FuturePayload;

/// A new future, as the bindings `W` make it: the end to write to and the end to read from.
///
/// `default` makes the value that is sent when the writer is dropped without having written.
///
/// Reading in a component what it wrote itself works for numbers and for no payload; for other types the host traps,
/// as the component model says for the time being. Readers that are passed on have no such limit.
pub fn new<W, T: FuturePayload<W>>(default: fn() -> T) -> (FutureWriter<T>, FutureReader<T>) {
    let (writable, readable) = crate::abi::End::pair(&T::FUTURE.builtins);
    (FutureWriter::new(writable, default), FutureReader::new(readable, T::FUTURE))
}
