//! What the ends of a stream know of the [`Channel`] between them.
//!
//! They reach it through these traits alone, behind a pointer: a component whose streams all have their other end
//! elsewhere gets none of its code.

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::ops::Deref;
use core::task::{Context, Poll};

use super::channel::{Channel, Written};
use super::items::Items;
use super::{AbiBuffer, StreamResult};
use crate::abi::{Abi, Builtins, End, Lower};
use crate::channel::ArcCell;

/// What a writer asks of a channel.
pub(super) trait Inlet<T: Abi> {
    /// Starts to write what remains in `items`, which keeps what was not taken when the write is over at once.
    fn start_write(&self, items: &mut AbiBuffer<T>) -> Written;

    /// Waits for the write under way, whose buffer comes back to `items`.
    fn poll_write(&self, context: &Context<'_>, items: &mut AbiBuffer<T>) -> Written;

    /// Ends the write under way, whose buffer comes back to `items`.
    fn cancel_write(&self, items: &mut AbiBuffer<T>) -> Written;

    /// Waits until the reader has gone, while no write is under way. `Some` when the readable end has left: here is the
    /// writable one.
    fn poll_reader_gone(&self, context: &Context<'_>) -> Poll<Option<End>>;

    /// The writer goes; a write under way is over.
    fn drop_writer(&self) -> Option<(End, AbiBuffer<T>)>;
}

/// What a reader asks of a channel.
pub(super) trait Outlet<T: Abi> {
    /// Reads into the spare capacity of `buffer`.
    fn poll_read(&self, context: &Context<'_>, buffer: &mut Vec<T>) -> Poll<StreamResult>;

    /// Takes what there is, about as many items as `chunk` says, into a queue that is empty; false at the end.
    fn poll_chunk(&self, context: &Context<'_>, queue: &mut Items<T>, chunk: usize) -> Poll<bool>;

    /// Ends a read that waits: what it has read, if anything, goes to `buffer`.
    fn cancel_read(&self, buffer: &mut Vec<T>) -> StreamResult;

    /// The reader goes; what it has not read goes too.
    fn drop_reader(&self);

    /// The readable end leaves: its handle. None when something has landed that was not read, which must go first.
    fn leave(&self, builtins: &'static Builtins) -> Option<u32>;
}

/// The writer's part of a channel.
pub(super) struct InletRef<T: Abi + 'static>(Arc<dyn Inlet<T>>);

// SAFETY: it is a `Channel<T>`, which is `Send` and `Sync` where its items are `Send`.
unsafe impl<T: Abi + Send> Send for InletRef<T> where Channel<T>: Send + Sync {}
// SAFETY: as above.
unsafe impl<T: Abi + Send> Sync for InletRef<T> where Channel<T>: Send + Sync {}

impl<T: Abi> InletRef<T> {
    pub(super) fn new(channel: Arc<Channel<T>>) -> Self {
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

// SAFETY: it is a `Channel<T>`, which is `Send` and `Sync` where its items are `Send`.
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

    /// What is in the cell, as a cell of its own.
    #[inline]
    pub(super) fn take(&self) -> Self {
        OutletCell(self.0.take().map_or(ArcCell::empty(), ArcCell::new))
    }
}
