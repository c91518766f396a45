//! Error contexts: opaque values that describe a failure for debugging.

use alloc::string::String;
use alloc::vec::Vec;
use core::{fmt, mem};

use crate::abi::canon;
use crate::abi::{Abi, Arena, Handle, Lift, Lower, Shape, SlotReader, Slots};
use crate::local::local;

/// An `error-context`: a message for people who debug, which a host may shorten or leave out.
///
/// Source: component-model, `design/mvp/Explainer.md`, "Error Context type".
pub struct ErrorContext {
    handle: Handle,
}

impl ErrorContext {
    /// An error context with a message.
    #[must_use]
    pub fn new(message: &str) -> Self {
        ErrorContext { handle: Handle::new(canon::error_context_new(message)) }
    }

    /// The message, as far as the host has kept it.
    #[must_use]
    pub fn debug_message(&self) -> String {
        canon::error_context_debug_message(self.handle.get())
    }
}

impl Drop for ErrorContext {
    fn drop(&mut self) {
        if self.handle.is_held() {
            let handle = self.handle.take();
            if !RETURNED.with(|returned| returned.keep(handle)) {
                canon::error_context_drop(handle);
            }
        }
    }
}

/// What synchronous exports have returned. The host copies it when they have, and takes nothing over.
struct Returned {
    /// Whether what is dropped is being returned.
    keeps: bool,
    handles: Vec<u32>,
}

local! {
    static RETURNED: Returned = Returned { keeps: false, handles: Vec::new() };
}

impl Returned {
    /// Keeps a handle that is dropped, if it is being returned; whether it is.
    fn keep(&mut self, handle: u32) -> bool {
        if self.keeps {
            self.handles.push(handle);
        }
        self.keeps
    }
}

/// Drops what a synchronous export returns, but for error contexts: they stay until another export returns something.
pub(crate) fn keep_for_the_host(drop_result: impl FnOnce()) {
    drop_returned();
    RETURNED.with(|returned| returned.keeps = true);
    drop_result();
    RETURNED.with(|returned| returned.keeps = false);
}

/// Drops what the host has copied by now.
pub(crate) fn drop_returned() {
    for handle in RETURNED.with(|returned| mem::take(&mut returned.handles)) {
        canon::error_context_drop(handle);
    }
}

impl fmt::Debug for ErrorContext {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("ErrorContext").field(&self.debug_message()).finish()
    }
}

impl fmt::Display for ErrorContext {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.debug_message())
    }
}

impl core::error::Error for ErrorContext {}

// SAFETY: an error context is a handle.
unsafe impl Abi for ErrorContext {
    type Area = u32;
    const FLAT: usize = 1;
    const SHAPE: Shape = Shape::named("error-context");
}

// SAFETY: writes the handle. Sending an error context copies it: the handle here stays ours to drop.
unsafe impl Lower for ErrorContext {
    unsafe fn lower(&self, slots: Slots, _: &mut Arena) {
        // SAFETY: one slot.
        unsafe { slots.set(0, u64::from(self.handle.get())) }
    }
    unsafe fn store(&self, area: *mut u32, _: &mut Arena) {
        // SAFETY: the caller gives a valid area.
        unsafe { area.write(self.handle.get()) }
    }
}

// SAFETY: takes the handle over.
unsafe impl<W> Lift<W> for ErrorContext {
    unsafe fn lift(slots: &mut SlotReader<'_>) -> Self {
        ErrorContext { handle: Handle::new(slots.next_bits() as u32) }
    }
    unsafe fn load(area: *const u32) -> Self {
        // SAFETY: the area holds a handle that the result owns.
        ErrorContext { handle: Handle::new(unsafe { area.read() }) }
    }
}
