//! The end of a stream that is written to.

use alloc::vec::Vec;
use core::fmt;
use core::mem;
use core::task::{Context, Poll, ready};

use super::items::Items;
use super::link::Link;
use super::sides::InletRef;
use super::stable::Owner;
use super::{AbiBuffer, StreamResult, StreamWrite, chunk_items};
use crate::abi::canon::{CopyResult, CopyStatus, MAX_COPY};
use crate::abi::{End, Lower};

/// The end of a `stream<T>` that is written to.
///
/// It is a [`Sink`](futures_sink::Sink) of items, and for bytes an [`AsyncWrite`](futures_io::AsyncWrite).
///
/// Dropping it ends the stream at once, which is how to give up on a reader that does not read. What it has not written by
/// then is lost, as with other sinks: flush or close it first, or [`finish`](StreamWriter::finish) it.
///
/// # Cancel safety
///
/// A write may be dropped while it waits: what it has not written stays with the writer, and goes out before whatever
/// is written next.
pub struct StreamWriter<T: Lower + 'static> {
    link: Link<T>,
    /// What is being written.
    pub(super) sending: AbiBuffer<T>,
    /// Whose the items are that are being written, if they are lent and nobody waits for them.
    owner: Option<Owner>,
    /// What a sink has taken and not begun to write.
    pub(super) queue: Vec<T>,
    /// Whether the reader is gone.
    closed: bool,
}

/// The reader of a stream is gone, and has not taken so many of the items that were being written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ReaderDropped {
    pub(super) left: usize,
}

impl<T: Lower + 'static> StreamWriter<T> {
    /// A writer whose reader is elsewhere.
    pub(crate) fn new(end: End) -> Self {
        StreamWriter::with_link(Link::Away(end))
    }

    /// A writer whose reader has the other part of the channel.
    pub(super) fn here(channel: InletRef<T>) -> Self {
        StreamWriter::with_link(Link::Here { channel, writing: false })
    }

    fn with_link(link: Link<T>) -> Self {
        StreamWriter { link, sending: AbiBuffer::default(), owner: None, queue: Vec::new(), closed: false }
    }

    /// Writes `items`: how many the reader took, and the rest in a buffer that can be written on.
    ///
    /// Waits until at least one item has been taken or the reader is gone.
    pub fn write(&mut self, items: Vec<T>) -> StreamWrite<'_, T> {
        self.write_buf(AbiBuffer::new(items))
    }

    /// Writes what remains in a buffer.
    pub fn write_buf(&mut self, buffer: AbiBuffer<T>) -> StreamWrite<'_, T> {
        StreamWrite::new(self, buffer)
    }

    /// Writes all `items`. What is left when the reader goes away is given back: nothing, normally, in which case it
    /// is a vector without items but with memory to use again.
    pub async fn write_all(&mut self, items: Vec<T>) -> Vec<T> {
        let mut buffer = AbiBuffer::new(items);
        while buffer.remaining() > 0 {
            match self.write_buf(buffer).await {
                (StreamResult::Complete(_), rest) => buffer = rest,
                (StreamResult::Dropped | StreamResult::Cancelled, rest) => return rest.into_vec(),
            }
        }
        buffer.into_vec()
    }

    /// Writes one item, which is given back when the reader is gone.
    pub async fn write_one(&mut self, item: T) -> Option<T> {
        self.write_all(alloc::vec![item]).await.pop()
    }

    /// Ends the stream when everything has been written that the writer has: what was given to the
    /// [`Sink`](futures_sink::Sink), and what writes have left that were dropped while they waited.
    ///
    /// The current task does so, beside what else it does, or outside of one the next that starts. It lasts until the
    /// reader has taken everything or gone.
    ///
    /// ```
    /// # wharf::task::block_on(async {
    /// use futures::SinkExt;
    ///
    /// let (mut writer, reader) = wharf::stream::new::<(), u8>();
    /// writer.feed(1).await?;
    /// writer.finish();
    /// assert_eq!(reader.collect().await, [1]);
    /// # Ok::<_, wharf::stream::Closed>(())
    /// # });
    /// ```
    pub fn finish(mut self) {
        if self.closed || !self.is_writing() && self.queue.is_empty() {
            return;
        }
        crate::task::spawn_or_defer(async move {
            // A reader that has gone wants no more.
            let _ = core::future::poll_fn(|context| self.poll_closed(context)).await;
        });
    }

    /// Waits until the reader has gone. What is being written, or was given to the [`Sink`](futures_sink::Sink), goes out
    /// meanwhile.
    ///
    /// This is how to give up on a source that has nothing to write at the moment, when nobody wants what it will have:
    ///
    /// ```
    /// # wharf::task::block_on(async {
    /// use wharf::task::{Either, race};
    ///
    /// let (mut writer, reader) = wharf::stream::new::<(), u8>();
    /// drop(reader);
    /// let silent = std::future::pending::<u8>();
    /// assert!(matches!(race(silent, writer.closed()).await, Either::Right(())));
    /// # });
    /// ```
    ///
    /// In this component, and in another one of Wasmtime's, a reader that goes is noticed at once. The component model
    /// promises less: a reader that has been waiting for items, and gives that up and goes, need not be reported before
    /// the next write or the next call of this function, which asks with a write of no items. A host may know no more
    /// of its own readers: Wasmtime finds out that an HTTP client has hung up when it is asked.
    ///
    /// # Cancel safety
    ///
    /// May be dropped at any time.
    ///
    /// Source: component-model, `design/mvp/Concurrency.md`, "Stream Readiness".
    pub async fn closed(&mut self) {
        let mut ask = true;
        core::future::poll_fn(|context| self.poll_reader_gone(context, &mut ask)).await;
    }

    /// Waits until the reader has gone, and gets on with what is being written or queued. If it is to `ask`, it does so
    /// once.
    pub(crate) fn poll_reader_gone(&mut self, context: &mut Context<'_>, ask: &mut bool) -> Poll<()> {
        loop {
            // A write that is under way is told.
            if ready!(self.poll_flushed(context)).is_err() {
                return Poll::Ready(());
            }
            if self.link.is_away() && mem::take(ask) {
                // A write of nothing is told too, as long as nobody reads.
                self.start_sending();
            } else if ready!(self.link.poll_reader_gone(context)) {
                self.closed = true;
                return Poll::Ready(());
            }
        }
    }

    /// Waits for what is being written, all of it.
    #[inline(never)]
    pub(super) fn poll_send(&mut self, context: &mut Context<'_>) -> Poll<Result<(), ReaderDropped>> {
        loop {
            if self.link.is_writing() {
                ready!(self.poll_sent(context));
            }
            let left = self.sending.remaining();
            if left > 0 && !self.closed {
                self.start_sending();
                continue;
            }
            if left > 0 {
                self.sending = AbiBuffer::default();
            }
            self.owner = None;
            return Poll::Ready(if self.closed { Err(ReaderDropped { left }) } else { Ok(()) });
        }
    }

    /// Begins to write a buffer; nothing may be under way. Whether it has ended at once, and how.
    #[inline]
    pub(super) fn start(&mut self, buffer: AbiBuffer<T>) -> Option<StreamResult> {
        self.sending = buffer;
        self.start_sending()
    }

    #[inline]
    fn start_sending(&mut self) -> Option<StreamResult> {
        let result = self.link.start(&mut self.sending)?;
        Some(self.sent(result))
    }

    /// Writes plain items where they lie, if there are any and nothing is in the way. Whether the reader has taken all of
    /// them at once; an error says that the write has been started, and its result unless it has to wait.
    ///
    /// # Safety
    ///
    /// After an error the items must be given to [`go_on`](Self::go_on), and stay where they are.
    #[inline(always)]
    pub(super) unsafe fn write_plain(&mut self, items: &[T]) -> Result<bool, Option<CopyResult>> {
        let fits = T::PLAIN && (1..=MAX_COPY).contains(&items.len());
        match &self.link {
            Link::Away(end) if fits && !end.is_copying() && self.is_clear() => {
                // SAFETY: no write is under way, and the caller keeps the items where they are.
                unsafe { end.write_all(items.as_ptr().cast(), items.len()) }.map(|()| true)
            }
            _ => Ok(false),
        }
    }

    /// Whether there is nothing that must be written first, and the reader is not known to have gone.
    #[inline(always)]
    fn is_clear(&self) -> bool {
        !self.closed && self.sending.remaining() == 0 && self.queue.is_empty()
    }

    /// Goes on with a write that has been started, and whose result is this.
    #[cold]
    pub(super) fn go_on(&mut self, items: Items<T>, result: Option<CopyResult>) {
        self.sending = items.into();
        if let Some(result) = result {
            self.sending.advance(result.count);
            self.sent(result);
        }
    }

    /// Takes note of how a write has ended.
    #[inline]
    pub(super) fn sent(&mut self, result: CopyResult) -> StreamResult {
        self.closed |= result.status == CopyStatus::Dropped;
        match (result.count, result.status) {
            (0, CopyStatus::Dropped) => StreamResult::Dropped,
            (0, CopyStatus::Cancelled) => StreamResult::Cancelled,
            (count, _) => StreamResult::Complete(count),
        }
    }

    /// Waits for the write under way.
    pub(super) fn poll_sent(&mut self, context: &mut Context<'_>) -> Poll<StreamResult> {
        let result = ready!(self.link.poll(context, &mut self.sending));
        Poll::Ready(self.sent(result))
    }

    /// Cancels the write under way. `None` where that is not allowed: it goes on.
    pub(super) fn cancel(&mut self) -> Option<StreamResult> {
        let result = self.link.cancel(&mut self.sending)?;
        Some(self.sent(result))
    }

    /// The buffer of the last write.
    #[inline]
    pub(super) fn take_buffer(&mut self) -> AbiBuffer<T> {
        mem::take(&mut self.sending)
    }

    /// Keeps the owner of the items that are being written until that is over.
    pub(super) fn keep_owner(&mut self, owner: Owner) {
        self.owner = Some(owner);
    }

    /// Waits until the queue has room for another item.
    #[inline]
    pub(super) fn poll_room(&mut self, context: &mut Context<'_>) -> Poll<Result<(), ReaderDropped>> {
        if self.queue.len() < chunk_items::<T>() {
            return Poll::Ready(if self.closed { Err(ReaderDropped { left: 0 }) } else { Ok(()) });
        }
        ready!(self.poll_send(context))?;
        self.send_queue();
        Poll::Ready(Ok(()))
    }

    /// Begins to write the queue, if nothing is being written.
    #[cfg(feature = "std")]
    pub(super) fn send_queue_if_idle(&mut self) {
        if !self.is_writing() && !self.queue.is_empty() && !self.closed {
            self.send_queue();
        }
    }

    fn send_queue(&mut self) {
        self.queue = self.sending.refill(mem::take(&mut self.queue));
        self.start_sending();
    }

    /// Waits until everything has been written.
    pub(super) fn poll_flushed(&mut self, context: &mut Context<'_>) -> Poll<Result<(), ReaderDropped>> {
        loop {
            ready!(self.poll_send(context))?;
            if self.queue.is_empty() {
                return Poll::Ready(Ok(()));
            }
            self.send_queue();
        }
    }

    /// Writes everything and ends the stream; an error when something could not be written and nobody was told yet.
    pub(super) fn poll_closed(&mut self, context: &mut Context<'_>) -> Poll<Result<(), ReaderDropped>> {
        if self.link.is_ended() {
            return Poll::Ready(Ok(()));
        }
        let all_sent = !self.is_writing() && self.queue.is_empty();
        let flushed = ready!(self.poll_flushed(context));
        self.queue.clear();
        self.end_stream();
        Poll::Ready(if all_sent { Ok(()) } else { flushed })
    }

    /// Ends the stream.
    #[inline(never)]
    fn end_stream(&mut self) {
        self.closed = true;
        let sending = self.take_buffer();
        self.link.close(sending, self.owner.take());
    }

    #[inline]
    pub(super) fn is_writing(&self) -> bool {
        self.link.is_writing() || self.sending.remaining() > 0
    }

    pub(super) fn is_closed(&self) -> bool {
        self.closed
    }
}

impl<T: Lower + 'static> Drop for StreamWriter<T> {
    fn drop(&mut self) {
        self.end_stream();
    }
}

impl<T: Lower + 'static> Unpin for StreamWriter<T> {}

impl<T: Lower + 'static> fmt::Debug for StreamWriter<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("StreamWriter").field("handle", &self.link.handle()).finish_non_exhaustive()
    }
}
