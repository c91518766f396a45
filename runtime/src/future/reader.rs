//! The end of a future that is read from.

use alloc::sync::Arc;
use core::fmt;
use core::future::{Future, IntoFuture};
use core::pin::Pin;
use core::task::{Context, Poll, ready};

use super::channel::Channel;
use crate::abi::area_box::AreaBox;
use crate::abi::background::{self, Copying};
use crate::abi::canon::{CopyResult, CopyStatus};
use crate::abi::{Abi, Arena, End, FuturePayload, Lift, Lower, Payload, Shape, Side, SlotReader, Slots};
use crate::channel::ArcCell;

/// The end of a `future<T>` that is read from: await it.
///
/// Dropping it tells the writer that nobody reads.
pub struct FutureReader<T: Abi + 'static> {
    end: End,
    payload: &'static Payload<T>,
    /// The way to the writer, when that is in this component. The end has no handle then.
    channel: ArcCell<Channel<T>>,
}

impl<T: Abi + 'static> FutureReader<T> {
    pub(crate) fn new(end: End, payload: &'static Payload<T>) -> Self {
        FutureReader { end, payload, channel: ArcCell::empty() }
    }

    /// A reader whose writer has the other `Arc` of the channel.
    pub(super) fn here(channel: Arc<Channel<T>>, payload: &'static Payload<T>) -> Self {
        let end = End::new(0, &payload.builtins, Side::Readable);
        FutureReader { end, payload, channel: ArcCell::new(channel) }
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
            None => self.end.leave_set(),
        }
        self.end.handle.get()
    }
}

impl<T: Abi + 'static> Drop for FutureReader<T> {
    fn drop(&mut self) {
        if let Some(channel) = self.channel.take() {
            channel.drop_reader();
        }
    }
}

impl<T: Abi + 'static> IntoFuture for FutureReader<T> {
    type Output = T;
    type IntoFuture = FutureRead<T>;

    fn into_future(self) -> FutureRead<T> {
        FutureRead { reader: Some(self), area: None }
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
    /// Gone once the value has come.
    reader: Option<FutureReader<T>>,
    /// Where the host writes the value; it may do so even after a read was dropped, until it says that it is done.
    area: Option<AreaBox<T::Area>>,
}

impl<T: Abi + 'static> FutureRead<T> {
    /// Ends the read now.
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
        let Some(mut reader) = this.reader.take() else { panic!("a read is cancelled after it has ended") };
        if let Some(channel) = reader.channel.get() {
            return channel.cancel_read().ok_or(reader);
        }
        if let Some(area) = this.area.take()
            && is_complete(reader.end.cancel())
        {
            // SAFETY: the host has written the value.
            return Ok(unsafe { (reader.payload.load_one)(area.as_ptr()) });
        }
        Err(reader)
    }
}

fn is_complete(result: CopyResult) -> bool {
    result.status == CopyStatus::Completed
}

impl<T: Abi + 'static> Future for FutureRead<T> {
    type Output = T;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        let this = self.get_mut();
        let Some(reader) = &mut this.reader else { panic!("a read is polled after it has ended") };
        if let Some(channel) = reader.channel.get() {
            let value = ready!(channel.poll_read(context));
            this.reader = None;
            return Poll::Ready(value);
        }
        let area = this.area.get_or_insert_with(AreaBox::new);
        if reader.end.is_copying()
            // SAFETY: the area lives until the read has ended, also when this is dropped.
            || unsafe { reader.end.start_read(area.as_ptr().cast(), 1) }.is_none()
        {
            ready!(reader.end.poll(context));
        }
        // SAFETY: a read of a future that was not cancelled ends with its value.
        let value = unsafe { (reader.payload.load_one)(area.as_ptr()) };
        this.area = None;
        this.reader = None;
        Poll::Ready(value)
    }
}

impl<T: Abi + 'static> Drop for FutureRead<T> {
    fn drop(&mut self) {
        if let (Some(reader), Some(area)) = (self.reader.take(), self.area.take()) {
            background::abandon(Unread { reader, area });
        }
    }
}

/// A read that nobody waits for.
struct Unread<T: Abi + 'static> {
    reader: FutureReader<T>,
    area: AreaBox<T::Area>,
}

impl<T: Abi + 'static> Copying for Unread<T> {
    fn end(&self) -> &End {
        &self.reader.end
    }

    fn ended(&mut self, result: CopyResult) {
        if is_complete(result) {
            // SAFETY: the host has written the value, which is dropped here.
            drop(unsafe { (self.reader.payload.load_one)(self.area.as_ptr()) });
        }
    }
}

// SAFETY: the area is raw bytes that belong to the value.
unsafe impl<T: Abi + Send + 'static> Send for FutureRead<T> {}

impl<T: Abi + 'static> fmt::Debug for FutureRead<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("FutureRead").field("reader", &self.reader).finish_non_exhaustive()
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
    unsafe fn lower(&self, slots: &mut Slots, _: &mut Arena) {
        slots.push(u64::from(self.prepare_to_send()));
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
