//! The end of a future that is read from.

use core::fmt;
use core::future::{Future, IntoFuture};
use core::marker::PhantomPinned;
use core::mem::MaybeUninit;
use core::pin::Pin;
use core::task::{Context, Poll, ready};

use crate::abi::canon::{CopyResult, CopyStatus};
use crate::abi::{Abi, Arena, End, FuturePayload, Lift, Lower, Payload, Side, SlotReader, Slots};

/// The end of a `future<T>` that is read from: await it.
///
/// Dropping it tells the writer that nobody reads.
pub struct FutureReader<T: Abi + 'static> {
    end: End,
    payload: &'static Payload<T>,
}

impl<T: Abi + 'static> FutureReader<T> {
    pub(crate) fn new(end: End, payload: &'static Payload<T>) -> Self {
        FutureReader { end, payload }
    }

    /// Gives up the handle.
    #[doc(hidden)]
    pub fn take_handle(&self) -> u32 {
        self.end.leave_set();
        self.end.handle.take()
    }
}

impl<T: Abi + 'static> IntoFuture for FutureReader<T> {
    type Output = T;
    type IntoFuture = FutureRead<T>;

    fn into_future(self) -> FutureRead<T> {
        FutureRead { reader: Some(self), area: MaybeUninit::uninit(), _pinned: PhantomPinned }
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
    /// Where the host writes the value.
    area: MaybeUninit<T::Area>,
    _pinned: PhantomPinned,
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
        // SAFETY: nothing is moved out of the pinned memory but the reader, which may move.
        let this = unsafe { self.get_unchecked_mut() };
        let Some(reader) = this.reader.take() else { panic!("a read is cancelled after it has ended") };
        if reader.end.is_copying() && is_complete(reader.end.cancel()) {
            // SAFETY: the host has written the value.
            return Ok(unsafe { reader.payload.load_one(this.area.as_ptr()) });
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
        // SAFETY: nothing is moved out of the pinned memory but the reader, which may move.
        let this = unsafe { self.get_unchecked_mut() };
        let Some(reader) = &this.reader else { panic!("a read is polled after it has ended") };
        if !reader.end.is_copying() {
            // SAFETY: the area is pinned with `self`, and dropping `self` ends the read.
            if unsafe { reader.end.start(this.area.as_mut_ptr().cast(), 1) }.is_none() {
                ready!(reader.end.poll(context));
            }
        } else {
            ready!(reader.end.poll(context));
        }
        // SAFETY: a read of a future that was not cancelled ends with its value.
        let value = unsafe { reader.payload.load_one(this.area.as_ptr()) };
        this.reader = None;
        Poll::Ready(value)
    }
}

impl<T: Abi + 'static> Drop for FutureRead<T> {
    fn drop(&mut self) {
        if let Some(reader) = self.reader.take()
            && reader.end.is_copying()
            && is_complete(reader.end.cancel())
        {
            // SAFETY: the host has written the value, which is dropped here.
            drop(unsafe { reader.payload.load_one(self.area.as_ptr()) });
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
    const HANDLES: bool = true;
}

// SAFETY: writes the handle, which is idle and in no set.
unsafe impl<T: Abi + 'static> Lower for FutureReader<T> {
    #[inline]
    unsafe fn lower(&self, slots: &mut Slots, _: &mut Arena) {
        self.end.leave_set();
        slots.push(u64::from(self.end.handle.get()));
    }
    #[inline]
    unsafe fn store(&self, area: *mut u32, _: &mut Arena) {
        self.end.leave_set();
        // SAFETY: the caller gives a valid area.
        unsafe { area.write(self.end.handle.get()) }
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
