//! One write of a stream.

use core::future::Future;
use core::mem;
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
    stage: Stage<T>,
}

#[derive(Debug)]
enum Stage<T: Lower> {
    New(AbiBuffer<T>),
    /// What was written before has not gone out yet.
    Waiting(AbiBuffer<T>),
    /// The writer has the buffer.
    Writing,
    Done,
}

impl<'a, T: Lower + 'static> StreamWrite<'a, T> {
    pub(super) fn new(writer: &'a mut StreamWriter<T>, buffer: AbiBuffer<T>) -> Self {
        StreamWrite { writer, stage: Stage::New(buffer) }
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
        match mem::replace(&mut this.stage, Stage::Done) {
            Stage::New(buffer) | Stage::Waiting(buffer) => (StreamResult::Cancelled, buffer),
            Stage::Writing => match this.writer.cancel() {
                Some(result) => (result, this.writer.take_buffer()),
                None => (StreamResult::Cancelled, AbiBuffer::default()),
            },
            Stage::Done => panic!("a write is cancelled after it has ended"),
        }
    }
}

impl<T: Lower + 'static> Future for StreamWrite<'_, T> {
    type Output = (StreamResult, AbiBuffer<T>);

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        match mem::replace(&mut this.stage, Stage::Done) {
            Stage::New(buffer) | Stage::Waiting(buffer) => {
                if this.writer.is_writing() || !this.writer.queue.is_empty() {
                    // What a dropped write or the sink has left goes first.
                    match this.writer.poll_flushed(context) {
                        Poll::Pending => {
                            this.stage = Stage::Waiting(buffer);
                            return Poll::Pending;
                        }
                        Poll::Ready(Err(ReaderDropped { .. })) => return Poll::Ready((StreamResult::Dropped, buffer)),
                        Poll::Ready(Ok(())) => {}
                    }
                }
                if this.writer.is_closed() {
                    return Poll::Ready((StreamResult::Dropped, buffer));
                }
                match this.writer.start(buffer) {
                    Some(result) => Poll::Ready((result, this.writer.take_buffer())),
                    None => {
                        this.stage = Stage::Writing;
                        self.poll(context)
                    }
                }
            }
            Stage::Writing => {
                this.stage = Stage::Writing;
                let result = ready!(this.writer.poll_sent(context));
                this.stage = Stage::Done;
                Poll::Ready((result, this.writer.take_buffer()))
            }
            Stage::Done => panic!("a write is polled after it has ended"),
        }
    }
}

impl<T: Lower + 'static> Drop for StreamWrite<'_, T> {
    fn drop(&mut self) {
        if let Stage::Waiting(buffer) = mem::replace(&mut self.stage, Stage::Done) {
            self.writer.queue.extend(buffer.into_vec());
        }
    }
}

impl<T: Lower + 'static> Unpin for StreamWrite<'_, T> {}
