//! The end of a stream that is written to.

use alloc::vec::Vec;
use core::fmt;
use core::task::{Context, Poll, ready};

use super::{AbiBuffer, StreamResult, StreamWrite, chunk_items};
use crate::abi::background::{self, Copying};
use crate::abi::canon::{CopyResult, CopyStatus};
use crate::abi::{End, Lower};

/// The end of a `stream<T>` that is written to.
///
/// It is a [`Sink`](futures_sink::Sink) of items, and for bytes an [`AsyncWrite`](futures_io::AsyncWrite). Dropping it
/// ends the stream; what is still in its buffer then is lost, so flush or close it first.
///
/// # Cancel safety
///
/// A write may be dropped while it waits: what it has not written stays with the writer, and goes out before whatever
/// is written next.
pub struct StreamWriter<T: Lower + 'static> {
    end: End,
    /// What is being written.
    sending: AbiBuffer<T>,
    /// What a sink has taken and not begun to write.
    pub(super) queue: Vec<T>,
    /// Whether the reader is gone.
    closed: bool,
}

/// The reader of a stream is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ReaderDropped;

impl<T: Lower + 'static> StreamWriter<T> {
    pub(crate) fn new(end: End) -> Self {
        StreamWriter { end, sending: AbiBuffer::new(Vec::new()), queue: Vec::new(), closed: false }
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

    /// Writes all `items`. What is left when the reader goes away is given back: nothing, normally.
    pub async fn write_all(&mut self, items: Vec<T>) -> Vec<T> {
        let mut buffer = AbiBuffer::new(items);
        while buffer.remaining() > 0 {
            match self.write_buf(buffer).await {
                (StreamResult::Complete(_), rest) => buffer = rest,
                (StreamResult::Dropped | StreamResult::Cancelled, rest) => return rest.into_vec(),
            }
        }
        Vec::new()
    }

    /// Writes one item, which is given back when the reader is gone.
    pub async fn write_one(&mut self, item: T) -> Option<T> {
        self.write_all(alloc::vec![item]).await.pop()
    }

    /// Waits for what is being written, all of it.
    pub(super) fn poll_send(&mut self, context: &mut Context<'_>) -> Poll<Result<(), ReaderDropped>> {
        loop {
            if self.end.is_copying() {
                let result = ready!(self.end.poll(context));
                self.sent(result.count, result.status);
            }
            if self.sending.remaining() == 0 {
                return Poll::Ready(if self.closed { Err(ReaderDropped) } else { Ok(()) });
            }
            if self.closed {
                self.sending = AbiBuffer::new(Vec::new());
                return Poll::Ready(Err(ReaderDropped));
            }
            self.start_sending();
        }
    }

    /// Begins to write a buffer; nothing may be under way. Whether it has ended at once, and how.
    pub(super) fn start(&mut self, buffer: AbiBuffer<T>) -> Option<StreamResult> {
        self.sending = buffer;
        self.start_sending()
    }

    fn start_sending(&mut self) -> Option<StreamResult> {
        let (pointer, count) = (self.sending.as_ptr(), self.sending.remaining());
        // SAFETY: no write is under way, and `sending` keeps the items where they are until it has ended.
        let result = unsafe { self.end.start(pointer.cast_mut(), count) }?;
        Some(self.sent(result.count, result.status))
    }

    fn sent(&mut self, count: usize, status: CopyStatus) -> StreamResult {
        self.sending.advance(count);
        self.closed |= status == CopyStatus::Dropped;
        match (count, status) {
            (0, CopyStatus::Dropped) => StreamResult::Dropped,
            (0, CopyStatus::Cancelled) => StreamResult::Cancelled,
            _ => StreamResult::Complete(count),
        }
    }

    /// Waits for the write under way.
    pub(super) fn poll_sent(&mut self, context: &mut Context<'_>) -> Poll<StreamResult> {
        let result = ready!(self.end.poll(context));
        Poll::Ready(self.sent(result.count, result.status))
    }

    /// Cancels the write under way.
    pub(super) fn cancel(&mut self) -> StreamResult {
        let result = self.end.cancel();
        self.sent(result.count, result.status)
    }

    /// The buffer of the last write.
    pub(super) fn take_buffer(&mut self) -> AbiBuffer<T> {
        core::mem::replace(&mut self.sending, AbiBuffer::new(Vec::new()))
    }

    /// Waits until the queue has room for another item.
    pub(super) fn poll_room(&mut self, context: &mut Context<'_>) -> Poll<Result<(), ReaderDropped>> {
        if self.queue.len() < chunk_items::<T>() {
            return Poll::Ready(if self.closed { Err(ReaderDropped) } else { Ok(()) });
        }
        ready!(self.poll_send(context))?;
        self.send_queue();
        Poll::Ready(Ok(()))
    }

    /// Begins to write the queue, if nothing is being written.
    #[cfg(feature = "std")]
    pub(super) fn send_queue_if_idle(&mut self) {
        if !self.end.is_copying() && self.sending.remaining() == 0 && !self.queue.is_empty() && !self.closed {
            self.send_queue();
        }
    }

    fn send_queue(&mut self) {
        let memory = self.sending.recycle();
        let queue = core::mem::replace(&mut self.queue, memory);
        self.start(AbiBuffer::new(queue));
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
        if !self.end.handle.is_held() {
            return Poll::Ready(Ok(()));
        }
        let all_sent = !self.is_writing() && self.queue.is_empty();
        let flushed = ready!(self.poll_flushed(context));
        self.queue.clear();
        self.end_stream();
        Poll::Ready(if all_sent { Ok(()) } else { flushed })
    }

    /// Ends the stream.
    fn end_stream(&mut self) {
        self.closed = true;
        drop(End::new(self.end.handle.take(), self.end.builtins, crate::abi::Side::Writable));
    }

    pub(super) fn is_writing(&self) -> bool {
        self.end.is_copying() || self.sending.remaining() > 0
    }

    pub(super) fn is_closed(&self) -> bool {
        self.closed
    }
}

impl<T: Lower + 'static> Drop for StreamWriter<T> {
    fn drop(&mut self) {
        if self.end.is_copying() {
            background::abandon(Unsent { end: self.end.take(), sending: self.take_buffer() });
        }
    }
}

/// A write that nobody waits for, of a writer that is gone.
struct Unsent<T: Lower + 'static> {
    end: End,
    sending: AbiBuffer<T>,
}

impl<T: Lower + 'static> Copying for Unsent<T> {
    fn end(&self) -> &End {
        &self.end
    }

    fn ended(&mut self, result: CopyResult) {
        // What the reader has taken is its own.
        self.sending.advance(result.count);
    }
}

impl<T: Lower + 'static> Unpin for StreamWriter<T> {}

impl<T: Lower + 'static> fmt::Debug for StreamWriter<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("StreamWriter").field("handle", &self.end.handle.get()).finish_non_exhaustive()
    }
}
