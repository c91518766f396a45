//! The end of a future that is written to.

use core::error::Error;
use core::fmt;
use core::future::Future;
use core::mem::{self, MaybeUninit};
use core::pin::Pin;
use core::task::{Context, Poll, ready};

use super::channel::Sent;
use super::sides::InletRef;
use crate::abi::background::{self, Copying};
use crate::abi::canon::{CopyResult, CopyStatus};
use crate::abi::{Abi, End, Lower};
use crate::stream::AbiBuffer;

/// The end of a `future<T>` that is written to.
///
/// Dropped unwritten, it writes its default: in the background, wherever it is dropped. The default is not made when the
/// reader is known to have gone.
pub struct FutureWriter<T: Lower + 'static> {
    /// Gone once a write has it.
    link: Option<Link<T>>,
    default: fn() -> T,
}

/// The way to the reader.
enum Link<T: Abi + 'static> {
    /// The reader is in this component.
    Here(InletRef<T>),
    /// The reader is elsewhere.
    Away(End),
}

impl<T: Lower + 'static> FutureWriter<T> {
    /// A writer whose reader is elsewhere.
    pub(super) fn away(end: End, default: fn() -> T) -> Self {
        FutureWriter { link: Some(Link::Away(end)), default }
    }

    /// A writer whose reader has the other part of the channel.
    pub(super) fn here(channel: InletRef<T>, default: fn() -> T) -> Self {
        FutureWriter { link: Some(Link::Here(channel)), default }
    }

    /// Sends the value; the result says whether the reader has taken it.
    ///
    /// # Cancel safety
    ///
    /// Dropped while it waits, or before it was polled, the write goes on in the background: the reader still gets
    /// this value.
    pub fn write(mut self, value: T) -> FutureWrite<T> {
        let Some(link) = self.link.take() else { unreachable!("a writer has its link until it writes") };
        FutureWrite { stage: Stage::New(link, value), default: self.default }
    }
}

impl<T: Lower + 'static> FutureWriter<T> {
    /// Waits until the reader has gone: nobody will want the value then.
    ///
    /// In this component, and in another one of Wasmtime's, it is noticed at once. The component model promises less:
    /// that the write will fail.
    ///
    /// # Cancel safety
    ///
    /// May be dropped at any time.
    ///
    /// ```
    /// # wharf::task::block_on(async {
    /// let (mut writer, reader) = wharf::future::new::<(), u32>(|| 0);
    /// drop(reader);
    /// writer.closed().await;
    /// # });
    /// ```
    pub async fn closed(&mut self) {
        core::future::poll_fn(|context| self.poll_reader_gone(context)).await;
    }

    pub(super) fn poll_reader_gone(&mut self, context: &mut Context<'_>) -> Poll<()> {
        if let Some(Link::Here(channel)) = &self.link
            && let Some(end) = ready!(channel.poll_reader_gone(context))
        {
            self.link = Some(Link::Away(end));
        }
        match &self.link {
            Some(Link::Away(end)) => end.poll_other_gone(context),
            Some(Link::Here(_)) | None => Poll::Ready(()),
        }
    }
}

impl<T: Lower + 'static> Drop for FutureWriter<T> {
    fn drop(&mut self) {
        match self.link.take() {
            Some(Link::Here(channel)) if channel.is_reader_gone() => {}
            Some(Link::Away(end)) if end.other_has_gone() => close::<T>(&end),
            Some(link) => send(link, (self.default)()),
            None => {}
        }
    }
}

/// Makes the end of a future whose reader has gone ready to be dropped: the component model asks for a write.
#[cold]
fn close<T: Lower>(end: &End) {
    let nothing = MaybeUninit::<T::Area>::uninit();
    // SAFETY: nobody reads, so the write is over at once, and has not looked at the value.
    let result = unsafe { end.start_write(nothing.as_ptr().cast(), 1) };
    debug_assert!(result.is_some_and(|result| result.status == CopyStatus::Dropped), "the reader has gone");
}

/// Sends a value in the background.
fn send<T: Lower + 'static>(link: Link<T>, value: T) {
    match link {
        Link::Here(channel) => see_to(channel.write(value, true)),
        Link::Away(end) => finish(Sending::new(end, value)),
    }
}

/// Goes on in the background with a write in this component.
fn see_to<T: Lower + 'static>(sent: Sent<T>) {
    match sent {
        Sent::Moved(sending) => finish(sending),
        Sent::Taken | Sent::Waits => {}
        Sent::Back(value) => drop(value),
    }
}

impl<T: Lower + 'static> fmt::Debug for FutureWriter<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("FutureWriter").field("written", &self.link.is_none()).finish()
    }
}

/// A value on its way to the reader of a future.
pub(super) struct Sending<T: Abi> {
    end: End,
    value: AbiBuffer<T>,
}

/// Sees to it that the value reaches its reader, if that ever comes.
pub(super) fn finish<T: Lower + 'static>(mut sending: Sending<T>) {
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
    pub(super) fn new(end: End, value: T) -> Self {
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
    pub(super) fn start(&mut self) -> Option<bool> {
        if self.end.is_copying() {
            return None;
        }
        // SAFETY: the value lies in the buffer's memory until the write has ended.
        let result = unsafe { self.end.start_write(self.value.as_ptr(), 1) }?;
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

impl<T: Lower + 'static> Sending<T> {
    /// Ends the write, which goes on in the background where that is not allowed.
    fn cancel(mut self, default: fn() -> T) -> FutureWriteCancel<T> {
        let status = if self.end.is_copying() {
            self.end.try_cancel().map(|result| result.status)
        } else {
            Some(CopyStatus::Cancelled)
        };
        match status {
            None => {
                finish(self);
                FutureWriteCancel::AlreadySent
            }
            Some(CopyStatus::Completed) => {
                self.taken(CopyStatus::Completed);
                FutureWriteCancel::AlreadySent
            }
            Some(CopyStatus::Dropped) => FutureWriteCancel::Dropped(self.into_value()),
            Some(CopyStatus::Cancelled) => {
                let writer = FutureWriter::away(self.end.take(), default);
                FutureWriteCancel::Cancelled(self.into_value(), writer)
            }
        }
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
    /// The reader had taken the value already, or cannot be kept from taking it.
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
#[must_use = "a write that is not awaited goes on in the background"]
pub struct FutureWrite<T: Lower + 'static> {
    stage: Stage<T>,
    default: fn() -> T,
}

enum Stage<T: Lower + 'static> {
    New(Link<T>, T),
    /// The value waits for a reader in this component.
    Here(InletRef<T>),
    Away(Sending<T>),
    Done,
}

impl<T: Lower + 'static> FutureWrite<T> {
    /// Ends the write now.
    ///
    /// That blocks when a reader elsewhere takes its time to let go of the value. A synchronous export must not block:
    /// there such a write goes on as if it had been dropped, and counts as `AlreadySent`.
    ///
    /// # Panics
    ///
    /// When the write has ended already.
    pub fn cancel(self: Pin<&mut Self>) -> FutureWriteCancel<T> {
        let this = self.get_mut();
        match mem::replace(&mut this.stage, Stage::Done) {
            Stage::New(link, value) => {
                FutureWriteCancel::Cancelled(value, FutureWriter { link: Some(link), default: this.default })
            }
            Stage::Here(channel) => match channel.cancel_write() {
                Some(value) => FutureWriteCancel::Cancelled(value, FutureWriter::here(channel, this.default)),
                None => match channel.detach() {
                    Sent::Moved(sending) => sending.cancel(this.default),
                    Sent::Back(value) => FutureWriteCancel::Dropped(value),
                    Sent::Taken | Sent::Waits => FutureWriteCancel::AlreadySent,
                },
            },
            Stage::Away(sending) => sending.cancel(this.default),
            Stage::Done => panic!("a write is cancelled after it has ended"),
        }
    }
}

impl<T: Lower + 'static> Future for FutureWrite<T> {
    type Output = Result<(), FutureWriteError<T>>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.get_mut();
        loop {
            let sent = match &mut this.stage {
                Stage::New(..) => this.begin(),
                Stage::Here(channel) => match channel.poll_write(context) {
                    Sent::Waits => return Poll::Pending,
                    sent => sent,
                },
                Stage::Away(sending) => match ready!(sending.poll(context)) {
                    true => Sent::Taken,
                    false => this.back(),
                },
                Stage::Done => panic!("a write is polled after it has ended"),
            };
            match sent {
                Sent::Waits => {}
                Sent::Moved(sending) => this.stage = Stage::Away(sending),
                Sent::Taken => {
                    this.stage = Stage::Done;
                    return Poll::Ready(Ok(()));
                }
                Sent::Back(value) => {
                    this.stage = Stage::Done;
                    return Poll::Ready(Err(FutureWriteError { value }));
                }
            }
        }
    }
}

impl<T: Lower + 'static> FutureWrite<T> {
    /// Sends the value on its way: what becomes of it.
    fn begin(&mut self) -> Sent<T> {
        match mem::replace(&mut self.stage, Stage::Done) {
            Stage::New(Link::Away(end), value) => Sent::Moved(Sending::new(end, value)),
            Stage::New(Link::Here(channel), value) => {
                let sent = channel.write(value, false);
                self.stage = Stage::Here(channel);
                sent
            }
            Stage::Here(_) | Stage::Away(_) | Stage::Done => unreachable!("the write is new"),
        }
    }

    /// The value that a reader elsewhere has not taken.
    #[cold]
    fn back(&mut self) -> Sent<T> {
        match mem::replace(&mut self.stage, Stage::Done) {
            Stage::Away(sending) => Sent::Back(sending.into_value()),
            Stage::New(..) | Stage::Here(_) | Stage::Done => unreachable!("the reader is elsewhere"),
        }
    }
}

impl<T: Lower + 'static> Drop for FutureWrite<T> {
    fn drop(&mut self) {
        match mem::replace(&mut self.stage, Stage::Done) {
            Stage::New(link, value) => send(link, value),
            Stage::Here(channel) => see_to(channel.detach()),
            Stage::Away(sending) => finish(sending),
            Stage::Done => {}
        }
    }
}

impl<T: Lower + 'static> Unpin for FutureWrite<T> {}

impl<T: Lower + 'static> fmt::Debug for FutureWrite<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("FutureWrite").finish_non_exhaustive()
    }
}
