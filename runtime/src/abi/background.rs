//! Copies that nobody waits for: what was dropped while it waited, and the defaults of futures.
//!
//! The host may use the buffer of a copy until that has ended, so end and buffer live on until then. A task that the
//! host has called sees to it: it cancels what was abandoned, and stays until the rest is done. Where there is no such
//! task, a synchronous export may be running, which must not block, and cancelling may. Then copies are kept with the
//! instance; whatever has ended is cleared away when the next call comes or the next copy is kept, and what was
//! abandoned is cancelled when the next task starts.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::future::Future;
use core::mem::ManuallyDrop;
use core::pin::Pin;
use core::task::{Context, Poll, ready};

use super::End;
use super::canon::{self, CopyResult, Event};
use crate::local::local;
use crate::task::{self, waitable};

/// An end with a copy under way, and its buffer, which stays where it is when this is moved.
pub(crate) trait Copying: 'static {
    /// The end.
    fn end(&self) -> &End;

    /// Sees to what has been copied, which is over.
    fn ended(&mut self, result: CopyResult);
}

/// Ends a copy under way as soon as that is allowed.
pub(crate) fn abandon(mut copying: impl Copying) {
    if task::may_block() {
        let result = copying.end().cancel();
        copying.ended(result);
    } else {
        keep(copying, true);
    }
}

/// Sees a copy under way to its end.
pub(crate) fn finish(copying: impl Copying) {
    let background = Background(Some(copying));
    if task::may_block() && task::can_spawn() {
        task::spawn(background).detach();
    }
    // Else its drop keeps it.
}

/// A copy that a task sees to.
struct Background<C: Copying>(Option<C>);

impl<C: Copying> Future for Background<C> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let Some(copying) = &mut self.0 else { return Poll::Ready(()) };
        let result = ready!(copying.end().poll(context));
        copying.ended(result);
        self.0 = None;
        Poll::Ready(())
    }
}

impl<C: Copying> Unpin for Background<C> {}

impl<C: Copying> Drop for Background<C> {
    fn drop(&mut self) {
        if let Some(copying) = self.0.take() {
            keep(copying, false);
        }
    }
}

/// A copy without a task, by the handle of its end.
struct Kept {
    handle: u32,
    copying: ManuallyDrop<Box<dyn Copying>>,
    /// Whether nobody wants it to go on.
    abandoned: bool,
}

impl Drop for Kept {
    fn drop(&mut self) {
        // A copy that has not ended is dropped only with the whole instance, which off wasm ends with its thread. It
        // stays as it is then: nobody is left to tell.
        if waitable::is_there()
            && let Some(result) = self.copying.end().take_ended()
        {
            canon::waitable_join(self.handle, 0);
            self.copying.ended(result);
            // SAFETY: dropped once, here.
            unsafe { ManuallyDrop::drop(&mut self.copying) }
        }
    }
}

local! {
    /// The waitable set of the kept copies, zero until there is one, and the copies.
    static KEPT: (u32, Vec<Kept>) = (0, Vec::new());
}

/// Keeps a copy that is under way with the instance.
fn keep<C: Copying>(mut copying: C, abandoned: bool) {
    clear();
    if let Some(result) = copying.end().take_ended() {
        return copying.ended(result);
    }
    let handle = copying.end().handle.get();
    waitable::leave(handle);
    let set = KEPT.with(|kept| kept.0);
    let set = if set == 0 { canon::waitable_set_new() } else { set };
    canon::waitable_join(handle, set);
    let copying: Box<dyn Copying> = Box::new(copying);
    KEPT.with(|kept| {
        kept.0 = set;
        kept.1.push(Kept { handle, copying: ManuallyDrop::new(copying), abandoned });
    });
}

/// Clears away the kept copies that have ended, and cancels those that were abandoned, where that is allowed.
#[inline]
pub(crate) fn clear() {
    if KEPT.with(|kept| !kept.1.is_empty()) {
        clear_ended();
        if task::may_block() {
            cancel_abandoned();
        }
    }
}

#[cold]
fn clear_ended() {
    let set = KEPT.with(|kept| kept.0);
    loop {
        let event = canon::waitable_set_poll(set);
        if event.kind == Event::NONE {
            return;
        }
        waitable::deliver(event.waitable, event.code);
        let ended = KEPT.with(|kept| {
            kept.1.iter().position(|kept| kept.handle == event.waitable).map(|index| kept.1.swap_remove(index))
        });
        drop(ended);
    }
}

#[cold]
fn cancel_abandoned() {
    while let Some(mut kept) = KEPT.with(|kept| {
        let index = kept.1.iter().position(|kept| kept.abandoned)?;
        Some(kept.1.swap_remove(index))
    }) {
        canon::waitable_join(kept.handle, 0);
        let result = kept.copying.end().cancel();
        kept.copying.ended(result);
        // SAFETY: dropped once: what has been cancelled has no event for `Kept::drop` to find.
        unsafe { ManuallyDrop::drop(&mut kept.copying) }
        core::mem::forget(kept);
    }
}
