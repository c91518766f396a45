//! How a writer reaches the reader of its stream.

use core::mem;
use core::task::{Context, Poll, ready};

use super::AbiBuffer;
use super::channel::Written;
use super::sides::InletRef;
use super::stable::Owner;
use crate::abi::background::{self, Copying};
use crate::abi::canon::CopyResult;
use crate::abi::{End, Lower};

/// The way to the reader. What is being written is the writer's `sending`, which the operations are passed.
pub(super) enum Link<T: Lower + 'static> {
    /// The reader is in this component.
    Here { channel: InletRef<T>, writing: bool },
    /// The reader is elsewhere.
    Away(End),
    /// The stream has ended.
    Ended,
}

impl<T: Lower + 'static> Link<T> {
    /// Whether a write is under way.
    #[inline]
    pub(super) fn is_writing(&self) -> bool {
        match self {
            Link::Here { writing, .. } => *writing,
            Link::Away(end) => end.is_copying(),
            Link::Ended => false,
        }
    }

    /// Whether the reader is elsewhere.
    pub(super) fn is_away(&self) -> bool {
        matches!(self, Link::Away(_))
    }

    pub(super) fn is_ended(&self) -> bool {
        matches!(self, Link::Ended)
    }

    pub(super) fn handle(&self) -> u32 {
        match self {
            Link::Away(end) => end.handle.get(),
            Link::Here { .. } | Link::Ended => 0,
        }
    }

    /// Starts to write what remains, when no write is under way. `None` when it has to wait.
    #[inline]
    pub(super) fn start(&mut self, sending: &mut AbiBuffer<T>) -> Option<CopyResult> {
        if let Link::Here { channel, writing } = self {
            match channel.start_write(sending) {
                Written::Ended(result) => return Some(result),
                Written::Waits => {
                    *writing = true;
                    return None;
                }
                Written::Moved(end) => *self = Link::Away(end),
            }
        }
        let Link::Away(end) = self else { unreachable!("nothing is written to a stream that has ended") };
        let (pointer, count) = (sending.as_ptr(), sending.remaining());
        // SAFETY: no write is under way, and `sending` keeps the items where they are until it has ended.
        let result = unsafe { end.start_write(pointer, count) }?;
        sending.advance(result.count);
        Some(result)
    }

    /// Waits for the write under way.
    pub(super) fn poll(&mut self, context: &mut Context<'_>, sending: &mut AbiBuffer<T>) -> Poll<CopyResult> {
        if let Link::Here { channel, .. } = self {
            let written = channel.poll_write(context, sending);
            if let Some(result) = self.written(written, sending) {
                return result;
            }
        }
        let Link::Away(end) = self else { unreachable!("a write is under way") };
        let result = ready!(end.poll(context));
        sending.advance(result.count);
        Poll::Ready(result)
    }

    /// Waits, while no write is under way, until the reader has gone, or has left this component: then it is false.
    pub(super) fn poll_reader_gone(&mut self, context: &mut Context<'_>) -> Poll<bool> {
        match self {
            Link::Here { channel, .. } => {
                let left = ready!(channel.poll_reader_gone(context));
                let gone = left.is_none();
                if let Some(end) = left {
                    *self = Link::Away(end);
                }
                Poll::Ready(gone)
            }
            Link::Away(end) => end.poll_other_gone(context).map(|()| true),
            Link::Ended => Poll::Ready(true),
        }
    }

    /// Ends the write under way. `None` where that is not allowed: it goes on.
    pub(super) fn cancel(&mut self, sending: &mut AbiBuffer<T>) -> Option<CopyResult> {
        if let Link::Here { channel, .. } = self {
            let written = channel.cancel_write(sending);
            if let Some(Poll::Ready(result)) = self.written(written, sending) {
                return Some(result);
            }
        }
        let Link::Away(end) = self else { unreachable!("a write is under way") };
        let result = end.try_cancel()?;
        sending.advance(result.count);
        Some(result)
    }

    /// Takes note of what has become of a write in this component. `None` when it goes on elsewhere.
    fn written(&mut self, written: Written, sending: &mut AbiBuffer<T>) -> Option<Poll<CopyResult>> {
        let Link::Here { writing, .. } = self else { return None };
        match written {
            Written::Waits => Some(Poll::Pending),
            Written::Ended(result) => {
                *writing = false;
                Some(Poll::Ready(result))
            }
            Written::Moved(end) => {
                let started = end.is_copying();
                *self = Link::Away(end);
                if started { None } else { self.start(sending).map(Poll::Ready) }
            }
        }
    }

    /// Ends the stream. A write under way is over: what the reader has not taken is dropped.
    pub(super) fn close(&mut self, sending: AbiBuffer<T>, owner: Option<Owner>) {
        let (end, sending) = match mem::replace(self, Link::Ended) {
            Link::Here { channel, writing } => match channel.drop_writer() {
                Some((end, offer)) => (end, if writing { offer } else { sending }),
                None => return,
            },
            Link::Away(end) => (end, sending),
            Link::Ended => return,
        };
        if end.is_copying() {
            background::abandon(Unsent { end, sending, _owner: owner });
        }
    }
}

/// A write that nobody waits for, of a writer that is gone.
struct Unsent<T: Lower + 'static> {
    end: End,
    sending: AbiBuffer<T>,
    /// Whose the items are, if they are lent.
    _owner: Option<Owner>,
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
