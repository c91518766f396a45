//! One read of a stream.

use alloc::vec::Vec;
use core::future::Future;
use core::mem;
use core::pin::Pin;
use core::task::{Context, Poll, ready};

use super::{StreamReader, StreamResult};
use crate::abi::canon::{CopyResult, CopyStatus};
use crate::abi::{Abi, Lower};

/// A read that [`StreamReader::read`] started: its result, and the buffer with what has come.
///
/// # Cancel safety
///
/// Dropped while it waits, it leaves the read to the reader: the next read gets what arrives.
#[must_use = "a read does nothing until it is awaited"]
#[derive(Debug)]
pub struct StreamRead<'a, T: Abi + 'static> {
    reader: &'a mut StreamReader<T>,
    stage: Stage<T>,
}

#[derive(Debug)]
enum Stage<T> {
    New(Vec<T>),
    /// The writer is in this component, and knows that there is a read.
    Here(Vec<T>),
    /// The reader has the buffer.
    Reading,
    Done,
}

impl<'a, T: Lower + 'static> StreamRead<'a, T> {
    pub(super) fn new(reader: &'a mut StreamReader<T>, buffer: Vec<T>) -> Self {
        StreamRead { reader, stage: Stage::New(buffer) }
    }

    /// Ends the read now: what it has read until then, and the buffer.
    ///
    /// That blocks when a writer elsewhere takes its time to let go of the buffer. A synchronous export must not block:
    /// there such a read goes on as if it had been dropped, the result is `Cancelled` and the buffer an empty one. What
    /// arrives is what the next read gets.
    ///
    /// # Panics
    ///
    /// When the read has ended.
    pub fn cancel(self: Pin<&mut Self>) -> (StreamResult, Vec<T>) {
        let this = self.get_mut();
        match mem::replace(&mut this.stage, Stage::Done) {
            Stage::New(buffer) => (StreamResult::Cancelled, buffer),
            Stage::Here(mut buffer) => match this.reader.channel() {
                Some(channel) => (channel.cancel_read(&mut buffer), buffer),
                None => (StreamResult::Cancelled, buffer),
            },
            Stage::Reading => {
                let Some(result) = this.reader.cancel_read() else { return (StreamResult::Cancelled, Vec::new()) };
                (summary(result), this.reader.take_landed())
            }
            Stage::Done => panic!("a read is cancelled after it has ended"),
        }
    }
}

/// What a caller is told: items that came count, even if the writer went away with the last of them.
#[inline]
fn summary(result: CopyResult) -> StreamResult {
    match result {
        CopyResult { count: 0, status: CopyStatus::Dropped } => StreamResult::Dropped,
        CopyResult { count: 0, status: CopyStatus::Cancelled } => StreamResult::Cancelled,
        CopyResult { count, .. } => StreamResult::Complete(count),
    }
}

impl<T: Lower + 'static> Future for StreamRead<'_, T> {
    type Output = (StreamResult, Vec<T>);

    #[inline]
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.get_mut();
        if let Stage::New(buffer) = &mut this.stage
            && T::PLAIN
            && this.reader.is_idle()
        {
            // Nothing is in the way: straight into the buffer.
            if let Some(result) = this.reader.read_plain(buffer) {
                let buffer = mem::take(buffer);
                this.stage = Stage::Done;
                return Poll::Ready((summary(result), buffer));
            }
            this.stage = Stage::Reading;
        }
        this.poll_stage(context)
    }
}

impl<T: Lower + 'static> StreamRead<'_, T> {
    fn poll_stage(&mut self, context: &mut Context<'_>) -> Poll<(StreamResult, Vec<T>)> {
        let this = self;
        loop {
            match mem::replace(&mut this.stage, Stage::Done) {
                Stage::New(mut buffer) | Stage::Here(mut buffer) => {
                    if this.reader.has_ready() {
                        let count = this.reader.move_ready(&mut buffer);
                        return Poll::Ready((StreamResult::Complete(count), buffer));
                    }
                    if let Some(channel) = this.reader.channel_to_read() {
                        return match channel.poll_read(context, &mut buffer) {
                            Poll::Ready(result) => Poll::Ready((result, buffer)),
                            Poll::Pending => {
                                this.stage = Stage::Here(buffer);
                                Poll::Pending
                            }
                        };
                    }
                    if this.reader.is_reading() {
                        // A read whose future was dropped goes first.
                        this.stage = Stage::New(buffer);
                        ready!(this.reader.poll_landing(context));
                        this.reader.keep_landed();
                        continue;
                    }
                    if this.reader.has_ended() {
                        return Poll::Ready((StreamResult::Dropped, buffer));
                    }
                    match this.reader.start_read(buffer) {
                        Some(result) => return Poll::Ready((summary(result), this.reader.take_landed())),
                        None => this.stage = Stage::Reading,
                    }
                }
                Stage::Reading => {
                    this.stage = Stage::Reading;
                    let result = ready!(this.reader.poll_landing(context));
                    this.stage = Stage::Done;
                    return Poll::Ready((summary(result), this.reader.take_landed()));
                }
                Stage::Done => panic!("a read is polled after it has ended"),
            }
        }
    }
}

impl<T: Abi + 'static> Unpin for StreamRead<'_, T> {}
