//! Ends of streams and futures that the host has.

use alloc::rc::Rc;
use alloc::vec::Vec;
use core::alloc::Layout;
use core::cell::Cell;
use core::fmt;
use core::marker::PhantomData;
use core::task::Poll;

use super::buffer::Buffer;
use super::channel::Channel;
use super::copy;
use super::end::{End, Kind, State};
use super::instance::here;
use super::trap::settled;
use super::value::Value;
use crate::abi::Side;
use crate::abi::canon::CopyStatus;

/// How a read or write of the host ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Something was copied, or the other end is ready for more.
    Completed,
    /// The other end is gone.
    Dropped,
    /// The host cancelled it.
    Cancelled,
}

/// The end of a read or write of the host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied<T> {
    /// How many items were copied.
    pub count: usize,
    /// What was read; of a write, what was not taken.
    pub items: Vec<T>,
    /// How it ended.
    pub status: Status,
}

/// What every end of the host can do about cancellations by the component.
macro_rules! answers_cancellations {
    ($End:ident) => {
        impl<T: Value> $End<T> {
            /// What the host does when the component cancels what it does at the other end: wait until the host
            /// copies something or goes nevertheless, or [confirms](Self::confirm_cancel). Without this, it is over
            /// as soon as the host gets on, or at once when a [seed](super::seed) says so.
            pub fn finish_anyway(&self) {
                self.0.finish_anyway();
            }

            /// Whether the component waits for the end of what it has cancelled.
            #[must_use]
            pub fn is_cancelled(&self) -> bool {
                self.0.is_cancelled()
            }

            /// Ends what the component has cancelled at the other end.
            ///
            /// # Panics
            ///
            /// When it has cancelled nothing.
            pub fn confirm_cancel(&self) {
                self.0.confirm_cancel();
            }
        }
    };
}
pub(super) use answers_cancellations;

/// An end and the type of its items.
pub(super) struct HostEnd<T> {
    end: Rc<End>,
    /// Whether the component has the end now.
    given: Cell<bool>,
    items: PhantomData<fn(T) -> T>,
}

impl<T: Value> HostEnd<T> {
    pub(super) fn pair(kind: Kind) -> (HostEnd<T>, HostEnd<T>) {
        let channel = Channel::new(kind, Layout::new::<T::Area>());
        (HostEnd::of(&channel, Side::Writable), HostEnd::of(&channel, Side::Readable))
    }

    fn of(channel: &Rc<Channel>, side: Side) -> Self {
        HostEnd { end: End::new(channel, side), given: Cell::new(false), items: PhantomData }
    }

    /// Takes a readable end out of the component.
    pub(super) fn lift(kind: Kind, handle: u32) -> Self {
        let channel = settled(copy::lift(&here(), kind, Layout::new::<T::Area>(), handle));
        HostEnd::of(&channel, Side::Readable)
    }

    /// Gives a readable end to the component.
    pub(super) fn lower(self) -> u32 {
        assert_ne!(self.end.state.get(), State::Copying, "the host gives away an end that it is reading from");
        self.given.set(true);
        settled(copy::lower(&here(), &self.end.channel))
    }

    fn begin(&self, buffer: Buffer) {
        assert_eq!(self.end.state.get(), State::Idle, "the host cannot copy: {}", self.end.describe());
        self.end.start(buffer);
    }

    pub(super) fn read(&self, count: usize) {
        self.begin(Buffer::sink::<T>(count));
    }

    pub(super) fn write(&self, items: Vec<T>) {
        self.begin(Buffer::source(items));
    }

    pub(super) fn is_copying(&self) -> bool {
        self.end.state.get() == State::Copying
    }

    fn copied((status, buffer): (CopyStatus, Buffer)) -> Copied<T> {
        let status = match status {
            CopyStatus::Completed => Status::Completed,
            CopyStatus::Dropped => Status::Dropped,
            CopyStatus::Cancelled => Status::Cancelled,
        };
        Copied { count: buffer.progress, items: buffer.into_items(), status }
    }

    /// The end of the copy under way, if something has happened to it.
    pub(super) fn poll(&self) -> Option<Copied<T>> {
        self.end.waitable.pending()?;
        Some(Self::copied(self.end.deliver()))
    }

    pub(super) async fn ended(&self) -> Copied<T> {
        core::future::poll_fn(|context| match self.poll() {
            Some(copied) => Poll::Ready(copied),
            None => {
                self.end.waker.replace(Some(context.waker().clone()));
                Poll::Pending
            }
        })
        .await
    }

    pub(super) fn cancel(&self) -> Copied<T> {
        assert!(self.is_copying(), "the host cancels nothing: {}", self.end.describe());
        Self::copied(self.end.cancel())
    }

    pub(super) fn finish_anyway(&self) {
        self.end.channel.finishes_anyway.set(true);
    }

    /// Whether the component waits for the end of a copy that it has cancelled.
    pub(super) fn is_cancelled(&self) -> bool {
        let other = self.end.channel.other(self.end.side);
        other.is_some_and(|other| other.state.get() == State::Cancelling)
    }

    pub(super) fn confirm_cancel(&self) {
        assert!(self.is_cancelled(), "the component has cancelled nothing: {}", self.end.describe());
        if let Some(other) = self.end.channel.other(self.end.side) {
            other.confirm_cancel();
        }
    }

    pub(super) fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.end.describe())
    }

    /// Whether nothing was ever written to a future.
    pub(super) fn is_unwritten(&self) -> bool {
        self.end.state.get() == State::Idle
    }

    /// Lets go of an end that was not written to, without telling anybody.
    pub(super) fn abandon(&self) {
        self.given.set(true);
    }
}

impl<T> Drop for HostEnd<T> {
    /// Drops the end. A copy under way is cancelled.
    fn drop(&mut self) {
        if self.given.get() {
            return;
        }
        if self.end.state.get() == State::Copying {
            drop(self.end.cancel());
        }
        self.end.channel.drop_end(self.end.side);
    }
}
