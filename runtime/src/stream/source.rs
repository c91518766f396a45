//! Streams of the component model made of Rust's streams and readers.

use core::future::poll_fn;
use core::task::{Context, Poll, ready};

use futures_core::Stream;

use super::writer::ReaderDropped;
use super::{StreamReader, StreamWriter};
use crate::abi::{FuturePayload, Lower, StreamPayload};
use crate::future::FutureReader;

/// A stream of the items of `source`, as the bindings `W` make it. A task polls the source, and writes all that is ready
/// at once.
///
/// It is the current task or, outside of one, the next that starts. The source is dropped when the reader has gone, also
/// while the source has nothing (see [`StreamWriter::closed`]), or when the task is cancelled, which ends the stream.
///
/// ```
/// use futures::stream::{self, StreamExt};
///
/// wharf::task::block_on(async {
///     let reader = wharf::stream::from_stream::<(), _>(stream::iter([1_u32, 2, 3]));
///     assert_eq!(reader.map(|number| number * 2).collect::<Vec<_>>().await, [2, 4, 6]);
/// });
/// ```
#[must_use]
pub fn from_stream<W, S: Stream<Item: StreamPayload<W>> + 'static>(source: S) -> StreamReader<S::Item> {
    let (mut writer, reader) = super::new::<W, S::Item>();
    crate::task::spawn_or_defer(async move {
        let mut source = core::pin::pin!(source);
        let mut next = |context: &mut Context<'_>| source.as_mut().poll_next(context);
        let mut ask = true;
        let _ = poll_fn(|context| poll_pump(&mut writer, context, &mut ask, &mut next)).await;
    });
    reader
}

/// A stream of the items of `source`, and a future of how it ends: at the source's end, or with its first error.
///
/// That is the pair that interfaces such as `wasi:filesystem` return. When the task is cancelled that polls the source,
/// the outcome is `default`. When the reader goes, the source is dropped, as by [`from_stream`].
///
/// ```
/// use wharf::stream::FallibleReader;
/// # use wharf::abi::{FuturePayload, Payload};
/// # fn example<W>(source: impl futures::Stream<Item = Result<u8, u32>> + 'static)
/// # where Result<(), u32>: FuturePayload<W> {
/// let pair = wharf::stream::from_try_stream::<W, _, _, _>(source, || Err(7));
/// let reader = FallibleReader::from(pair); // or return it from an export
/// # }
/// ```
#[must_use]
pub fn from_try_stream<W, S, T, E>(
    source: S,
    default: fn() -> Result<(), E>,
) -> (StreamReader<T>, FutureReader<Result<(), E>>)
where
    S: Stream<Item = Result<T, E>> + 'static,
    T: StreamPayload<W>,
    E: 'static,
    Result<(), E>: FuturePayload<W>,
{
    let (mut writer, reader) = super::new::<W, T>();
    let (outcome, ended) = crate::future::new::<W, Result<(), E>>(default);
    crate::task::spawn_or_defer(async move {
        let mut source = core::pin::pin!(source);
        let mut error = None;
        let mut next = |context: &mut Context<'_>| {
            Poll::Ready(match ready!(source.as_mut().poll_next(context)) {
                Some(Ok(item)) => Some(item),
                Some(Err(problem)) => {
                    error = Some(problem);
                    None
                }
                None => None,
            })
        };
        let mut ask = true;
        let _ = poll_fn(|context| poll_pump(&mut writer, context, &mut ask, &mut next)).await;
        drop(writer);
        // Nobody may want to know.
        let _ = outcome.write(error.map_or(Ok(()), Err)).await;
    });
    (reader, ended)
}

/// Writes what `next` gives up to its end, many items at a time. The reader is asked whether it is there each time that
/// there is nothing more for the moment.
fn poll_pump<T: Lower + 'static>(
    writer: &mut StreamWriter<T>,
    context: &mut Context<'_>,
    ask: &mut bool,
    next: &mut impl FnMut(&mut Context<'_>) -> Poll<Option<T>>,
) -> Poll<Result<(), ReaderDropped>> {
    loop {
        ready!(writer.poll_room(context))?;
        match next(context) {
            Poll::Ready(Some(item)) => {
                *ask = true;
                writer.queue.push(item);
            }
            Poll::Ready(None) => return writer.poll_closed(context),
            Poll::Pending => return writer.poll_reader_gone(context, ask).map(|()| Err(ReaderDropped { left: 0 })),
        }
    }
}

#[cfg(feature = "std")]
mod bytes {
    use alloc::vec;
    use std::io;

    use futures_io::AsyncRead;

    use super::*;
    use crate::task::{self, JoinHandle};

    /// How many bytes are read at once.
    const CHUNK: usize = 64 * 1024;

    /// A stream of what `source` reads, as the bindings `W` make it, and a handle to how that ended: how many bytes, or
    /// the source's error. A reader that goes away is a broken pipe, also while the source has nothing (see
    /// [`StreamWriter::closed`]).
    ///
    /// ```
    /// use futures::io::{AsyncReadExt, Cursor};
    ///
    /// wharf::task::block_on(async {
    ///     let (mut reader, ended) = wharf::stream::from_async_read::<()>(Cursor::new(b"cargo"));
    ///     let mut text = String::new();
    ///     reader.read_to_string(&mut text).await?;
    ///     assert_eq!((text.as_str(), ended.await.expect("not cancelled")?), ("cargo", 5));
    ///     Ok::<_, std::io::Error>(())
    /// }).unwrap();
    /// ```
    ///
    /// # Panics
    ///
    /// Outside a task, as [`spawn`](crate::task::spawn).
    pub fn from_async_read<W>(source: impl AsyncRead + 'static) -> (StreamReader<u8>, JoinHandle<io::Result<u64>>) {
        let (mut writer, reader) = crate::stream::new::<W, u8>();
        let ended = task::spawn(async move {
            let mut source = core::pin::pin!(source);
            let mut total = 0;
            let mut buffer = vec![0; CHUNK];
            loop {
                let mut ask = true;
                buffer.resize(CHUNK, 0);
                let count = poll_fn(|context| match source.as_mut().poll_read(context, &mut buffer) {
                    Poll::Pending => {
                        writer.poll_reader_gone(context, &mut ask).map(|()| Err(io::ErrorKind::BrokenPipe.into()))
                    }
                    read => read,
                })
                .await?;
                if count == 0 {
                    return Ok(total);
                }
                total += count as u64;
                buffer.truncate(count);
                buffer = writer.write_all(buffer).await;
                if !buffer.is_empty() {
                    return Err(io::ErrorKind::BrokenPipe.into());
                }
            }
        });
        (reader, ended)
    }
}

#[cfg(feature = "std")]
pub use bytes::from_async_read;
