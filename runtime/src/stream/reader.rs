//! The end of a stream that is read from.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;
use core::future::Future;
use core::mem;
use core::pin::Pin;
use core::task::{Context, Poll, ready};

use futures_core::Stream;

use super::inbox::{Inbox, InboxCell, Parting};
use super::items::Items;
use super::sides::{Outlet, OutletCell};
use super::{StreamRead, StreamResult, chunk_items};
use crate::abi::background::{self, Copying};
use crate::abi::canon::{CopyResult, CopyStatus};
use crate::abi::{Abi, Arena, End, Lift, Lower, Payload, Side, SlotReader, Slots, StreamPayload};

/// The end of a `stream<T>` that is read from.
///
/// It is a [`Stream`] of items, and for bytes an [`AsyncRead`](futures_io::AsyncRead) and
/// [`AsyncBufRead`](futures_io::AsyncBufRead). After the end it answers `None`, again and again. Dropping it tells the
/// writer that nobody reads.
///
/// # Cancel safety
///
/// Every read may be dropped while it waits. What arrives later is kept and is what the next read gets; it also goes
/// along when the reader is passed on to a host or another component.
pub struct StreamReader<T: Abi + 'static> {
    end: End,
    payload: &'static Payload<T>,
    inbox: InboxCell<T>,
    /// The way to the writer, when that is in this component. The end has no handle then.
    channel: OutletCell<T>,
}

impl<T: Abi + 'static> StreamReader<T> {
    pub(crate) fn new(end: End, payload: &'static Payload<T>) -> Self {
        StreamReader { end, payload, inbox: InboxCell::new(), channel: OutletCell::empty() }
    }

    /// A reader whose writer has the other part of the channel.
    pub(super) fn here(channel: OutletCell<T>, payload: &'static Payload<T>) -> Self {
        let end = End::new(0, &payload.builtins, Side::Readable);
        StreamReader { end, payload, inbox: InboxCell::new(), channel }
    }
}

impl<T: Lower + 'static> StreamReader<T> {
    /// Reads into the spare capacity of `buffer`, and gives the buffer back with what has come.
    ///
    /// Waits until there is at least one item or the stream has ended. A buffer without spare capacity waits until
    /// the writer is ready and reads nothing.
    pub fn read(&mut self, buffer: Vec<T>) -> StreamRead<'_, T> {
        StreamRead::new(self, buffer)
    }

    /// The next item; `None` at the end, again and again.
    pub async fn next(&mut self) -> Option<T> {
        core::future::poll_fn(|context| self.poll_item(context)).await
    }

    /// All items up to the end.
    pub async fn collect(mut self) -> Vec<T> {
        let mut items = Vec::new();
        while core::future::poll_fn(|context| self.poll_fill(context)).await {
            self.ready().move_into(&mut items, usize::MAX);
        }
        items
    }

    /// The reader as a [`Stream`], which it is.
    #[must_use]
    pub fn into_stream(self) -> Self {
        self
    }

    #[inline]
    pub(super) fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Option<T>> {
        if let Some(item) = self.inbox.present().and_then(|inbox| inbox.ready.pop()) {
            return Poll::Ready(Some(item));
        }
        if ready!(self.poll_chunk(context)) { Poll::Ready(self.inbox.get().ready.pop()) } else { Poll::Ready(None) }
    }

    /// Waits until items are ready; false at the end.
    #[inline]
    pub(crate) fn poll_fill(&mut self, context: &mut Context<'_>) -> Poll<bool> {
        if self.inbox.present().is_some_and(|inbox| !inbox.ready.is_empty()) {
            return Poll::Ready(true);
        }
        self.poll_chunk(context)
    }

    /// Waits until items are ready, when none are; false at the end.
    fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<bool> {
        loop {
            let inbox = self.inbox.get();
            if !inbox.ready.is_empty() {
                return Poll::Ready(true);
            }
            if let Some(channel) = self.channel.get() {
                return channel.poll_chunk(context, &mut inbox.ready, inbox.chunk);
            }
            if self.end.is_copying() {
                ready!(self.poll_landing(context));
                self.inbox.get().keep_landed();
                continue;
            }
            if inbox.ended {
                return Poll::Ready(false);
            }
            let mut memory = mem::take(&mut inbox.flight);
            if memory.capacity() < inbox.chunk {
                memory = Vec::with_capacity(inbox.chunk);
            }
            if let Some(result) = self.start_read(memory) {
                let inbox = self.inbox.get();
                if result.count >= inbox.chunk {
                    inbox.chunk = (inbox.chunk * 2).min(chunk_items::<T>());
                }
                inbox.keep_landed();
            }
        }
    }

    /// The items that are ready.
    pub(super) fn ready(&mut self) -> &mut Items<T> {
        &mut self.inbox.get().ready
    }

    /// Whether nothing is ready, nothing is under way, the writer is elsewhere, and the end has not been heard of.
    #[inline]
    pub(super) fn is_idle(&mut self) -> bool {
        !self.end.is_copying()
            && self.channel.get().is_none()
            && self.inbox.present().is_none_or(|inbox| inbox.ready.is_empty() && !inbox.ended)
    }

    /// Starts a read of plain items into the spare capacity of `buffer`, which the inbox gets if that has to wait. The
    /// reader must be [idle](Self::is_idle).
    #[inline(always)]
    pub(super) fn read_plain(&mut self, buffer: &mut Vec<T>) -> Option<CopyResult> {
        debug_assert!(T::PLAIN);
        let spare = buffer.spare_capacity_mut();
        // SAFETY: no read is under way, and the inbox keeps the buffer where it is until that has ended.
        let Some(result) = (unsafe { self.end.start_read(spare.as_mut_ptr().cast(), spare.len()) }) else {
            self.put_under_way(buffer);
            return None;
        };
        // SAFETY: the host has written so many items.
        unsafe { buffer.set_len(buffer.len() + result.count) }
        if result.status == CopyStatus::Dropped {
            self.set_ended();
        }
        Some(result)
    }

    /// Keeps the buffer of the read that has been started.
    #[cold]
    fn put_under_way(&mut self, buffer: &mut Vec<T>) {
        let inbox = self.inbox.get();
        inbox.offset = buffer.len();
        inbox.flight = mem::take(buffer);
    }

    #[cold]
    fn set_ended(&mut self) {
        self.inbox.get().ended = true;
    }

    /// Starts a read into the spare capacity of `buffer`. When it is complete at once, what has come has landed.
    pub(super) fn start_read(&mut self, buffer: Vec<T>) -> Option<CopyResult> {
        let inbox = self.inbox.get();
        inbox.offset = buffer.len();
        inbox.flight = buffer;
        let spare = inbox.flight.spare_capacity_mut();
        let (pointer, count): (*mut u8, usize) = if T::PLAIN {
            (spare.as_mut_ptr().cast(), spare.len())
        } else {
            let count = spare.len();
            inbox.areas.clear();
            inbox.areas.reserve(count);
            (inbox.areas.as_mut_ptr().cast(), count)
        };
        // SAFETY: no read is under way, and the inbox keeps both buffers where they are until it has ended.
        let result = unsafe { self.end.start_read(pointer, count) }?;
        self.inbox.get().land(result, self.payload);
        Some(result)
    }

    /// Waits for the read under way, whose items have landed then.
    pub(super) fn poll_landing(&mut self, context: &mut Context<'_>) -> Poll<CopyResult> {
        let result = ready!(self.end.poll(context));
        self.inbox.get().land(result, self.payload);
        Poll::Ready(result)
    }

    /// Cancels the read under way, whose items have landed then. `None` where that is not allowed: it goes on.
    pub(super) fn cancel_read(&mut self) -> Option<CopyResult> {
        let result = self.end.try_cancel()?;
        self.inbox.get().land(result, self.payload);
        Some(result)
    }

    /// The buffer of the last read, with what has landed in it.
    pub(super) fn take_landed(&mut self) -> Vec<T> {
        let inbox = self.inbox.get();
        inbox.offset = 0;
        mem::take(&mut inbox.flight)
    }

    /// Moves ready items to the spare capacity of `buffer`; how many.
    pub(super) fn move_ready(&mut self, buffer: &mut Vec<T>) -> usize {
        self.inbox.present().map_or(0, |inbox| inbox.ready.fill(buffer))
    }

    /// Takes the items that are ready, and their memory.
    #[cfg(feature = "http")]
    pub(crate) fn take_ready(&mut self) -> Vec<T> {
        self.ready().take_vec()
    }

    /// The way to the writer, when that is in this component.
    #[inline]
    pub(super) fn channel(&mut self) -> Option<&(dyn Outlet<T> + 'static)> {
        self.channel.get()
    }

    /// The way to the writer, when that is in this component, for a read of it.
    pub(super) fn channel_to_read(&mut self) -> Option<&(dyn Outlet<T> + 'static)> {
        let channel = self.channel.get()?;
        // What lands and is not read has somebody to see to it then.
        self.inbox.get();
        Some(channel)
    }

    /// Whether anything is ready.
    #[inline]
    pub(super) fn has_ready(&mut self) -> bool {
        self.inbox.present().is_some_and(|inbox| !inbox.ready.is_empty())
    }

    pub(super) fn is_reading(&self) -> bool {
        self.end.is_copying()
    }

    pub(super) fn keep_landed(&mut self) {
        self.inbox.get().keep_landed();
    }

    pub(super) fn has_ended(&mut self) -> bool {
        self.inbox.present().is_some_and(|inbox| inbox.ended)
    }
}

impl<T: Lower + 'static> StreamReader<T> {
    /// Gives up the handle, of a stream that has all that was not read.
    #[doc(hidden)]
    pub fn take_handle(&self) -> u32 {
        self.prepare_to_send();
        self.end.handle.take()
    }

    /// Makes the handle ready to be sent. When items have been received that nobody has read, a stream that starts
    /// with them takes its place.
    fn prepare_to_send(&self) -> u32 {
        if let Some(inbox) = self.inbox.take() {
            (inbox.parting.send)(self, inbox);
        } else if let Some(channel) = self.channel.take().get() {
            let Some(handle) = channel.leave(self.end.builtins) else { unreachable!("nothing has been read") };
            self.end.handle.set(handle);
        } else {
            self.end.leave_set();
        }
        self.end.handle.get()
    }

    /// What becomes of an inbox.
    pub(super) const PARTING: &'static Parting<T> = &Parting { drop: Self::drop_inbox, send: Self::send_inbox };

    /// [`prepare_to_send`](Self::prepare_to_send) for a reader that has been read from.
    fn send_inbox(&self, mut inbox: Box<Inbox<T>>) {
        let mut channel = self.channel.take();
        if let Some(outlet) = channel.get() {
            if inbox.ready.is_empty()
                && let Some(handle) = outlet.leave(self.end.builtins)
            {
                return self.end.handle.set(handle);
            }
            return self.send_after(StreamReader::here(channel, self.payload), inbox);
        }
        if self.end.is_copying() && crate::task::may_block() {
            inbox.land(self.end.cancel(), self.payload);
            inbox.keep_landed();
        }
        if self.end.is_copying() || !inbox.ready.is_empty() || inbox.ended {
            return self.send_after(StreamReader::new(self.end.take(), self.payload), inbox);
        }
        self.end.leave_set();
    }

    /// Drops the inbox of a reader that is gone.
    fn drop_inbox(&self, inbox: Box<Inbox<T>>) {
        if self.end.is_copying() {
            // What has come is dropped, not leaked.
            background::abandon(Unread { end: self.end.take(), payload: self.payload, inbox });
        }
    }

    /// Puts a new stream in the place of this one: first the items of `inbox`, then the rest.
    #[cold]
    fn send_after(&self, mut reader: StreamReader<T>, inbox: Box<Inbox<T>>) {
        reader.inbox.put(inbox);
        let (writable, readable) = End::pair(self.end.builtins);
        self.end.handle.set(readable.handle.take());
        let mut writer = super::StreamWriter::new(writable);
        crate::task::spawn_or_defer(async move {
            loop {
                let mut ask = true;
                let mut read = reader.read(Vec::with_capacity(chunk_items::<T>()));
                let read = core::future::poll_fn(|context| match Pin::new(&mut read).poll(context) {
                    Poll::Ready(read) => Poll::Ready(Some(read)),
                    Poll::Pending => writer.poll_reader_gone(context, &mut ask).map(|()| None),
                });
                let Some((StreamResult::Complete(_), items)) = read.await else { return };
                if !writer.write_all(items).await.is_empty() {
                    return;
                }
            }
        });
    }
}

impl<T: Abi + 'static> Drop for StreamReader<T> {
    fn drop(&mut self) {
        if let Some(channel) = self.channel.get() {
            channel.drop_reader();
        }
        if let Some(inbox) = self.inbox.take() {
            (inbox.parting.drop)(self, inbox);
        }
    }
}

/// A read that nobody waits for, of a reader that is gone.
struct Unread<T: Abi + 'static> {
    end: End,
    payload: &'static Payload<T>,
    inbox: Box<Inbox<T>>,
}

impl<T: Abi + 'static> Copying for Unread<T> {
    fn end(&self) -> &End {
        &self.end
    }

    fn ended(&mut self, result: CopyResult) {
        self.inbox.land(result, self.payload);
    }
}

impl<T: Lower + 'static> Stream for StreamReader<T> {
    type Item = T;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<T>> {
        self.poll_item(context)
    }
}

impl<T: Abi + 'static> Unpin for StreamReader<T> {}

impl<T: Abi + 'static> fmt::Debug for StreamReader<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("StreamReader").field("handle", &self.end.handle.get()).finish_non_exhaustive()
    }
}

// SAFETY: a stream is the handle of its readable end.
unsafe impl<T: Abi + 'static> Abi for StreamReader<T> {
    type Area = u32;
    const FLAT: usize = 1;
    const SHAPE: crate::abi::Shape = crate::abi::Shape::stream(T::SHAPE);
    const HANDLES: bool = true;
}

// SAFETY: writes the handle, which is idle and in no set.
unsafe impl<T: Lower + 'static> Lower for StreamReader<T> {
    #[inline]
    unsafe fn lower(&self, slots: Slots, _: &mut Arena) {
        // SAFETY: one slot.
        unsafe { slots.set(0, u64::from(self.prepare_to_send())) }
    }
    #[inline]
    unsafe fn store(&self, area: *mut u32, _: &mut Arena) {
        // SAFETY: the caller gives a valid area.
        unsafe { area.write(self.prepare_to_send()) }
    }
    #[inline]
    unsafe fn relinquish(&self) {
        self.end.handle.take();
    }
}

// SAFETY: takes the handle over.
unsafe impl<W, T: StreamPayload<W>> Lift<W> for StreamReader<T> {
    #[inline]
    unsafe fn lift(slots: &mut SlotReader<'_>) -> Self {
        StreamReader::new(End::new(slots.next_bits() as u32, &T::STREAM.builtins, Side::Readable), T::STREAM)
    }
    #[inline]
    unsafe fn load(area: *const u32) -> Self {
        // SAFETY: the area holds a handle that the result owns.
        StreamReader::new(End::new(unsafe { area.read() }, &T::STREAM.builtins, Side::Readable), T::STREAM)
    }
}
