//! The end of a future that is read from.

use core::fmt;
use core::future::{Future, IntoFuture};
use core::mem::{self, ManuallyDrop};
use core::pin::Pin;
use core::task::{Context, Poll, ready};

use super::sides::OutletCell;
use super::writer::{self, Sending};
use crate::abi::area_box::{AreaBox, AreaCell};
use crate::abi::background::{self, Copying};
use crate::abi::canon::{CopyResult, CopyStatus};
use crate::abi::{Abi, Arena, End, FuturePayload, Lift, Lower, Payload, Shape, Side, SlotReader, Slots};

/// The end of a `future<T>` that is read from: await it.
///
/// Dropping it tells the writer that nobody reads.
pub struct FutureReader<T: Abi + 'static> {
    end: End,
    payload: &'static Payload<T>,
    /// The way to the writer, when that is in this component. The end has no handle then.
    channel: OutletCell<T>,
    /// Where the host writes the value. There while a read is under way.
    area: AreaCell<T::Area>,
}

impl<T: Abi + 'static> FutureReader<T> {
    pub(crate) fn new(end: End, payload: &'static Payload<T>) -> Self {
        FutureReader { end, payload, channel: OutletCell::empty(), area: AreaCell::empty() }
    }

    /// A reader whose writer has the other part of the channel.
    pub(super) fn here(channel: OutletCell<T>, payload: &'static Payload<T>) -> Self {
        let end = End::new(0, &payload.builtins, Side::Readable);
        FutureReader { end, payload, channel, area: AreaCell::empty() }
    }
}

impl<T: Lower + 'static> FutureReader<T> {
    /// Gives up the handle.
    #[doc(hidden)]
    pub fn take_handle(&self) -> u32 {
        self.prepare_to_send();
        self.end.handle.take()
    }

    /// Makes the handle ready to be sent.
    fn prepare_to_send(&self) -> u32 {
        match self.channel.take() {
            Some(channel) => self.end.handle.set(channel.leave(self.end.builtins)),
            None if self.end.is_copying() => self.forward(),
            None => self.end.leave_set(),
        }
        self.end.handle.get()
    }
}

impl<T: Abi + 'static> FutureReader<T> {
    /// Starts to read, when no read is under way and the writer is elsewhere. The value, if it is there.
    #[inline(always)]
    fn start(&mut self) -> Option<T> {
        let area = AreaBox::<T::Area>::new();
        // SAFETY: the reader keeps the area until the read has ended, and when it is dropped, so does who ends it.
        if unsafe { self.end.start_read(area.as_ptr().cast(), 1) }.is_none() {
            self.area.put(area);
            return None;
        }
        // SAFETY: a read of a future that was not cancelled ends with its value.
        Some(unsafe { self.payload.take_one(area.as_ptr()) })
    }

    /// Waits for the read under way.
    fn poll_landing(&mut self, context: &mut Context<'_>) -> Poll<T> {
        ready!(self.end.poll(context));
        let area = self.area.take();
        // SAFETY: a read of a future that was not cancelled ends with its value.
        Poll::Ready(unsafe { self.payload.take_one(area.as_ptr()) })
    }
}

impl<T: Abi + 'static> Drop for FutureReader<T> {
    fn drop(&mut self) {
        if let Some(channel) = self.channel.get() {
            channel.drop_reader();
        }
        if self.end.is_copying() {
            background::abandon(self.take_read(drop));
        }
    }
}

impl<T: Abi + 'static> IntoFuture for FutureReader<T> {
    type Output = T;
    type IntoFuture = FutureRead<T>;

    fn into_future(self) -> FutureRead<T> {
        FutureRead { reader: ManuallyDrop::new(self), ended: false }
    }
}

impl<T: Abi + 'static> fmt::Debug for FutureReader<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("FutureReader").field("handle", &self.end.handle.get()).finish_non_exhaustive()
    }
}

/// The read of a [`FutureReader`], under way.
///
/// # Cancel safety
///
/// Dropping it drops the reader, and the value with it if it has come. To get the reader back, [`cancel`](Self::cancel).
#[must_use = "a read does nothing until it is awaited"]
pub struct FutureRead<T: Abi + 'static> {
    /// Gone once the read has ended.
    reader: ManuallyDrop<FutureReader<T>>,
    ended: bool,
}

impl<T: Abi + 'static> FutureRead<T> {
    /// Ends the read now.
    ///
    /// That blocks when a writer elsewhere takes its time to let go. A synchronous export must not block: there such a read
    /// goes on, and the reader has the value when it comes.
    ///
    /// # Errors
    ///
    /// The reader, when the value has not come.
    ///
    /// # Panics
    ///
    /// When the value has been returned already.
    pub fn cancel(self: Pin<&mut Self>) -> Result<T, FutureReader<T>> {
        let this = self.get_mut();
        assert!(!mem::replace(&mut this.ended, true), "a read is cancelled after it has ended");
        // SAFETY: it was there until now.
        let mut reader = unsafe { ManuallyDrop::take(&mut this.reader) };
        if let Some(channel) = reader.channel.get() {
            return channel.cancel_read().ok_or(reader);
        }
        if reader.end.is_copying()
            && let Some(result) = reader.end.try_cancel()
        {
            let area = reader.area.take();
            if is_complete(result) {
                // SAFETY: the host has written the value.
                return Ok(unsafe { reader.payload.take_one(area.as_ptr()) });
            }
        }
        Err(reader)
    }
}

fn is_complete(result: CopyResult) -> bool {
    result.status == CopyStatus::Completed
}

impl<T: Abi + 'static> Future for FutureRead<T> {
    type Output = T;

    #[inline(always)]
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        let this = self.get_mut();
        if !this.ended
            && this.reader.end.is_fresh()
            && this.reader.channel.get().is_none()
            && let Some(value) = this.reader.start()
        {
            this.ended = true;
            // SAFETY: the reader has nothing else, and is not used any more.
            unsafe { this.reader.end.close_fresh_readable() }
            return Poll::Ready(value);
        }
        this.poll_started(context)
    }
}

impl<T: Abi + 'static> FutureRead<T> {
    /// [`poll`](Future::poll) for a value that was not there at once.
    fn poll_started(&mut self, context: &mut Context<'_>) -> Poll<T> {
        assert!(!self.ended, "a read is polled after it has ended");
        let reader = &mut *self.reader;
        let value = match reader.channel.get() {
            Some(channel) => ready!(channel.poll_read(context)),
            None => match if reader.end.is_copying() { None } else { reader.start() } {
                Some(value) => value,
                None => ready!(reader.poll_landing(context)),
            },
        };
        self.drop_reader();
        Poll::Ready(value)
    }

    /// Drops the reader, unless it is gone.
    fn drop_reader(&mut self) {
        if !mem::replace(&mut self.ended, true) {
            // SAFETY: it was there until now.
            unsafe { ManuallyDrop::drop(&mut self.reader) }
        }
    }
}

impl<T: Abi + 'static> Drop for FutureRead<T> {
    #[inline(always)]
    fn drop(&mut self) {
        self.drop_reader();
    }
}

/// A read for which nobody waits here.
struct Read<T: Abi + 'static, F: FnOnce(T) + 'static> {
    end: End,
    payload: &'static Payload<T>,
    area: AreaBox<T::Area>,
    /// What becomes of the value.
    then: Option<F>,
}

impl<T: Abi + 'static> FutureReader<T> {
    /// The read under way, whose value is given to `then`.
    fn take_read<F: FnOnce(T) + 'static>(&self, then: F) -> Read<T, F> {
        debug_assert!(self.end.is_copying());
        let area = self.area.take();
        Read { end: self.end.take(), payload: self.payload, area, then: Some(then) }
    }
}

impl<T: Lower + 'static> FutureReader<T> {
    /// Puts a new future in the place of this one, which is being read, and writes the value to it when that comes.
    #[cold]
    fn forward(&self) {
        let (writable, readable) = End::pair(self.end.builtins);
        let read = self.take_read(|value| writer::finish(Sending::new(writable, value)));
        self.end.handle.set(readable.handle.take());
        background::finish(read);
    }
}

impl<T: Abi + 'static, F: FnOnce(T) + 'static> Copying for Read<T, F> {
    fn end(&self) -> &End {
        &self.end
    }

    fn ended(&mut self, result: CopyResult) {
        if is_complete(result)
            && let Some(then) = self.then.take()
        {
            // SAFETY: the host has written the value.
            then(unsafe { self.payload.take_one(self.area.as_ptr()) });
        }
    }
}

impl<T: Abi + 'static> fmt::Debug for FutureRead<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("FutureRead").field("ended", &self.ended).finish_non_exhaustive()
    }
}

// SAFETY: a future is the handle of its readable end.
unsafe impl<T: Abi + 'static> Abi for FutureReader<T> {
    type Area = u32;
    const FLAT: usize = 1;
    const SHAPE: Shape = Shape::future(T::SHAPE);
    const HANDLES: bool = true;
}

// SAFETY: writes the handle, which is idle and in no set.
unsafe impl<T: Lower + 'static> Lower for FutureReader<T> {
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
unsafe impl<W, T: FuturePayload<W>> Lift<W> for FutureReader<T> {
    #[inline]
    unsafe fn lift(slots: &mut SlotReader<'_>) -> Self {
        FutureReader::new(End::new(slots.next_bits() as u32, &T::FUTURE.builtins, Side::Readable), T::FUTURE)
    }
    #[inline]
    unsafe fn load(area: *const u32) -> Self {
        // SAFETY: the area holds a handle that the result owns.
        FutureReader::new(End::new(unsafe { area.read() }, &T::FUTURE.builtins, Side::Readable), T::FUTURE)
    }
}
