//! Writing from memory of any owner, which comes back.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::any::Any;
use core::fmt;
use core::future::Future;
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
    owner: Option<B>,
    /// Whether the writer has the items.
    writing: bool,
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
        WriteFrom { writer: self, owner: Some(owner), writing: false }
    }
}

impl<T: Lower + Copy + 'static, B: StableBuffer<T>> Future for WriteFrom<'_, T, B> {
    type Output = (usize, B);

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<(usize, B)> {
        let this = self.get_mut();
        let Some(owner) = &this.owner else { panic!("a write is polled after it has ended") };
        if !this.writing {
            // What a dropped write or the sink has left goes first.
            if let Ok(()) = ready!(this.writer.poll_flushed(context)) {
                // SAFETY: the owner stays with us, or with the writer, until the write has ended; items are `Copy`.
                this.writer.sending = unsafe { Items::lend(owner.items(), owner.is_forever()).into() };
                this.writing = true;
            }
        }
        let count = owner.items().len();
        let left = if this.writing {
            match ready!(this.writer.poll_send(context)) {
                Ok(()) => 0,
                Err(ReaderDropped { left }) => left,
            }
        } else {
            count
        };
        this.writing = false;
        match this.owner.take() {
            Some(owner) => Poll::Ready((count - left, owner)),
            None => unreachable!("just used"),
        }
    }
}

impl<T: Lower + Copy + 'static, B: StableBuffer<T>> Drop for WriteFrom<'_, T, B> {
    fn drop(&mut self) {
        if self.writing
            && let Some(owner) = self.owner.take()
        {
            self.writer.keep_owner(Box::new(owner));
        }
    }
}

impl<T: Lower + Copy + 'static, B: StableBuffer<T>> Unpin for WriteFrom<'_, T, B> {}

impl<T: Lower + Copy + 'static, B: StableBuffer<T>> fmt::Debug for WriteFrom<'_, T, B> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("WriteFrom").field("writing", &self.writing).finish_non_exhaustive()
    }
}

/// The owner of items that a writer writes, for it to be dropped.
pub(super) type Owner = Box<dyn Any + Send>;
