//! What streams and futures can carry, and the built-ins that carry it.

use alloc::vec::Vec;

use super::{Abi, Builtins, Lift, Lower};

/// How values of `T` travel in a stream or a future.
pub struct Payload<T: Abi + 'static> {
    pub(crate) builtins: Builtins,
    /// Takes `count` values from memory and appends them.
    pub(crate) load: unsafe fn(*const T::Area, usize, &mut Vec<T>),
}

impl<T: Abi + 'static> Payload<T> {
    /// The payload of the bindings `W`, carried by `builtins`.
    #[doc(hidden)]
    #[must_use]
    pub const fn new<W>(builtins: Builtins) -> Self
    where
        T: Lift<W>,
    {
        Payload { builtins, load: load::<W, T> }
    }

    /// Takes one value from memory.
    ///
    /// # Safety
    ///
    /// As for [`Lift::load`].
    pub(crate) unsafe fn load_one(&self, area: *const T::Area) -> T {
        let mut values = Vec::with_capacity(1);
        // SAFETY: the caller's promise.
        unsafe { (self.load)(area, 1, &mut values) };
        let Some(value) = values.pop() else { unreachable!("one value was loaded") };
        value
    }
}

unsafe fn load<W, T: Lift<W>>(area: *const T::Area, count: usize, into: &mut Vec<T>) {
    into.reserve(count);
    for index in 0..count {
        // SAFETY: the caller passes `count` values, and each is taken once.
        into.push(unsafe { T::load(area.add(index)) });
    }
}

/// A type that the bindings `W` can make streams of and read from streams.
///
/// # Safety
///
/// [`STREAM`](StreamPayload::STREAM) must hold the built-ins of a stream whose element type is `Self`.
pub unsafe trait StreamPayload<W>: Lower + Lift<W> + 'static {
    /// How a stream carries the type.
    const STREAM: &'static Payload<Self>;
}

/// A type that the bindings `W` can make futures of and read from futures.
///
/// # Safety
///
/// [`FUTURE`](FuturePayload::FUTURE) must hold the built-ins of a future whose payload is `Self`.
pub unsafe trait FuturePayload<W>: Lower + Lift<W> + 'static {
    /// How a future carries the type.
    const FUTURE: &'static Payload<Self>;
}
