//! What the ends of a future know of the [`Channel`] between them.
//!
//! They reach it through these traits alone, behind a pointer: a component whose futures all have their other end
//! elsewhere gets none of its code.

use alloc::sync::Arc;
use core::ops::Deref;
use core::task::{Context, Poll};

use super::channel::{Channel, Sent};
use crate::abi::{Abi, Builtins, End, Lower};
use crate::channel::ArcCell;

/// What a writer asks of a channel.
pub(super) trait Inlet<T: Abi> {
    /// Writes the value. Unless somebody waits for that, it stays until the reader comes for it.
    fn write(&self, value: T, detached: bool) -> Sent<T>;

    /// Waits until the value has been taken.
    fn poll_write(&self, context: &Context<'_>) -> Sent<T>;

    /// Waits until the reader has gone, while nothing is written. `Some` when the readable end has left: here is the
    /// writable one.
    fn poll_reader_gone(&self, context: &Context<'_>) -> Poll<Option<End>>;

    /// Whether the reader has gone.
    fn is_reader_gone(&self) -> bool;

    /// Lets the value stay until the reader comes for it: nobody waits for the write any more.
    fn detach(&self) -> Sent<T>;

    /// Takes the value back, unless something has become of it.
    fn cancel_write(&self) -> Option<T>;
}

/// What a reader asks of a channel.
pub(super) trait Outlet<T: Abi> {
    /// Waits for the value.
    fn poll_read(&self, context: &Context<'_>) -> Poll<T>;

    /// Ends a read that waits: the value, if it was written to that.
    fn cancel_read(&self) -> Option<T>;

    /// The reader goes; a value that was written to it goes too, or one for which nobody waits.
    fn drop_reader(&self);

    /// The readable end leaves: its handle.
    fn leave(&self, builtins: &'static Builtins) -> u32;
}

/// The writer's part of a channel.
pub(super) struct InletRef<T: Abi + 'static>(Arc<dyn Inlet<T>>);

// SAFETY: it is a `Channel<T>`, which is `Send` and `Sync` where its value is `Send`.
unsafe impl<T: Abi + Send> Send for InletRef<T> where Channel<T>: Send + Sync {}
// SAFETY: as above.
unsafe impl<T: Abi + Send> Sync for InletRef<T> where Channel<T>: Send + Sync {}

impl<T: Abi> InletRef<T> {
    pub(super) fn new(channel: Arc<Channel<T>>) -> Self
    where
        T: Lower,
    {
        InletRef(channel)
    }
}

impl<T: Abi> Deref for InletRef<T> {
    type Target = dyn Inlet<T>;

    #[inline]
    fn deref(&self) -> &(dyn Inlet<T> + 'static) {
        &*self.0
    }
}

/// The reader's part of a channel, if it has one.
pub(super) struct OutletCell<T: Abi + 'static>(ArcCell<dyn Outlet<T>>);

// SAFETY: it is a `Channel<T>`, which is `Send` and `Sync` where its value is `Send`.
unsafe impl<T: Abi + Send> Send for OutletCell<T> where Channel<T>: Send + Sync {}
// SAFETY: as above; through a shared reference the channel can only be taken out.
unsafe impl<T: Abi + Send> Sync for OutletCell<T> where Channel<T>: Send + Sync {}

impl<T: Abi> OutletCell<T> {
    pub(super) const fn empty() -> Self {
        OutletCell(ArcCell::empty())
    }

    pub(super) fn new(channel: Arc<Channel<T>>) -> Self
    where
        T: Lower,
    {
        OutletCell(ArcCell::new(channel))
    }

    #[inline]
    pub(super) fn get(&mut self) -> Option<&(dyn Outlet<T> + 'static)> {
        self.0.get()
    }

    #[inline]
    pub(super) fn take(&self) -> Option<Arc<dyn Outlet<T>>> {
        self.0.take()
    }
}
