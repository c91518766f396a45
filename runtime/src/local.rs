//! State of one component instance: a static on wasm, where there is one thread, a thread-local elsewhere, where each
//! thread stands for an instance of its own (and tests run side by side).

/// Declares state that [`with`](Local::with) lends out.
macro_rules! local {
    ($($(#[$meta:meta])* $vis:vis static $NAME:ident: $Type:ty = $init:expr;)*) => {$(
        #[cfg(target_arch = "wasm32")]
        $(#[$meta])*
        $vis static $NAME: $crate::local::Local<$Type> = $crate::local::Local::new($init);

        #[cfg(not(target_arch = "wasm32"))]
        $(#[$meta])*
        $vis static $NAME: $crate::local::PerThread<$Type> = {
            std::thread_local! {
                static LOCAL: $crate::local::Local<$Type> = const { $crate::local::Local::new($init) };
            }
            $crate::local::PerThread::new(&LOCAL)
        };
    )*};
}
pub(crate) use local;

use core::cell::UnsafeCell;

/// A value that is lent out to one closure at a time.
pub(crate) struct Local<T>(UnsafeCell<T>);

// SAFETY: without the atomics feature a wasm instance has one thread.
#[cfg(target_arch = "wasm32")]
unsafe impl<T> Sync for Local<T> {}

impl<T> Local<T> {
    pub(crate) const fn new(value: T) -> Self {
        Local(UnsafeCell::new(value))
    }

    #[cfg(target_arch = "wasm32")]
    #[inline(always)]
    pub(crate) fn get_mut(&mut self) -> &mut T {
        self.0.get_mut()
    }

    /// Lends the value to `use_it`, which must not come back here and runs no code of others.
    #[inline(always)]
    pub(crate) fn with<R>(&self, use_it: impl FnOnce(&mut T) -> R) -> R {
        // SAFETY: one thread, and `use_it` keeps to table work: nothing it calls lends the value again.
        use_it(unsafe { &mut *self.0.get() })
    }
}

/// The value of the current thread.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) struct PerThread<T: 'static>(&'static std::thread::LocalKey<Local<T>>);

#[cfg(not(target_arch = "wasm32"))]
impl<T: 'static> PerThread<T> {
    pub(crate) const fn new(key: &'static std::thread::LocalKey<Local<T>>) -> Self {
        PerThread(key)
    }

    /// Lends the current thread's value to `use_it`, which must not come back here and runs no code of others.
    pub(crate) fn with<R>(&self, use_it: impl FnOnce(&mut T) -> R) -> R {
        self.0.with(|local| local.with(use_it))
    }
}
