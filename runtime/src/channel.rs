//! What the two ends of a stream or future share while both are in this component.

use alloc::sync::Arc;
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

    #[inline(always)]
    pub(crate) fn get_mut(&mut self) -> &mut T {
        #[cfg(target_arch = "wasm32")]
        return self.0.get_mut();
        #[cfg(not(target_arch = "wasm32"))]
        self.0.get_mut().unwrap_or_else(std::sync::PoisonError::into_inner)
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
pub(crate) struct ArcCell<C: ?Sized>(Shared<Option<Arc<C>>>);

impl<C: ?Sized> ArcCell<C> {
    #[inline(always)]
    pub(crate) const fn empty() -> Self {
        ArcCell(Shared::new(None))
    }

    pub(crate) fn new(value: Arc<C>) -> Self {
        ArcCell(Shared::new(Some(value)))
    }

    #[inline(always)]
    pub(crate) fn get(&mut self) -> Option<&C> {
        self.0.get_mut().as_deref()
    }

    #[inline]
    pub(crate) fn take(&self) -> Option<Arc<C>> {
        self.0.with(Option::take)
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
