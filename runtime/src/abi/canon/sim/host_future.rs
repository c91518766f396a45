//! The host's ends of futures.

use alloc::vec;
use core::fmt;

use super::end::Kind;
use super::host_end::{HostEnd, Status, answers_cancellations};
use super::resource::handle_value;
use super::value::Value;

/// A future of the host: the end that it writes to, and the end that it reads from or gives to the component.
#[must_use]
pub fn host_future<T: Value>() -> (HostFutureWriter<T>, HostFutureReader<T>) {
    let (writable, readable) = HostEnd::pair(Kind::Future);
    (HostFutureWriter(writable), HostFutureReader(readable))
}

/// The readable end of a future that the host has: a value of type `future<T>`.
pub struct HostFutureReader<T: Value>(HostEnd<T>);

/// The writable end of a future that the host has.
///
/// A host must write before it drops this. When it does not, the reader waits forever.
pub struct HostFutureWriter<T: Value>(HostEnd<T>);

impl<T: Value> HostFutureReader<T> {
    /// Takes over the component's readable end with this handle.
    ///
    /// # Panics
    ///
    /// When it is not one, is being read or is in a waitable set.
    #[must_use]
    pub fn from_handle(handle: u32) -> Self {
        HostFutureReader(HostEnd::lift(Kind::Future, handle))
    }

    /// Gives the end to the component: its handle.
    ///
    /// # Panics
    ///
    /// When it is being read.
    #[must_use]
    pub fn into_handle(self) -> u32 {
        self.0.lower()
    }

    /// Starts to read.
    ///
    /// # Panics
    ///
    /// When a read has been started, unless it was cancelled.
    pub fn start(&mut self) {
        self.0.read(1);
    }

    /// The value, once it has come.
    pub fn poll(&mut self) -> Option<T> {
        self.0.poll()?.items.pop()
    }

    /// Cancels the read: the value, if it has come already.
    ///
    /// # Panics
    ///
    /// When none is under way.
    pub fn cancel(&mut self) -> Option<T> {
        self.0.cancel().items.pop()
    }

    /// Reads the value, on the host's side.
    ///
    /// # Panics
    ///
    /// As [`start`](Self::start), unless a read is under way.
    pub async fn read(mut self) -> T {
        if !self.0.is_copying() {
            self.start();
        }
        match self.0.ended().await.items.pop() {
            Some(value) => value,
            None => unreachable!("a future's read ends with its value"),
        }
    }
}

impl<T: Value> HostFutureWriter<T> {
    /// Starts to write.
    ///
    /// # Panics
    ///
    /// When a write has been started, unless it was cancelled.
    pub fn start(&mut self, value: T) {
        self.0.write(vec![value]);
    }

    /// How the write ended, once it has.
    pub fn poll(&mut self) -> Option<Status> {
        self.0.poll().map(|copied| copied.status)
    }

    /// Cancels the write: the value, if the reader has not taken it.
    ///
    /// # Panics
    ///
    /// When none is under way.
    pub fn cancel(&mut self) -> Option<T> {
        self.0.cancel().items.pop()
    }

    /// Waits, on the host's side, for the end of a write that was started.
    pub async fn ended(&mut self) -> Status {
        self.0.ended().await.status
    }

    /// Writes the value, on the host's side: whether the reader took it.
    ///
    /// # Panics
    ///
    /// As [`start`](Self::start).
    pub async fn write(mut self, value: T) -> bool {
        self.start(value);
        self.0.ended().await.status == Status::Completed
    }
}

answers_cancellations!(HostFutureReader);
answers_cancellations!(HostFutureWriter);

impl<T: Value> Drop for HostFutureWriter<T> {
    fn drop(&mut self) {
        if self.0.is_unwritten() {
            self.0.abandon();
        }
    }
}

impl<T: Value> fmt::Debug for HostFutureReader<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl<T: Value> fmt::Debug for HostFutureWriter<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

handle_value!((T: Value) HostFutureReader<T>, HostFutureReader::from_handle, HostFutureReader::into_handle);
