//! One write of a stream.

use core::future::Future;
use core::mem::{self, ManuallyDrop};
use core::pin::Pin;
use core::task::{Context, Poll, ready};

use super::writer::ReaderDropped;
use super::{AbiBuffer, StreamResult, StreamWriter};
use crate::abi::Lower;

/// A write that [`StreamWriter::write`] started: its result, and the buffer with what remains.
///
/// # Cancel safety
///
/// Dropped while it waits, it leaves its items to the writer, which writes them before anything else. Dropped before
/// it was polled, it drops them.
#[must_use = "a write does nothing until it is awaited"]
#[derive(Debug)]
pub struct StreamWrite<'a, T: Lower + 'static> {
    writer: &'a mut StreamWriter<T>,
    /// Gone once the write is done; empty while the writer has it.
    buffer: ManuallyDrop<AbiBuffer<T>>,
    stage: Stage,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    New,
    /// What was written before has not gone out yet.
    Waiting,
    /// The writer has the buffer.
    Writing,
    Done,
}

impl<'a, T: Lower + 'static> StreamWrite<'a, T> {
    #[inline]
    pub(super) fn new(writer: &'a mut StreamWriter<T>, buffer: AbiBuffer<T>) -> Self {
        StreamWrite { writer, buffer: ManuallyDrop::new(buffer), stage: Stage::New }
    }

    /// Ends the write now: what it has written until then, and the buffer with the rest.
    ///
    /// That blocks when a reader elsewhere takes its time to let go of the items. A synchronous export must not block:
    /// there such a write goes on as if it had been dropped, the result is `Cancelled` and the buffer an empty one. The
    /// writer has kept the items, and writes them before anything else.
    ///
    /// # Panics
    ///
    /// When the write has ended.
    pub fn cancel(self: Pin<&mut Self>) -> (StreamResult, AbiBuffer<T>) {
        let this = self.get_mut();
        let result = match this.stage {
            Stage::New | Stage::Waiting => StreamResult::Cancelled,
            Stage::Writing => match this.writer.cancel() {
                Some(result) => this.written(result),
                None => StreamResult::Cancelled,
            },
            Stage::Done => panic!("a write is cancelled after it has ended"),
        };
        (result, this.take_buffer())
    }
}

impl<T: Lower + 'static> Future for StreamWrite<'_, T> {
    type Output = (StreamResult, AbiBuffer<T>);

    #[inline(always)]
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.get_mut();
        let result = match if this.stage == Stage::New { this.write_at_once() } else { None } {
            Some(result) => result,
            None => ready!(this.poll_stage(context)),
        };
        Poll::Ready((result, this.take_buffer()))
    }
}

impl<T: Lower + 'static> StreamWrite<'_, T> {
    /// Writes, if the items are plain and nothing is in the way; the result, if the write has ended at once.
    #[inline(always)]
    fn write_at_once(&mut self) -> Option<StreamResult> {
        let items = self.buffer.as_slice();
        // SAFETY: unless the write has ended, the writer gets the buffer.
        let result = match unsafe { self.writer.write_plain(items) } {
            Ok(false) => return None,
            Ok(true) => Some(StreamResult::Complete(items.len())),
            Err(result) => result.map(|result| self.writer.sent(result)),
        };
        match result {
            Some(StreamResult::Complete(count)) => self.buffer.advance(count),
            Some(StreamResult::Dropped | StreamResult::Cancelled) => {}
            None => {
                self.writer.sending = mem::take(&mut self.buffer);
                self.stage = Stage::Writing;
            }
        }
        result
    }

    /// Waits for the end of the write, which has its buffer then.
    fn poll_stage(&mut self, context: &mut Context<'_>) -> Poll<StreamResult> {
        loop {
            match self.stage {
                Stage::New | Stage::Waiting => {
                    if self.writer.is_writing() || !self.writer.queue.is_empty() {
                        // What a dropped write or the sink has left goes first.
                        self.stage = Stage::Waiting;
                        if let Err(ReaderDropped { .. }) = ready!(self.writer.poll_flushed(context)) {
                            return Poll::Ready(StreamResult::Dropped);
                        }
                    }
                    if self.writer.is_closed() {
                        return Poll::Ready(StreamResult::Dropped);
                    }
                    self.stage = Stage::Writing;
                    if let Some(result) = self.writer.start(mem::take(&mut self.buffer)) {
                        return Poll::Ready(self.written(result));
                    }
                }
                Stage::Writing => {
                    let result = ready!(self.writer.poll_sent(context));
                    return Poll::Ready(self.written(result));
                }
                Stage::Done => panic!("a write is polled after it has ended"),
            }
        }
    }

    /// Takes the buffer back from the writer.
    fn written(&mut self, result: StreamResult) -> StreamResult {
        *self.buffer = self.writer.take_buffer();
        result
    }

    /// Ends the write: its buffer, which was there until now.
    #[inline(always)]
    fn take_buffer(&mut self) -> AbiBuffer<T> {
        self.stage = Stage::Done;
        // SAFETY: it was there until now.
        unsafe { ManuallyDrop::take(&mut self.buffer) }
    }

    /// Leaves to the writer what has been polled.
    #[cold]
    #[inline(never)]
    fn give_up(&mut self) {
        let is_wanted = self.stage == Stage::Waiting;
        let buffer = self.take_buffer();
        if is_wanted {
            self.writer.queue.extend(buffer.into_vec());
        }
    }
}

impl<T: Lower + 'static> Drop for StreamWrite<'_, T> {
    #[inline(always)]
    fn drop(&mut self) {
        if self.stage != Stage::Done {
            self.give_up();
        }
    }
}

impl<T: Lower + 'static> Unpin for StreamWrite<'_, T> {}
