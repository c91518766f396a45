//! The end of a stream that is written to.

use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use crate::copy::{Copied, State};
use crate::left::leave;
use crate::{host, task};

/// It owns its handle. A write whose future is dropped goes on from the buffer that the writer has, before the next one.
pub struct Writer {
    end: u32,
    state: State,
    /// What is being written, from `taken` on.
    buffer: Vec<u8>,
    taken: usize,
}

impl Writer {
    pub fn new(end: u32) -> Self {
        Writer { end, state: State::Idle, buffer: Vec::new(), taken: 0 }
    }

    /// Writes all of a buffer: how much the reader has taken, and the buffer.
    pub fn write(&mut self, buffer: Vec<u8>) -> Write<'_> {
        Write { writer: self, buffer: Some(buffer) }
    }

    /// Takes note of what has been written.
    fn ended(&mut self, copied: Copied) {
        self.state = if copied.is_last() { State::Ended } else { State::Idle };
        self.taken += copied.count();
    }

    /// Writes the rest of what the writer has.
    #[cold]
    fn poll(&mut self, context: &Context<'_>) -> Poll<()> {
        loop {
            if self.state == State::Copying {
                let copied = ready!(Copied::poll(self.end, context));
                self.ended(copied);
            }
            let rest = &self.buffer[self.taken..];
            if rest.is_empty() || self.state == State::Ended {
                return Poll::Ready(());
            }
            // SAFETY: the writer keeps the buffer until the write has ended.
            match Copied::at_once(unsafe { host::write(self.end, rest.as_ptr(), rest.len()) }) {
                Some(copied) => self.ended(copied),
                None => {
                    self.state = State::Copying;
                    task::join(self.end);
                }
            }
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        let end = self.end;
        if self.state != State::Copying {
            return host::drop_writable(end);
        }
        let buffer = mem::take(&mut self.buffer);
        leave(end, move || {
            host::cancel_write(end);
            host::drop_writable(end);
            drop(buffer);
        });
    }
}

pub struct Write<'a> {
    writer: &'a mut Writer,
    /// Until the writer has it.
    buffer: Option<Vec<u8>>,
}

impl Future for Write<'_> {
    type Output = (usize, Vec<u8>);

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<(usize, Vec<u8>)> {
        let this = &mut *self;
        let writer = &mut *this.writer;
        if this.buffer.is_some() && writer.buffer.len() > writer.taken {
            // What a dropped write has left goes first.
            ready!(writer.poll(context));
        }
        if let Some(buffer) = this.buffer.take() {
            if writer.state == State::Ended {
                return Poll::Ready((0, buffer));
            }
            // SAFETY: the writer keeps the buffer until the write has ended.
            let code = unsafe { host::write(writer.end, buffer.as_ptr(), buffer.len()) };
            if let Some(copied) = Copied::at_once(code)
                && copied.count() == buffer.len()
            {
                return Poll::Ready((copied.count(), buffer));
            }
            writer.go_on(buffer, code);
        }
        ready!(writer.poll(context));
        Poll::Ready((mem::take(&mut writer.taken), mem::take(&mut writer.buffer)))
    }
}

impl Writer {
    /// Goes on with a write that was not over at once.
    #[cold]
    fn go_on(&mut self, buffer: Vec<u8>, code: u32) {
        (self.buffer, self.taken) = (buffer, 0);
        match Copied::at_once(code) {
            Some(copied) => self.ended(copied),
            None => {
                self.state = State::Copying;
                task::join(self.end);
            }
        }
    }
}
