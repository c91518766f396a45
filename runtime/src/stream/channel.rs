//! A stream whose both ends are in this component.
//!
//! The host does not know of it: items move from the writer's buffer to the reader without leaving the component, so
//! they may be of any type and cost no call. When the readable end leaves, the host makes a stream, and the writable
//! end goes on there.
//!
//! A write and a read behave as the component model says: either waits for the other, a write that a read waits for is
//! over at once, and one of no items tells whether the other side is ready.

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::mem;
use core::task::{Context, Poll, Waker};

use super::items::Items;
use super::sides::{Inlet, InletRef, Outlet, OutletCell};
use super::{AbiBuffer, StreamResult};
use crate::abi::canon::{CopyResult, CopyStatus};
use crate::abi::{Abi, Builtins, End, Lower};
use crate::channel::{Shared, remember, wake};

/// What the ends share; each has an `Arc` of it.
pub(super) struct Channel<T: Abi>(Shared<State<T>>);

struct State<T: Abi> {
    write: Write<T>,
    writer: Option<Waker>,
    /// How many items the read that waits has room for, if one does. It goes on waiting when nobody polls it.
    demand: Option<usize>,
    reader: Option<Waker>,
    /// What was written to the read that waited.
    landed: Items<T>,
    writer_gone: bool,
    reader_gone: bool,
    /// The writable end, once the readable one has left.
    moved: Option<End>,
}

/// The write under way.
enum Write<T: Abi> {
    None,
    Offered(AbiBuffer<T>),
    /// So many items of it have been taken.
    Taken(AbiBuffer<T>, usize),
}

/// What has become of a write.
pub(super) enum Written {
    /// It is over.
    Ended(CopyResult),
    Waits,
    /// The readable end has left: here is the writable one. If it is copying, the write goes on there.
    Moved(End),
}

impl<T: Abi> Write<T> {
    fn offer(&mut self) -> Option<&mut AbiBuffer<T>> {
        match self {
            Write::Offered(offer) | Write::Taken(offer, _) => Some(offer),
            Write::None => None,
        }
    }

    /// Records that a reader has taken items, or waits for some.
    fn took(&mut self, count: usize) {
        *self = match mem::replace(self, Write::None) {
            Write::None => Write::None,
            Write::Offered(offer) => Write::Taken(offer, count),
            Write::Taken(offer, before) => Write::Taken(offer, before + count),
        };
    }
}

/// A channel, by both of its parts.
pub(super) fn pair<T: Lower + 'static>() -> (InletRef<T>, OutletCell<T>) {
    let channel = Arc::new(Channel(Shared::new(State {
        write: Write::None,
        writer: None,
        demand: None,
        reader: None,
        landed: Items::default(),
        writer_gone: false,
        reader_gone: false,
        moved: None,
    })));
    (InletRef::new(channel.clone()), OutletCell::new(channel))
}

impl<T: Abi> Inlet<T> for Channel<T> {
    fn start_write(&self, items: &mut AbiBuffer<T>) -> Written {
        let (written, reader) = self.0.with(|state| {
            if let Some(end) = state.moved.take() {
                return (Written::Moved(end), None);
            }
            if state.reader_gone {
                return (Written::Ended(CopyResult { count: 0, status: CopyStatus::Dropped }), None);
            }
            let count = match state.demand {
                // A write of nothing asks whether somebody reads.
                Some(_) if items.remaining() == 0 => 0,
                Some(demand @ 1..) => {
                    let count = items.remaining().min(demand);
                    state.demand = (demand > count).then(|| demand - count);
                    state.land(items.items(), count);
                    count
                }
                // Nobody reads, or a read of nothing asks whether something is there.
                Some(0) | None => {
                    state.demand = None;
                    state.write = Write::Offered(mem::take(items));
                    return (Written::Waits, state.reader.take());
                }
            };
            let reader = if count > 0 { state.reader.take() } else { None };
            (Written::Ended(CopyResult { count, status: CopyStatus::Completed }), reader)
        });
        wake(reader);
        written
    }

    fn poll_write(&self, context: &Context<'_>, items: &mut AbiBuffer<T>) -> Written {
        self.0.with(|state| {
            let written = state.end_write(items, CopyStatus::Completed);
            if let Written::Waits = written {
                remember(&mut state.writer, context);
            }
            written
        })
    }

    fn cancel_write(&self, items: &mut AbiBuffer<T>) -> Written {
        self.0.with(|state| match state.end_write(items, CopyStatus::Cancelled) {
            Written::Waits => {
                if let Some(offer) = state.write.offer() {
                    *items = mem::take(offer);
                }
                state.write = Write::None;
                Written::Ended(CopyResult { count: 0, status: CopyStatus::Cancelled })
            }
            written => written,
        })
    }

    fn poll_reader_gone(&self, context: &Context<'_>) -> Poll<Option<End>> {
        self.0.with(|state| {
            if let Some(end) = state.moved.take() {
                return Poll::Ready(Some(end));
            }
            if state.reader_gone {
                return Poll::Ready(None);
            }
            remember(&mut state.writer, context);
            Poll::Pending
        })
    }

    fn drop_writer(&self) -> Option<(End, AbiBuffer<T>)> {
        let (reader, unsent, moved) = self.0.with(|state| {
            state.writer_gone = true;
            let unsent = state.write.offer().map(mem::take);
            state.write = Write::None;
            (state.reader.take(), unsent, state.moved.take())
        });
        wake(reader);
        Some((moved?, unsent.unwrap_or_default()))
    }
}

impl<T: Lower> Outlet<T> for Channel<T> {
    fn poll_read(&self, context: &Context<'_>, buffer: &mut Vec<T>) -> Poll<StreamResult> {
        let room = buffer.capacity() - buffer.len();
        let (result, writer) = self.0.with(|state| {
            if let Some(result) = state.take(room, |items| items.fill(buffer)) {
                return result;
            }
            state.wait_for_items(context, room)
        });
        wake(writer);
        result.map(|count| count.map_or(StreamResult::Dropped, StreamResult::Complete))
    }

    fn poll_chunk(&self, context: &Context<'_>, queue: &mut Items<T>, chunk: usize) -> Poll<bool> {
        let (result, writer) = self.0.with(|state| {
            let drained = state.take(chunk, |items| {
                let mut memory = queue.recycle();
                if let Some(split) = items.split(usize::MAX) {
                    *queue = split;
                    if items.is_whole() {
                        *items = memory.into();
                    }
                } else {
                    items.move_into(&mut memory, chunk);
                    *queue = memory.into();
                }
                queue.len()
            });
            drained.unwrap_or_else(|| state.wait_for_items(context, chunk))
        });
        wake(writer);
        result.map(|count| count.is_some())
    }

    fn cancel_read(&self, buffer: &mut Vec<T>) -> StreamResult {
        self.0.with(|state| {
            state.demand = None;
            match state.landed.len() {
                0 if state.writer_gone => StreamResult::Dropped,
                0 => StreamResult::Cancelled,
                _ => StreamResult::Complete(state.landed.fill(buffer)),
            }
        })
    }

    fn drop_reader(&self) {
        let (writer, unread) = self.0.with(|state| {
            state.reader_gone = true;
            state.demand = None;
            (state.writer.take(), mem::take(&mut state.landed))
        });
        wake(writer);
        drop(unread);
    }

    fn leave(&self, builtins: &'static Builtins) -> Option<u32> {
        if self.0.with(|state| !state.landed.is_empty()) {
            return None;
        }
        let (writable, readable) = End::pair(builtins);
        let (writer, gone) = self.0.with(|state| {
            state.demand = None;
            if state.writer_gone {
                return (None, Some(writable));
            }
            if let Write::Offered(offer) = &mut state.write {
                let (pointer, count) = (offer.as_ptr(), offer.remaining());
                // SAFETY: the new end is idle, and the offer keeps the items where they are until the write has ended.
                let result = unsafe { writable.start_write(pointer, count) };
                debug_assert!(result.is_none(), "nobody reads the other end yet");
            }
            state.moved = Some(writable);
            (state.writer.take(), None)
        });
        wake(writer);
        drop(gone);
        Some(readable.handle.take())
    }
}

type Taken = (Poll<Option<usize>>, Option<Waker>);

impl<T: Abi> State<T> {
    /// Puts `count` items where the read that waits finds them.
    fn land(&mut self, items: &mut Items<T>, count: usize) {
        if self.landed.is_empty()
            && let Some(split) = items.split(count)
        {
            let memory = self.landed.recycle();
            self.landed = split;
            if items.is_whole() {
                *items = memory.into();
            }
        } else {
            let mut landed = self.landed.take_vec();
            items.move_into(&mut landed, count);
            self.landed = landed.into();
        }
    }

    /// Takes items with `take`, which says how many it took, if there are any. The second part is whom to wake.
    fn take(&mut self, room: usize, take: impl FnOnce(&mut Items<T>) -> usize) -> Option<Taken> {
        if !self.landed.is_empty() {
            self.demand = None;
            let count = if room == 0 { 0 } else { take(&mut self.landed) };
            return Some((Poll::Ready(Some(count)), None));
        }
        let offer = self.write.offer()?;
        if offer.remaining() == 0 {
            return None;
        }
        self.demand = None;
        if room == 0 {
            return Some((Poll::Ready(Some(0)), None));
        }
        let count = take(offer.items());
        self.write.took(count);
        Some((Poll::Ready(Some(count)), self.writer.take()))
    }

    /// There is nothing to read: waits for it, unless the writer is gone.
    fn wait_for_items(&mut self, context: &Context<'_>, room: usize) -> Taken {
        if self.writer_gone {
            return (Poll::Ready(None), None);
        }
        // A read that was dropped may have room for more.
        self.demand = Some(room.max(self.demand.unwrap_or(0)));
        remember(&mut self.reader, context);
        // A write of nothing wants to know that somebody reads. One that was taken whole knows already.
        let writer = if let Write::Offered(_) = self.write {
            self.write.took(0);
            self.writer.take()
        } else {
            None
        };
        (Poll::Pending, writer)
    }

    /// The end of the write under way, if it is over. Its buffer goes to `items` then, and when it has moved.
    fn end_write(&mut self, items: &mut AbiBuffer<T>, status: CopyStatus) -> Written {
        if let Some(end) = self.moved.take() {
            if let Write::Taken(_, _) = self.write {
                // It was over before: that is to be told first.
                self.moved = Some(end);
            } else {
                if let Some(offer) = self.write.offer() {
                    *items = mem::take(offer);
                }
                self.write = Write::None;
                return Written::Moved(end);
            }
        }
        match mem::replace(&mut self.write, Write::None) {
            Write::Taken(rest, count) => {
                *items = rest;
                let status = if self.reader_gone { CopyStatus::Dropped } else { status };
                Written::Ended(CopyResult { count, status })
            }
            Write::Offered(offer) if self.reader_gone => {
                *items = offer;
                Written::Ended(CopyResult { count: 0, status: CopyStatus::Dropped })
            }
            write => {
                self.write = write;
                Written::Waits
            }
        }
    }
}
