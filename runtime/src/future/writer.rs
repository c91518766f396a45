//! The end of a future that is written to.

use core::error::Error;
use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use crate::abi::background::{self, Copying};
use crate::abi::canon::{CopyResult, CopyStatus};
use crate::abi::{End, Lower};
use crate::stream::AbiBuffer;

/// The end of a `future<T>` that is written to.
///
/// Dropped unwritten, it writes its default: in the background, wherever it is dropped.
pub struct FutureWriter<T: Lower + 'static> {
    /// Gone once a write has it.
    end: Option<End>,
    default: fn() -> T,
}

impl<T: Lower + 'static> FutureWriter<T> {
    pub(crate) fn new(end: End, default: fn() -> T) -> Self {
        FutureWriter { end: Some(end), default }
    }

    /// Sends the value; the result says whether the reader has taken it.
    ///
    /// # Cancel safety
    ///
    /// Dropped while it waits, the write goes on in the background: the reader still gets this value.
    pub fn write(mut self, value: T) -> FutureWrite<T> {
        let Some(end) = self.end.take() else { unreachable!("a writer has its end until it writes") };
        FutureWrite { sending: Some(Sending::new(end, value)), default: self.default }
    }
}

impl<T: Lower + 'static> Drop for FutureWriter<T> {
    fn drop(&mut self) {
        if let Some(end) = self.end.take() {
            finish(Sending::new(end, (self.default)()));
        }
    }
}

impl<T: Lower + 'static> fmt::Debug for FutureWriter<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("FutureWriter").field("end", &self.end).finish_non_exhaustive()
    }
}

/// A value on its way to the reader of a future.
struct Sending<T: Lower> {
    end: End,
    value: AbiBuffer<T>,
}

/// Sees to it that the value reaches its reader, if that ever comes.
fn finish<T: Lower + 'static>(mut sending: Sending<T>) {
    if sending.start().is_none() {
        background::finish(sending);
    }
}

impl<T: Lower + 'static> Copying for Sending<T> {
    fn end(&self) -> &End {
        &self.end
    }

    fn ended(&mut self, result: CopyResult) {
        self.taken(result.status);
    }
}

impl<T: Lower> Sending<T> {
    fn new(end: End, value: T) -> Self {
        Sending { end, value: AbiBuffer::new(alloc::vec![value]) }
    }

    /// Starts the write, or waits for it: whether the reader has taken the value.
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<bool> {
        match self.start() {
            Some(taken) => Poll::Ready(taken),
            None => self.end.poll(context).map(|result| self.taken(result.status)),
        }
    }

    /// Starts the write unless it is under way. `None` when it goes on.
    fn start(&mut self) -> Option<bool> {
        if self.end.is_copying() {
            return None;
        }
        // SAFETY: the value lies in the buffer's memory until the write has ended.
        let result = unsafe { self.end.start(self.value.as_ptr().cast_mut(), 1) }?;
        Some(self.taken(result.status))
    }

    fn taken(&mut self, status: CopyStatus) -> bool {
        let taken = status == CopyStatus::Completed;
        if taken {
            self.value.advance(1);
        }
        taken
    }

    fn into_value(self) -> T {
        let Some(value) = self.value.into_vec().pop() else { unreachable!("the value was not taken") };
        value
    }
}

/// The reader of the future is gone; here is the value.
pub struct FutureWriteError<T> {
    /// The value that was not sent.
    pub value: T,
}

impl<T> fmt::Debug for FutureWriteError<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("FutureWriteError").finish_non_exhaustive()
    }
}

impl<T> fmt::Display for FutureWriteError<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the reader of the future is gone")
    }
}

impl<T> Error for FutureWriteError<T> {}

/// How a cancelled [`FutureWrite`] ended.
pub enum FutureWriteCancel<T: Lower + 'static> {
    /// The reader had taken the value already.
    AlreadySent,
    /// The reader is gone; here is the value.
    Dropped(T),
    /// Nothing was sent; here are the value and the writer.
    Cancelled(T, FutureWriter<T>),
}

impl<T: Lower + fmt::Debug + 'static> fmt::Debug for FutureWriteCancel<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FutureWriteCancel::AlreadySent => formatter.write_str("AlreadySent"),
            FutureWriteCancel::Dropped(value) => formatter.debug_tuple("Dropped").field(value).finish(),
            FutureWriteCancel::Cancelled(value, _) => {
                formatter.debug_tuple("Cancelled").field(value).finish_non_exhaustive()
            }
        }
    }
}

/// The write of a [`FutureWriter`], under way.
#[must_use = "a write does nothing until it is awaited"]
pub struct FutureWrite<T: Lower + 'static> {
    sending: Option<Sending<T>>,
    default: fn() -> T,
}

impl<T: Lower + 'static> FutureWrite<T> {
    /// Ends the write now.
    ///
    /// # Panics
    ///
    /// When the write has ended already.
    pub fn cancel(self: Pin<&mut Self>) -> FutureWriteCancel<T> {
        let this = self.get_mut();
        let Some(mut sending) = this.sending.take() else { panic!("a write is cancelled after it has ended") };
        let status = if sending.end.is_copying() { sending.end.cancel().status } else { CopyStatus::Cancelled };
        match status {
            CopyStatus::Completed => {
                sending.taken(status);
                FutureWriteCancel::AlreadySent
            }
            CopyStatus::Dropped => FutureWriteCancel::Dropped(sending.into_value()),
            CopyStatus::Cancelled => {
                let writer = FutureWriter::new(sending.end.take(), this.default);
                FutureWriteCancel::Cancelled(sending.into_value(), writer)
            }
        }
    }
}

impl<T: Lower + 'static> Future for FutureWrite<T> {
    type Output = Result<(), FutureWriteError<T>>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let Some(sending) = &mut self.sending else { panic!("a write is polled after it has ended") };
        let taken = core::task::ready!(sending.poll(context));
        let Some(sending) = self.sending.take() else { unreachable!("just used") };
        Poll::Ready(if taken { Ok(()) } else { Err(FutureWriteError { value: sending.into_value() }) })
    }
}

impl<T: Lower + 'static> Drop for FutureWrite<T> {
    fn drop(&mut self) {
        if let Some(sending) = self.sending.take() {
            finish(sending);
        }
    }
}

impl<T: Lower + 'static> Unpin for FutureWrite<T> {}

impl<T: Lower + 'static> fmt::Debug for FutureWrite<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("FutureWrite").finish_non_exhaustive()
    }
}
