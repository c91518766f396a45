//! Futures: one value that arrives later, between components.
//!
//! A [`FutureReader`] is awaited like any Rust future. A [`FutureWriter`] sends the value; dropped without, it sends
//! its default, because the reader may not be left waiting forever.

mod channel;
mod reader;
mod sides;
mod writer;

pub use reader::{FutureRead, FutureReader};
pub use writer::{FutureWrite, FutureWriteCancel, FutureWriteError, FutureWriter};

use core::future::{Future, poll_fn};
use core::pin::pin;
use core::task::Poll;

#[cfg(feature = "http")]
use crate::abi::End;
use crate::abi::FuturePayload;

/// A new future, as the bindings `W` make it: the end to write to and the end to read from.
///
/// `default` makes the value that is sent when the writer is dropped without having written.
///
/// As long as both ends are in this component, the value goes from one to the other without the host, whatever its
/// type. The host makes the future when the reader is passed on. What is said of [streams](crate::stream::new) that
/// come back from outside holds for futures too.
///
/// ```
/// let (writer, reader) = wharf::future::new::<(), String>(|| "nothing".into());
/// wharf::task::block_on(async {
///     drop(writer);
///     assert_eq!(reader.await, "nothing");
/// });
/// ```
#[must_use]
pub fn new<W, T: FuturePayload<W>>(default: fn() -> T) -> (FutureWriter<T>, FutureReader<T>) {
    let (inlet, outlet) = channel::pair();
    (FutureWriter::here(inlet, default), FutureReader::here(outlet, T::FUTURE))
}

/// [`new`] for a reader that goes to the host at once, and is made there to begin with.
#[cfg(feature = "http")]
pub(crate) fn outbound<W, T: FuturePayload<W>>(default: fn() -> T) -> (FutureWriter<T>, FutureReader<T>) {
    let (writable, readable) = End::pair(&T::FUTURE.builtins);
    (FutureWriter::away(writable, default), FutureReader::new(readable, T::FUTURE))
}

/// A future of the component model for the output of `future`, as the bindings `W` make it. The current task polls it or,
/// outside of one, the next that starts.
///
/// When that task is cancelled, the value is `default`. When the reader goes away, `future` is dropped, as soon as that is
/// noticed (see [`FutureWriter::closed`]): nobody wants its output.
///
/// ```
/// wharf::task::block_on(async {
///     let reader = wharf::future::from_future::<(), u32>(async { 6 * 7 }, || 0);
///     assert_eq!(reader.await, 42);
/// });
/// ```
#[must_use]
pub fn from_future<W, T: FuturePayload<W>>(
    future: impl Future<Output = T> + 'static,
    default: fn() -> T,
) -> FutureReader<T> {
    let (mut writer, reader) = new::<W, T>(default);
    crate::task::spawn_or_defer(async move {
        let mut future = pin!(future);
        let value = poll_fn(|context| match future.as_mut().poll(context) {
            Poll::Ready(value) => Poll::Ready(Some(value)),
            Poll::Pending => writer.poll_reader_gone(context).map(|()| None),
        });
        if let Some(value) = value.await {
            // Nobody may want it.
            drop(writer.write(value));
        }
    });
    reader
}
