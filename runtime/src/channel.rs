//! What the two ends of a stream or future share while both are in this component.

use alloc::sync::Arc;
use core::cell::UnsafeCell;
use core::mem::MaybeUninit;
use core::sync::atomic::{AtomicBool, Ordering};
use core::task::{Context, Waker};

/// A value that two owners share; off wasm they may be in two threads.
pub(crate) struct Shared<T>(Inner<T>);

#[cfg(target_arch = "wasm32")]
type Inner<T> = crate::local::Local<T>;
#[cfg(not(target_arch = "wasm32"))]
type Inner<T> = std::sync::Mutex<T>;

impl<T> Shared<T> {
    pub(crate) const fn new(value: T) -> Self {
        Shared(Inner::new(value))
    }

    /// Lends the value to `use_it`, which must not come back here and runs no code of others.
    #[inline(always)]
    pub(crate) fn with<R>(&self, use_it: impl FnOnce(&mut T) -> R) -> R {
        #[cfg(target_arch = "wasm32")]
        return self.0.with(use_it);
        #[cfg(not(target_arch = "wasm32"))]
        use_it(&mut self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
    }
}

/// An `Arc` that can be taken out through a shared reference, when the end that has it is handed over.
pub(crate) struct ArcCell<C: ?Sized> {
    is_there: AtomicBool,
    value: UnsafeCell<MaybeUninit<Arc<C>>>,
}

impl<C: ?Sized> ArcCell<C> {
    pub(crate) const fn empty() -> Self {
        ArcCell { is_there: AtomicBool::new(false), value: UnsafeCell::new(MaybeUninit::uninit()) }
    }

    pub(crate) fn new(value: Arc<C>) -> Self {
        ArcCell { is_there: AtomicBool::new(true), value: UnsafeCell::new(MaybeUninit::new(value)) }
    }

    #[inline]
    pub(crate) fn get(&mut self) -> Option<&C> {
        // SAFETY: borrowed mutably, and there.
        (*self.is_there.get_mut()).then(|| unsafe { &**self.value.get_mut().assume_init_ref() })
    }

    #[inline]
    pub(crate) fn take(&self) -> Option<Arc<C>> {
        // SAFETY: it was there, and whoever has found it there is alone with it.
        self.is_there.swap(false, Ordering::Relaxed).then(|| unsafe { (*self.value.get()).assume_init_read() })
    }
}

// SAFETY: the cell is an `Arc`.
unsafe impl<C: ?Sized> Send for ArcCell<C> where Arc<C>: Send {}
// SAFETY: through a shared reference the `Arc` can only be taken out, by whoever hands the end over.
unsafe impl<C: ?Sized> Sync for ArcCell<C> where Arc<C>: Send {}

impl<C: ?Sized> Drop for ArcCell<C> {
    fn drop(&mut self) {
        drop(self.take());
    }
}

/// Wakes whoever waits.
#[inline]
pub(crate) fn wake(waker: Option<Waker>) {
    if let Some(waker) = waker {
        waker.wake();
    }
}

/// Remembers whom to wake.
#[inline]
pub(crate) fn remember(present: &mut Option<Waker>, context: &Context<'_>) {
    match present {
        Some(present) => present.clone_from(context.waker()),
        None => *present = Some(context.waker().clone()),
    }
}
