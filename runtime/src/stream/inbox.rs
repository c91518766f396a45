//! What a reader has received and nobody has read.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::mem::{self, MaybeUninit};
use core::ptr;
use core::sync::atomic::{AtomicPtr, Ordering};

use super::items::Items;
use super::{StreamReader, chunk_items};
use crate::abi::canon::{CopyResult, CopyStatus};
use crate::abi::{Abi, Lower, Payload};

/// How many items the first chunk holds at most; each full chunk doubles it.
const FIRST_CHUNK: usize = 4096;

/// What a reader has received and not passed on, and the buffer of a read under way. A reader that has never been read
/// from has none.
pub(super) struct Inbox<T: Abi + 'static> {
    /// What becomes of it when the reader goes: a component that reads nothing does not get the code.
    pub(super) parting: &'static Parting<T>,
    /// Received, in order.
    pub(super) ready: Items<T>,
    /// Where the read under way puts its items: after the first `offset`, which are the caller's.
    pub(super) flight: Vec<T>,
    pub(super) offset: usize,
    /// Where the host writes items that are not plain.
    pub(super) areas: Vec<MaybeUninit<T::Area>>,
    /// How many items the next chunk holds at most.
    pub(super) chunk: usize,
    /// Whether the writer is gone.
    pub(super) ended: bool,
}

/// What a reader does with its inbox when it goes.
pub(super) struct Parting<T: Abi + 'static> {
    /// When it is dropped.
    pub(super) drop: fn(&StreamReader<T>, Box<Inbox<T>>),
    /// When it is handed over: the handle of the reader becomes that of a stream which has all that was not read.
    pub(super) send: fn(&StreamReader<T>, Box<Inbox<T>>),
}

impl<T: Abi> Inbox<T> {
    fn new(parting: &'static Parting<T>) -> Self {
        Inbox {
            parting,
            ready: Items::default(),
            flight: Vec::new(),
            offset: 0,
            areas: Vec::new(),
            chunk: FIRST_CHUNK.min(chunk_items::<T>()),
            ended: false,
        }
    }
}

/// An inbox that can be taken out through a shared reference, when the reader is handed over.
///
/// The cell does not drop it: its reader does.
pub(super) struct InboxCell<T: Abi + 'static>(AtomicPtr<Inbox<T>>);

impl<T: Abi> InboxCell<T> {
    pub(super) const fn new() -> Self {
        InboxCell(AtomicPtr::new(ptr::null_mut()))
    }

    /// The inbox, if there is one.
    #[inline]
    pub(super) fn present(&mut self) -> Option<&mut Inbox<T>> {
        // SAFETY: the cell owns the box and is borrowed mutably.
        unsafe { self.0.get_mut().as_mut() }
    }

    /// The inbox, which is made if there is none.
    #[inline]
    pub(super) fn get(&mut self) -> &mut Inbox<T>
    where
        T: Lower,
    {
        let inbox = self.0.get_mut();
        if inbox.is_null() {
            *inbox = Box::into_raw(Box::new(Inbox::new(StreamReader::PARTING)));
        }
        // SAFETY: the cell owns the box and is borrowed mutably.
        unsafe { &mut **inbox }
    }

    pub(super) fn take(&self) -> Option<Box<Inbox<T>>> {
        let inbox = self.0.swap(ptr::null_mut(), Ordering::Relaxed);
        // SAFETY: the cell owned the box.
        (!inbox.is_null()).then(|| unsafe { Box::from_raw(inbox) })
    }

    pub(super) fn put(&self, inbox: Box<Inbox<T>>) {
        debug_assert!(self.0.load(Ordering::Relaxed).is_null(), "the inbox in the cell would be lost");
        self.0.store(Box::into_raw(inbox), Ordering::Relaxed);
    }
}

// SAFETY: the inbox owns its items; the areas are raw bytes that belong to them.
unsafe impl<T: Abi + Send> Send for InboxCell<T> {}
// SAFETY: through a shared reference the inbox can only be taken out, by whoever hands the reader over.
unsafe impl<T: Abi + Send> Sync for InboxCell<T> {}

impl<T: Abi> Inbox<T> {
    /// Takes note of the items that a read has put into the flight buffer.
    pub(super) fn land(&mut self, result: CopyResult, payload: &Payload<T>) {
        if result.status == CopyStatus::Dropped {
            self.ended = true;
        }
        // SAFETY: the host has written so many items, to the vector itself or to the areas.
        unsafe {
            if T::PLAIN {
                self.flight.set_len(self.flight.len() + result.count);
            } else {
                (payload.load)(self.areas.as_ptr().cast(), result.count, &mut self.flight);
            }
        }
    }

    /// Moves what has landed to where the next read finds it.
    pub(super) fn keep_landed(&mut self) {
        let mut landed = mem::take(&mut self.flight);
        if self.offset > 0 {
            landed.drain(..mem::take(&mut self.offset));
        }
        if self.ready.is_empty() {
            self.flight = self.ready.recycle();
            self.ready = landed.into();
        } else {
            let mut ready = self.ready.take_vec();
            ready.append(&mut landed);
            self.ready = ready.into();
        }
    }
}
