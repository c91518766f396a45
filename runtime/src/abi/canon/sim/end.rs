//! One end of a stream or future, with the copy that is under way on it.
//!
//! Specification: `CopyEnd` and the classes made of it.

use alloc::format;
use alloc::rc::Rc;
use alloc::string::String;
use core::cell::{Cell, RefCell};
use core::fmt;
use core::task::Waker;

use super::buffer::Buffer;
use super::channel::Channel;
use super::waitable::{Happened, Waitable};
use super::{host, random};
use crate::abi::Side;
use crate::abi::canon::{CopyStatus, Event};

/// Stream or future.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Stream,
    Future,
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Kind::Stream => "stream",
            Kind::Future => "future",
        })
    }
}

/// What an end is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Idle,
    Copying,
    /// The copy has been cancelled, which the host has not answered yet.
    Cancelling,
    /// Nothing more can be read or written.
    Done,
}

pub(super) struct End {
    pub(super) channel: Rc<Channel>,
    pub(super) side: Side,
    pub(super) state: Cell<State>,
    /// The buffer of the copy under way.
    pub(super) buffer: RefCell<Option<Buffer>>,
    pub(super) waitable: Waitable,
    /// Who waits for the copy, when the end is the host's.
    pub(super) waker: RefCell<Option<Waker>>,
}

impl State {
    /// Whether a copy is under way, be it cancelled or not.
    pub(super) fn is_copying(self) -> bool {
        matches!(self, State::Copying | State::Cancelling)
    }
}

impl End {
    pub(super) fn new(channel: &Rc<Channel>, side: Side) -> Rc<Self> {
        let end = Rc::new(End {
            channel: channel.clone(),
            side,
            state: Cell::new(State::Idle),
            buffer: RefCell::new(None),
            waitable: Waitable::default(),
            waker: RefCell::new(None),
        });
        channel.ends[side as usize].replace(Rc::downgrade(&end));
        end
    }

    /// Starts a copy.
    pub(super) fn start(self: &Rc<Self>, buffer: Buffer) {
        self.state.set(State::Copying);
        self.buffer.replace(Some(buffer));
        self.channel.copy(self);
    }

    pub(super) fn happened(&self, what: Happened) {
        self.waitable.happened(what);
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }

    /// Has the component told that the other end has gone while this one was not waiting for it.
    pub(super) fn lost_its_other_end(&self) {
        if !self.state.get().is_copying() {
            self.waitable.lost_its_other_end();
        } else if self.channel.kind == Kind::Stream
            && self.waitable.pending() == Some(Happened::Ended(CopyStatus::Completed))
        {
            self.happened(Happened::Ended(CopyStatus::Dropped));
        }
    }

    pub(super) fn remaining(&self) -> usize {
        self.buffer.borrow().as_ref().map_or(0, Buffer::remaining)
    }

    pub(super) fn is_zero_length(&self) -> bool {
        self.buffer.borrow().as_ref().is_some_and(Buffer::is_zero_length)
    }

    /// Delivers what has happened to the copy under way, which has ended with that: how, and its buffer.
    pub(super) fn deliver(&self) -> (CopyStatus, Buffer) {
        let status = match self.waitable.take_pending() {
            Some(Happened::Copied) => {
                self.channel.unpark();
                CopyStatus::Completed
            }
            Some(Happened::Ended(status)) => status,
            Some(Happened::Progressed) | None => unreachable!("nothing has happened to the copy"),
        };
        let done = match self.channel.kind {
            Kind::Stream => status == CopyStatus::Dropped,
            Kind::Future => status != CopyStatus::Cancelled,
        };
        self.state.set(if done { State::Done } else { State::Idle });
        match self.buffer.take() {
            Some(buffer) => (status, buffer),
            None => unreachable!("a copy was under way"),
        }
    }

    /// The code of a copy that has ended.
    fn code(&self, status: CopyStatus, buffer: &Buffer) -> u32 {
        match self.channel.kind {
            Kind::Stream => status as u32 | (buffer.progress as u32) << 4,
            Kind::Future => status as u32,
        }
    }

    /// The code of what has happened, if anything has.
    pub(super) fn deliver_code(&self) -> Option<u32> {
        self.waitable.pending()?;
        let (status, buffer) = self.deliver();
        Some(self.code(status, &buffer))
    }

    pub(super) fn deliver_event(&self) -> Event {
        let code = match self.deliver_code() {
            Some(code) => code,
            // Nothing was under way, and nothing changes.
            None => {
                let bereft = self.waitable.take_bereft();
                debug_assert!(bereft, "something has happened");
                CopyStatus::Dropped as u32
            }
        };
        Event {
            kind: Event::STREAM_READ
                + u32::from(self.side == Side::Writable)
                + if self.channel.kind == Kind::Future { 2 } else { 0 },
            waitable: self.waitable.handle.get(),
            code,
        }
    }

    /// Asks for the end of the copy under way, which has to wait when the other end is the host's and it takes its
    /// time: whether the copy has ended.
    pub(super) fn request_cancel(self: &Rc<Self>) -> bool {
        if self.waitable.pending().is_some() || !self.channel.takes_time_to_cancel(self.side) {
            return true;
        }
        self.state.set(State::Cancelling);
        if !self.channel.finishes_anyway.get() {
            let end = self.clone();
            host::spawn(async move { end.confirm_cancel() });
        }
        false
    }

    /// Ends a copy that the component has cancelled, unless it has ended.
    pub(super) fn confirm_cancel(&self) {
        if self.state.get() == State::Cancelling && self.waitable.pending().is_none() {
            self.channel.cancel();
        }
    }

    /// Ends the copy under way: how it has ended, and its buffer.
    ///
    /// When it had copied something that was not delivered, it is over already. The specification's text calls that
    /// complete; its tests and wasmtime call a stream's copy cancelled. Both occur with a [seed](super::seed), and
    /// the latter without.
    pub(super) fn cancel(&self) -> (CopyStatus, Buffer) {
        if self.waitable.pending().is_none() {
            self.channel.cancel();
            return self.deliver();
        }
        match self.deliver() {
            (CopyStatus::Completed, buffer) if self.channel.kind == Kind::Stream && random::pick(2) == 0 => {
                (CopyStatus::Cancelled, buffer)
            }
            ended => ended,
        }
    }

    /// [`cancel`](Self::cancel) as the built-in returns it.
    pub(super) fn cancel_code(&self) -> u32 {
        let (status, buffer) = self.cancel();
        self.code(status, &buffer)
    }

    /// What it is and what it is doing, for people.
    pub(super) fn describe(&self) -> String {
        let (name, other_name) = match self.side {
            Side::Readable => ("readable", "writable"),
            Side::Writable => ("writable", "readable"),
        };
        let doing = match (self.state.get(), self.side) {
            (State::Idle, _) => "idle",
            (State::Copying, Side::Readable) => "reading",
            (State::Copying, Side::Writable) => "writing",
            (State::Cancelling, Side::Readable) => "cancelling a read",
            (State::Cancelling, Side::Writable) => "cancelling a write",
            (State::Done, _) => "done",
        };
        let other = match self.channel.other(self.side).map(|other| (other.waitable.handle.get(), other.state.get())) {
            None => String::from("is gone"),
            Some((0, state)) => format!("is the host's and {state:?}").to_lowercase(),
            Some((handle, state)) => format!("is handle {handle} and {state:?}").to_lowercase(),
        };
        format!("{name} end of a {}, {doing}; its {other_name} end {other}", self.channel.kind)
    }
}
