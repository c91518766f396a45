//! One read of a stream.

use alloc::vec::Vec;
use core::future::Future;
use core::mem::{self, ManuallyDrop};
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
    progress: Progress<T>,
}

/// By itself, so that the future needs not its reader to be dropped.
#[derive(Debug)]
struct Progress<T> {
    /// Gone once the read is done; empty while the reader has it.
    buffer: ManuallyDrop<Vec<T>>,
    stage: Stage,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    New,
    /// The writer is in this component, and knows that there is a read.
    Here,
    /// The reader has the buffer.
    Reading,
    Done,
}

impl<'a, T: Lower + 'static> StreamRead<'a, T> {
    #[inline]
    pub(super) fn new(reader: &'a mut StreamReader<T>, buffer: Vec<T>) -> Self {
        StreamRead { reader, progress: Progress { buffer: ManuallyDrop::new(buffer), stage: Stage::New } }
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
        match this.progress.stage {
            Stage::New => (StreamResult::Cancelled, this.progress.take_buffer()),
            Stage::Here => {
                let mut buffer = this.progress.take_buffer();
                let result = this.reader.channel().map(|channel| channel.cancel_read(&mut buffer));
                (result.unwrap_or(StreamResult::Cancelled), buffer)
            }
            Stage::Reading => {
                this.progress.stage = Stage::Done;
                match this.reader.cancel_read() {
                    Some(result) => (summary(result), this.reader.take_landed()),
                    None => (StreamResult::Cancelled, Vec::new()),
                }
            }
            Stage::Done => panic!("a read is cancelled after it has ended"),
        }
    }
}

impl<T> Progress<T> {
    /// Ends the read: its buffer, which was there until now.
    #[inline(always)]
    fn take_buffer(&mut self) -> Vec<T> {
        self.stage = Stage::Done;
        // SAFETY: it was there until now.
        unsafe { ManuallyDrop::take(&mut self.buffer) }
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

    #[inline(always)]
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.get_mut();
        let is_free = T::PLAIN && this.progress.stage == Stage::New && this.reader.is_idle();
        let result = match if is_free { this.read_at_once() } else { None } {
            Some(result) => result,
            None => ready!(this.poll_stage(context)),
        };
        Poll::Ready((result, this.progress.take_buffer()))
    }
}

impl<T: Lower + 'static> StreamRead<'_, T> {
    /// Reads straight into the buffer: nothing is in the way. Unless that has ended at once, the reader has the buffer.
    #[inline(always)]
    fn read_at_once(&mut self) -> Option<StreamResult> {
        let result = self.reader.read_plain(&mut self.progress.buffer);
        if result.is_none() {
            self.progress.stage = Stage::Reading;
        }
        result.map(summary)
    }

    /// Waits for the end of the read, which has its buffer then.
    fn poll_stage(&mut self, context: &mut Context<'_>) -> Poll<StreamResult> {
        loop {
            match self.progress.stage {
                Stage::New | Stage::Here => {
                    if self.reader.has_ready() {
                        return Poll::Ready(StreamResult::Complete(self.reader.move_ready(&mut self.progress.buffer)));
                    }
                    if let Some(channel) = self.reader.channel_to_read() {
                        self.progress.stage = Stage::Here;
                        return channel.poll_read(context, &mut self.progress.buffer);
                    }
                    if self.reader.is_reading() {
                        // A read whose future was dropped goes first.
                        ready!(self.reader.poll_landing(context));
                        self.reader.keep_landed();
                        continue;
                    }
                    if self.reader.has_ended() {
                        return Poll::Ready(StreamResult::Dropped);
                    }
                    self.progress.stage = Stage::Reading;
                    if let Some(result) = self.reader.start_read(mem::take(&mut self.progress.buffer)) {
                        return Poll::Ready(self.landed(result));
                    }
                }
                Stage::Reading => {
                    let result = ready!(self.reader.poll_landing(context));
                    return Poll::Ready(self.landed(result));
                }
                Stage::Done => panic!("a read is polled after it has ended"),
            }
        }
    }

    /// Takes the buffer back from the reader.
    fn landed(&mut self, result: CopyResult) -> StreamResult {
        *self.progress.buffer = self.reader.take_landed();
        summary(result)
    }
}

impl<T> Drop for Progress<T> {
    #[inline]
    fn drop(&mut self) {
        if self.stage != Stage::Done {
            drop(self.take_buffer());
        }
    }
}

impl<T: Abi + 'static> Unpin for StreamRead<'_, T> {}
