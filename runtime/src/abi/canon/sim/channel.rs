//! What the two ends of a stream or future share.
//!
//! Specification: `SharedStreamImpl` and `SharedFutureImpl`. The specification has, for now, a trap for reads and
//! writes of one and the same instance when the elements are not numbers. That is left out here: a test has but one
//! instance.

use alloc::rc::{Rc, Weak};
use core::alloc::Layout;
use core::cell::{Cell, RefCell};

use super::buffer;
use super::end::{End, Kind};
use super::random;
use super::waitable::Happened;
use crate::abi::Side;
use crate::abi::canon::CopyStatus;

pub(super) struct Channel {
    pub(super) kind: Kind,
    /// The layout of an element.
    pub(super) element: Layout,
    /// Whether one of the ends is gone.
    pub(super) dropped: Cell<bool>,
    /// Whether the host, when the component cancels a copy, waits for what its own end does next.
    pub(super) finishes_anyway: Cell<bool>,
    /// The end whose buffer waits for the other end.
    parked: RefCell<Weak<End>>,
    /// Both ends, for people to know about.
    pub(super) ends: [RefCell<Weak<End>>; 2],
}

impl Channel {
    pub(super) fn new(kind: Kind, element: Layout) -> Rc<Self> {
        Rc::new(Channel {
            kind,
            element,
            dropped: Cell::new(false),
            finishes_anyway: Cell::new(false),
            parked: RefCell::default(),
            ends: Default::default(),
        })
    }

    fn parked(&self) -> Option<Rc<End>> {
        self.parked.borrow().upgrade()
    }

    fn park(&self, end: &Rc<End>) {
        self.parked.replace(Rc::downgrade(end));
    }

    /// Takes back the buffer that waits.
    pub(super) fn unpark(&self) {
        self.parked.replace(Weak::new());
    }

    fn end_parked(&self, parked: &End, status: CopyStatus) {
        self.unpark();
        parked.happened(Happened::Ended(status));
    }

    /// Reads or writes, by the buffer that `end` has.
    pub(super) fn copy(&self, end: &Rc<End>) {
        if self.dropped.get() {
            return end.happened(Happened::Ended(CopyStatus::Dropped));
        }
        let Some(parked) = self.parked() else { return self.park(end) };
        debug_assert_ne!(parked.side, end.side);
        match self.kind {
            Kind::Stream => self.copy_stream(end, &parked),
            Kind::Future => {
                self.transfer(end, &parked);
                self.end_parked(&parked, CopyStatus::Completed);
                end.happened(Happened::Ended(CopyStatus::Completed));
            }
        }
    }

    fn copy_stream(&self, end: &Rc<End>, parked: &Rc<End>) {
        if parked.remaining() > 0 {
            if end.remaining() > 0 {
                self.transfer(end, parked);
                parked.happened(Happened::Copied);
            }
            end.happened(Happened::Ended(CopyStatus::Completed));
        } else if end.side == Side::Writable && end.is_zero_length() && parked.is_zero_length() {
            end.happened(Happened::Ended(CopyStatus::Completed));
        } else {
            self.end_parked(parked, CopyStatus::Completed);
            self.park(end);
        }
    }

    /// Whether the end that waits is the component's.
    pub(super) fn waits_for_the_component(&self) -> bool {
        self.parked().is_some_and(|parked| parked.buffer.borrow().as_ref().is_some_and(buffer::Buffer::is_guest))
    }

    /// Copies as much as both buffers allow.
    fn transfer(&self, end: &End, parked: &End) {
        let (writer, reader) = if end.side == Side::Writable { (end, parked) } else { (parked, end) };
        // Out of their ends: lifting and lowering an item may come back here.
        let (Some(mut from), Some(mut to)) = (writer.buffer.take(), reader.buffer.take()) else {
            unreachable!("both ends are copying")
        };
        let count = from.remaining().min(to.remaining());
        // SAFETY: whoever started the copies keeps the buffers until they have ended.
        unsafe { buffer::transfer(&mut from, &mut to, count, self.element.size()) }
        writer.buffer.replace(Some(from));
        reader.buffer.replace(Some(to));
    }

    /// The other end than the one on `side`, unless it is gone or on its way.
    pub(super) fn other(&self, side: Side) -> Option<Rc<End>> {
        self.ends[1 - side as usize].borrow().upgrade()
    }

    /// Whether cancelling a copy of the component's end on `side` takes time. Nothing says when a host answers, so a
    /// [seed](super::seed) chooses, unless the host has said that it [finishes anyway](Self::finishes_anyway).
    pub(super) fn takes_time_to_cancel(&self, side: Side) -> bool {
        let is_host = self.other(side).is_some_and(|other| other.waitable.handle.get() == 0);
        is_host && (self.finishes_anyway.get() || random::pick(2) == 0)
    }

    /// Ends the copy of the end that waits, as it asked for.
    pub(super) fn cancel(&self) {
        if let Some(parked) = self.parked() {
            self.end_parked(&parked, CopyStatus::Cancelled);
        }
    }

    /// The end on `side` goes.
    ///
    /// When nothing is under way on the other one, or only an event that has not been delivered, the specification has
    /// it find out when it is used next. Wasmtime tells the component at once, and so does this, unless a
    /// [seed](super::seed) says otherwise.
    pub(super) fn drop_end(&self, side: Side) {
        if self.dropped.replace(true) {
            return;
        }
        if let Some(parked) = self.parked() {
            self.end_parked(&parked, CopyStatus::Dropped);
        } else if let Some(other) = self.other(side)
            && other.waitable.handle.get() != 0
            && random::pick(2) == 0
        {
            other.lost_its_other_end();
        }
    }
}
