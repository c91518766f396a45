//! Writing from memory of any owner, which comes back.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::any::Any;
use core::fmt;
use core::future::Future;
use core::mem::ManuallyDrop;
use core::pin::Pin;
use core::task::{Context, Poll, ready};

use super::StreamWriter;
use super::items::Items;
use super::writer::ReaderDropped;
use crate::abi::Lower;

/// An owner of items that stay where they are when it is moved, so that a stream can be written from them without a
/// copy: a `Vec`, a boxed slice, an `Arc` of a slice, a `'static` slice, [`bytes::Bytes`] (with the feature `http`).
///
/// ```
/// let _: &dyn wharf::stream::StableBuffer<u8> = &Vec::from(*b"cargo");
/// let _: &dyn wharf::stream::StableBuffer<u8> = &"cargo";
/// ```
///
/// # Safety
///
/// [`items`](StableBuffer::items) must return the same memory until the owner is changed or dropped, also when it has
/// been moved, and the items must not change meanwhile. [`is_forever`](StableBuffer::is_forever) must be true only if
/// that memory is never freed nor changed.
pub unsafe trait StableBuffer<T>: Send + 'static {
    /// The items.
    fn items(&self) -> &[T];

    /// Whether the items are there forever, also when the owner is gone, so that a reader in this component may keep
    /// them where they are.
    fn is_forever(&self) -> bool {
        false
    }
}

macro_rules! stable {
    ($(($($generics:tt)*) $Owner:ty, $Item:ty, $items:expr, $forever:literal;)*) => {$(
        // SAFETY: the items lie in memory of their own.
        unsafe impl<$($generics)*> StableBuffer<$Item> for $Owner {
            fn items(&self) -> &[$Item] {
                let items: fn(&Self) -> &[$Item] = $items;
                items(self)
            }

            fn is_forever(&self) -> bool {
                $forever
            }
        }
    )*};
}

stable! {
    (T: Copy + Send + 'static) Vec<T>, T, |owner| owner, false;
    (T: Copy + Send + 'static) Box<[T]>, T, |owner| owner, false;
    (T: Copy + Send + Sync + 'static) Arc<[T]>, T, |owner| owner, false;
    (T: Copy + Sync + 'static) &'static [T], T, |owner| owner, true;
    (T: Copy + Sync + 'static, const N: usize) &'static [T; N], T, |owner| *owner, true;
    () String, u8, |owner| owner.as_bytes(), false;
    () &'static str, u8, |owner| owner.as_bytes(), true;
}

#[cfg(feature = "http")]
stable! {
    () bytes::Bytes, u8, |owner| owner, false;
    () crate::http::Whole, u8, |owner| owner.as_slice(), false;
}

/// A write that [`StreamWriter::write_from`] started: how many items the reader has taken, and their owner.
///
/// # Cancel safety
///
/// Dropped while it waits, it leaves the items to the writer, which writes them before anything else. Dropped before
/// it was polled, it drops them.
#[must_use = "a write does nothing until it is awaited"]
pub struct WriteFrom<'a, T: Lower + Copy + 'static, B: StableBuffer<T>> {
    writer: &'a mut StreamWriter<T>,
    /// Gone once the write has ended.
    owner: ManuallyDrop<B>,
    stage: Stage,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    New,
    /// The writer has the items.
    Writing,
    Done,
}

impl<T: Lower + Copy + 'static> StreamWriter<T> {
    /// Writes all items that `owner` has, from where they lie: how many the reader has taken, and the owner. That are
    /// all of them unless the reader has gone.
    ///
    /// ```no_run
    /// # async fn example(mut writer: wharf::StreamWriter<u8>) {
    /// let page = vec![0; 4096];
    /// let (taken, page) = writer.write_from(page).await;
    /// assert!(taken == page.len(), "the reader is gone");
    /// # }
    /// ```
    pub fn write_from<B: StableBuffer<T>>(&mut self, owner: B) -> WriteFrom<'_, T, B> {
        WriteFrom { writer: self, owner: ManuallyDrop::new(owner), stage: Stage::New }
    }
}

impl<T: Lower + Copy + 'static, B: StableBuffer<T>> Future for WriteFrom<'_, T, B> {
    type Output = (usize, B);

    #[inline(always)]
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<(usize, B)> {
        let this = self.get_mut();
        let count = match if this.stage == Stage::New { this.write_at_once() } else { None } {
            Some(count) => count,
            None => ready!(this.poll_stage(context)),
        };
        Poll::Ready((count, this.take_owner()))
    }
}

impl<T: Lower + Copy + 'static, B: StableBuffer<T>> WriteFrom<'_, T, B> {
    /// Writes, if nothing is in the way: how many items the reader has taken if that are all of them.
    #[inline(always)]
    fn write_at_once(&mut self) -> Option<usize> {
        let items = self.owner.items();
        // SAFETY: the owner stays with us, or with the writer, until the write has ended; items are `Copy`.
        match unsafe { self.writer.write_plain(items) } {
            Ok(written) => written.then_some(items.len()),
            Err(result) => {
                self.stage = Stage::Writing;
                // SAFETY: as above.
                self.writer.go_on(unsafe { Items::lend(items, self.owner.is_forever()) }, result);
                None
            }
        }
    }

    /// Waits for the end of the write: how many items the reader has taken.
    fn poll_stage(&mut self, context: &mut Context<'_>) -> Poll<usize> {
        let items = self.owner.items();
        match self.stage {
            Stage::New => {
                // What a dropped write or the sink has left goes first.
                if ready!(self.writer.poll_flushed(context)).is_err() {
                    return Poll::Ready(0);
                }
                // SAFETY: the owner stays with us, or with the writer, until the write has ended; items are `Copy`.
                self.writer.sending = unsafe { Items::lend(items, self.owner.is_forever()).into() };
                self.stage = Stage::Writing;
            }
            Stage::Writing => {}
            Stage::Done => panic!("a write is polled after it has ended"),
        }
        Poll::Ready(match ready!(self.writer.poll_send(context)) {
            Ok(()) => items.len(),
            Err(ReaderDropped { left }) => items.len() - left,
        })
    }

    /// Leaves the write to the writer, if it has been started.
    #[cold]
    #[inline(never)]
    fn give_up(&mut self) {
        let has_items = self.stage == Stage::Writing;
        let owner = self.take_owner();
        if has_items {
            self.writer.keep_owner(Box::new(owner));
        }
    }

    /// Ends the write: the owner, which was there until now.
    #[inline(always)]
    fn take_owner(&mut self) -> B {
        self.stage = Stage::Done;
        // SAFETY: it was there until now.
        unsafe { ManuallyDrop::take(&mut self.owner) }
    }
}

impl<T: Lower + Copy + 'static, B: StableBuffer<T>> Drop for WriteFrom<'_, T, B> {
    #[inline(always)]
    fn drop(&mut self) {
        if self.stage != Stage::Done {
            self.give_up();
        }
    }
}

impl<T: Lower + Copy + 'static, B: StableBuffer<T>> Unpin for WriteFrom<'_, T, B> {}

impl<T: Lower + Copy + 'static, B: StableBuffer<T>> fmt::Debug for WriteFrom<'_, T, B> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("WriteFrom").field("stage", &self.stage).finish_non_exhaustive()
    }
}

/// The owner of items that a writer writes, for it to be dropped.
pub(super) type Owner = Box<dyn Any + Send>;
