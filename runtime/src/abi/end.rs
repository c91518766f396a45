//! One end of a stream or future, and the copy that is under way on it.

use core::sync::atomic::{AtomicBool, Ordering};
use core::task::{Context, Poll};

use super::canon::{BLOCKED, Builtins, CopyResult, MAX_COPY};
use super::handle::Handle;
use crate::task::{self, waitable};

/// Which end it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Readable,
    Writable,
}

/// An end of a stream or future. It owns its handle; whoever owns it keeps the buffer of a copy under way.
#[derive(Debug)]
pub(crate) struct End {
    pub(crate) handle: Handle,
    pub(crate) builtins: &'static Builtins,
    side: Side,
    copying: AtomicBool,
    /// Whether the end may be in the table of waitables: most never have to wait.
    known: AtomicBool,
}

impl core::fmt::Debug for Builtins {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter.write_str("Builtins")
    }
}

impl End {
    pub(crate) const fn new(handle: u32, builtins: &'static Builtins, side: Side) -> Self {
        let (copying, known) = (AtomicBool::new(false), AtomicBool::new(false));
        End { handle: Handle::new(handle), builtins, side, copying, known }
    }

    /// Both ends of a new stream or future: the writable and the readable.
    pub(crate) fn pair(builtins: &'static Builtins) -> (End, End) {
        // SAFETY: makes two ends that belong to us.
        let ends = unsafe { (builtins.new)() };
        (End::new((ends >> 32) as u32, builtins, Side::Writable), End::new(ends as u32, builtins, Side::Readable))
    }

    /// Whether a copy is under way.
    #[inline]
    pub(crate) fn is_copying(&self) -> bool {
        self.copying.load(Ordering::Relaxed)
    }

    /// Whether nobody has ever waited with this end, so that no copy is under way either.
    #[inline(always)]
    pub(crate) fn is_fresh(&self) -> bool {
        !self.is_known()
    }

    #[inline(always)]
    fn is_known(&self) -> bool {
        self.known.load(Ordering::Relaxed)
    }

    #[inline]
    fn set_copying(&self, copying: bool) {
        self.copying.store(copying, Ordering::Relaxed);
    }

    /// Starts to read up to `count` items. `None` when that goes on in the background.
    ///
    /// # Safety
    ///
    /// The end must be readable and no copy under way. The buffer must have room for `count` items and stay where it
    /// is until the copy has ended.
    #[inline(always)]
    pub(crate) unsafe fn start_read(&self, buffer: *mut u8, count: usize) -> Option<CopyResult> {
        debug_assert!(!self.is_copying() && self.handle.is_held() && self.side == Side::Readable);
        // SAFETY: the caller's promise.
        self.started(unsafe { (self.builtins.read)(self.handle.get(), buffer, count.min(MAX_COPY)) })
    }

    /// Starts to write up to `count` items. `None` when that goes on in the background.
    ///
    /// # Safety
    ///
    /// The end must be writable and no copy under way. The buffer must hold `count` items and stay where it is until
    /// the copy has ended.
    #[inline(always)]
    pub(crate) unsafe fn start_write(&self, buffer: *const u8, count: usize) -> Option<CopyResult> {
        debug_assert!(!self.is_copying() && self.handle.is_held() && self.side == Side::Writable);
        // SAFETY: the caller's promise.
        self.started(unsafe { (self.builtins.write)(self.handle.get(), buffer, count.min(MAX_COPY)) })
    }

    /// [`start_write`](Self::start_write), of no more than `MAX_COPY` items, to a reader that may well take all of them
    /// at once: then it is `Ok`.
    ///
    /// # Safety
    ///
    /// As there.
    #[inline(always)]
    pub(crate) unsafe fn write_all(&self, buffer: *const u8, count: usize) -> Result<(), Option<CopyResult>> {
        debug_assert!(!self.is_copying() && self.handle.is_held() && self.side == Side::Writable);
        debug_assert!(count <= MAX_COPY);
        // SAFETY: the caller's promise.
        let code = unsafe { (self.builtins.write)(self.handle.get(), buffer, count) };
        if code != CopyResult::pack_completed(count) {
            return Err(self.started(code));
        }
        task::stir();
        Ok(())
    }

    #[inline(always)]
    fn started(&self, code: u32) -> Option<CopyResult> {
        if code == BLOCKED {
            self.set_copying(true);
            self.known.store(true, Ordering::Relaxed);
            return None;
        }
        task::stir();
        Some(CopyResult::unpack(code))
    }

    /// Waits for the copy under way.
    #[inline]
    pub(crate) fn poll(&self, context: &mut Context<'_>) -> Poll<CopyResult> {
        debug_assert!(self.is_copying());
        match self.take_ended() {
            Some(result) => Poll::Ready(result),
            None => {
                waitable::register(self.handle.get(), context.waker());
                Poll::Pending
            }
        }
    }

    /// Waits, while no copy is under way, for the news that the other end has gone. The component model leaves that to
    /// the next copy, but hosts may tell at once, as Wasmtime does.
    pub(crate) fn poll_other_gone(&self, context: &mut Context<'_>) -> Poll<()> {
        debug_assert!(!self.is_copying());
        if self.other_has_gone() {
            return Poll::Ready(());
        }
        self.known.store(true, Ordering::Relaxed);
        waitable::register(self.handle.get(), context.waker());
        Poll::Pending
    }

    /// Whether there is news that the other end has gone, while no copy is under way: no other event comes then.
    pub(crate) fn other_has_gone(&self) -> bool {
        self.is_known() && waitable::has_event(self.handle.get())
    }

    /// How the copy under way has ended, if that has been heard of.
    #[inline]
    pub(crate) fn take_ended(&self) -> Option<CopyResult> {
        let code = waitable::take_event(self.handle.get())?;
        self.set_copying(false);
        Some(CopyResult::unpack(code))
    }

    /// Ends the copy under way, blocking if the other side takes its time. It may turn out to have copied items, or to
    /// be complete.
    ///
    /// Hosts do not have the built-in that would not block yet: it is one of those that the component model has not
    /// settled.
    ///
    /// # Panics
    ///
    /// The host traps where blocking is not allowed: in a synchronous export.
    pub(crate) fn cancel(&self) -> CopyResult {
        debug_assert!(self.is_copying());
        if let Some(result) = self.take_ended() {
            return result;
        }
        let handle = self.handle.get();
        waitable::leave(handle);
        self.set_copying(false);
        // SAFETY: a copy is under way on this end.
        CopyResult::unpack(unsafe {
            match self.side {
                Side::Readable => (self.builtins.cancel_read)(handle),
                Side::Writable => (self.builtins.cancel_write)(handle),
            }
        })
    }

    /// [`cancel`](Self::cancel) where that is allowed, or the end of the copy if it has come. `None` in a synchronous
    /// export: then the copy goes on.
    pub(crate) fn try_cancel(&self) -> Option<CopyResult> {
        if task::may_block() {
            return Some(self.cancel());
        }
        self.take_ended().or_else(|| {
            waitable::receive(self.handle.get());
            self.take_ended()
        })
    }

    /// Makes the end ready to be handed over: it must not be in a waitable set then.
    pub(crate) fn leave_set(&self) {
        debug_assert!(!self.is_copying());
        if self.is_known() {
            waitable::leave(self.handle.get());
        }
    }

    /// Drops the handle of a readable end that is [fresh](Self::is_fresh).
    ///
    /// # Safety
    ///
    /// The end must not be used afterwards, nor dropped.
    #[inline(always)]
    pub(crate) unsafe fn close_fresh_readable(&mut self) {
        debug_assert!(self.is_fresh() && self.side == Side::Readable);
        // SAFETY: the handle is ours and no copy is under way.
        unsafe { (self.builtins.drop_readable)(self.handle.get()) }
    }

    /// The end without its handle, which is the result's.
    pub(crate) fn take(&self) -> End {
        End {
            handle: Handle::new(self.handle.take()),
            builtins: self.builtins,
            side: self.side,
            copying: AtomicBool::new(self.copying.swap(false, Ordering::Relaxed)),
            known: AtomicBool::new(self.is_known()),
        }
    }
}

impl Drop for End {
    /// Drops the end, if it is here. Nothing may be under way on it.
    fn drop(&mut self) {
        if !self.handle.is_held() {
            return;
        }
        debug_assert!(!self.is_copying(), "an end is dropped by whoever has seen to its copy");
        let handle = self.handle.take();
        if self.is_known() {
            waitable::forget(handle);
        }
        // SAFETY: the handle is ours and no copy is under way.
        unsafe {
            match self.side {
                Side::Readable => (self.builtins.drop_readable)(handle),
                Side::Writable => (self.builtins.drop_writable)(handle),
            }
        }
    }
}
