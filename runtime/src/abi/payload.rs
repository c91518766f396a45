//! What streams and futures can carry, and the built-ins that carry it.

use alloc::vec::Vec;

use super::{Abi, Builtins, Lift, Lower};

/// How values of `T` travel in a stream or a future.
pub struct Payload<T: Abi + 'static> {
    pub(crate) builtins: Builtins,
    /// Takes `count` values from memory and appends them.
    pub(crate) load: unsafe fn(*const T::Area, usize, &mut Vec<T>),
    /// Takes one value from memory.
    load_one: unsafe fn(*const T::Area) -> T,
}

impl<T: Abi + 'static> Payload<T> {
    /// The payload of the bindings `W`, carried by `builtins`.
    #[doc(hidden)]
    #[must_use]
    pub const fn new<W>(builtins: Builtins) -> Self
    where
        T: Lift<W>,
    {
        Payload { builtins, load: load::<W, T>, load_one: load_one::<W, T> }
    }

    /// Takes one value from memory.
    ///
    /// # Safety
    ///
    /// The area must hold one, which the result owns from then on.
    #[inline]
    pub(crate) unsafe fn take_one(&self, area: *const T::Area) -> T {
        // SAFETY: the caller's promise. Of a plain type, the area is the value.
        unsafe { if T::PLAIN { area.cast::<T>().read_unaligned() } else { (self.load_one)(area) } }
    }
}

unsafe fn load_one<W, T: Lift<W>>(area: *const T::Area) -> T {
    // SAFETY: the caller's promise.
    unsafe { T::load(area) }
}

unsafe fn load<W, T: Lift<W>>(area: *const T::Area, count: usize, into: &mut Vec<T>) {
    into.reserve(count);
    // SAFETY: the caller passes `count` values, each is taken once, and there is room for them.
    unsafe {
        let end = into.as_mut_ptr().add(into.len());
        for index in 0..count {
            end.add(index).write(T::load(area.add(index)));
        }
        into.set_len(into.len() + count);
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
