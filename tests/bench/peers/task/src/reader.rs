//! The end of a stream that is read from.

use std::future::Future;
use std::mem::{self, ManuallyDrop};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use crate::copy::{Copied, State};
use crate::left::leave;
use crate::{host, task};

/// It owns its handle. A read whose future is dropped goes on into the buffer that the reader has, and is what the next
/// read gets.
pub struct Reader {
    end: u32,
    state: State,
    buffer: Vec<u8>,
}

impl Reader {
    pub fn new(end: u32) -> Self {
        Reader { end, state: State::Idle, buffer: Vec::new() }
    }

    /// Reads into the spare room of a buffer, which comes back; nothing more comes at the end.
    pub fn read(&mut self, buffer: Vec<u8>) -> Read<'_> {
        Read { reader: self, buffer: ManuallyDrop::new(buffer), stage: Stage::New }
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        let end = self.end;
        if self.state != State::Copying {
            return host::drop_readable(end);
        }
        let buffer = mem::take(&mut self.buffer);
        leave(end, move || {
            host::cancel_read(end);
            host::drop_readable(end);
            drop(buffer);
        });
    }
}

pub struct Read<'a> {
    reader: &'a mut Reader,
    /// Gone once the read has ended; empty while the reader has it.
    buffer: ManuallyDrop<Vec<u8>>,
    stage: Stage,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    New,
    Reading,
    Done,
}

impl Future for Read<'_> {
    type Output = Vec<u8>;

    #[inline(always)]
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Vec<u8>> {
        let this = &mut *self;
        if this.stage != Stage::New || this.reader.state != State::Idle || !this.read_at_once() {
            ready!(this.wait(context));
        }
        this.stage = Stage::Done;
        // SAFETY: there until now.
        Poll::Ready(unsafe { ManuallyDrop::take(&mut this.buffer) })
    }
}

impl Read<'_> {
    /// Reads with a reader that is idle; whether that has ended at once.
    #[inline(always)]
    fn read_at_once(&mut self) -> bool {
        let room = self.buffer.spare_capacity_mut();
        // SAFETY: the reader keeps the buffer until the read has ended.
        match Copied::at_once(unsafe { host::read(self.reader.end, room.as_mut_ptr().cast(), room.len()) }) {
            Some(copied) => self.ended(copied),
            None => {
                self.wait_for_it();
                return false;
            }
        }
        true
    }

    #[inline(always)]
    fn ended(&mut self, copied: Copied) {
        if copied.is_last() {
            self.reader.state = State::Ended;
        }
        let len = self.buffer.len() + copied.count();
        // SAFETY: the host has written so much.
        unsafe { self.buffer.set_len(len) }
    }

    #[cold]
    fn wait_for_it(&mut self) {
        self.stage = Stage::Reading;
        self.reader.state = State::Copying;
        self.reader.buffer = mem::take(&mut self.buffer);
        task::join(self.reader.end);
    }

    /// Waits for what is being read, if anything is.
    fn wait(&mut self, context: &Context<'_>) -> Poll<()> {
        if self.reader.state == State::Copying {
            let copied = ready!(Copied::poll(self.reader.end, context));
            self.reader.state = State::Idle;
            *self.buffer = mem::take(&mut self.reader.buffer);
            self.ended(copied);
        }
        Poll::Ready(())
    }
}

impl Drop for Read<'_> {
    #[inline(always)]
    fn drop(&mut self) {
        if self.stage != Stage::Done {
            // SAFETY: not used any more.
            unsafe { ManuallyDrop::drop(&mut self.buffer) }
        }
    }
}
