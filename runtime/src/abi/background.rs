//! What the host has not ended and nobody waits for: copies that were dropped while they waited, the defaults of
//! futures, and calls that were dropped where they could not be cancelled.
//!
//! The host may use the buffer of a copy until that has ended, so end and buffer live on until then. A task that the
//! host has called sees to it: it cancels what was abandoned, and stays until the rest is done. Where there is no such
//! task, a synchronous export may be running, which must not block, and cancelling may. Then copies and calls are kept
//! with the instance; whatever has ended is cleared away when the next call comes or the next one is kept, and what was
//! abandoned is cancelled when the next task starts.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::future::Future;
use core::mem::{self, ManuallyDrop};
use core::pin::Pin;
use core::task::{Context, Poll};

use super::canon::{self, CopyResult, Event};
use super::{End, Import};
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
pub(crate) fn abandon(copying: impl Copying) {
    abandon_any(Box::new(copying));
}

fn abandon_any(mut copying: Box<dyn Unfinished>) {
    if task::may_block() {
        copying.cancel();
    } else {
        keep(copying, Kind::Abandoned);
    }
}

/// Sees a copy under way to its end.
pub(crate) fn finish(copying: impl Copying) {
    finish_any(Box::new(copying));
}

fn finish_any(copying: Box<dyn Unfinished>) {
    let background = Background(Some(copying));
    if task::may_block() && task::can_spawn() {
        task::spawn(background).detach();
    }
    // Else its drop keeps it.
}

/// A copy that a task sees to.
struct Background(Option<Box<dyn Unfinished>>);

impl Future for Background {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let Some(copying) = &mut self.0 else { return Poll::Ready(()) };
        if !copying.take_ended() {
            waitable::register(copying.handle(), context.waker());
            return Poll::Pending;
        }
        self.0 = None;
        Poll::Ready(())
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        if let Some(copying) = self.0.take() {
            keep(copying, Kind::Wanted);
        }
    }
}

/// What the host has not ended: a waitable of ours, and memory that the host may use until it has ended.
pub(crate) trait Unfinished {
    /// The waitable.
    fn handle(&self) -> u32;

    /// Sees to what is left, if the end has been heard of; whether it has.
    fn take_ended(&mut self) -> bool;

    /// Ends it, which may block, and sees to what is left. The waitable must be in no set.
    fn cancel(&mut self);
}

impl<C: Copying> Unfinished for C {
    fn handle(&self) -> u32 {
        self.end().handle.get()
    }

    fn take_ended(&mut self) -> bool {
        let Some(result) = self.end().take_ended() else { return false };
        canon::waitable_join(self.handle(), 0);
        self.ended(result);
        true
    }

    fn cancel(&mut self) {
        let result = self.end().cancel();
        self.ended(result);
    }
}

/// What is kept with the instance.
struct Kept {
    handle: u32,
    /// Dropped only once it has ended. Else it goes with the whole instance, which off wasm ends with its thread: it stays
    /// as it is then, and nobody is left to tell.
    unfinished: ManuallyDrop<Box<dyn Unfinished>>,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A copy that is to go on.
    Wanted,
    /// A copy that nobody wants to go on.
    Abandoned,
    /// A call, which nobody waits for.
    Call,
}

local! {
    /// The waitable set of what is kept, zero until there is one, and what is.
    static KEPT: (u32, Vec<Kept>) = (0, Vec::new());
    /// [`clear_kept`] while something is kept: a component that never keeps anything does not get its code.
    static CLEAR: Option<fn()> = None;
    /// How many calls there are among that.
    static CALLS: usize = 0;
    /// Resources that are dropped when there are no such calls any more: a call may have borrowed them.
    static RESOURCES: Vec<(u32, Box<dyn Import>)> = Vec::new();
}

/// Leaves a call that cannot be cancelled here to the next task.
pub(crate) fn leave(call: Box<dyn Unfinished>) {
    CALLS.with(|calls| *calls += 1);
    keep(call, Kind::Call);
}

/// Keeps what is under way with the instance.
fn keep(unfinished: Box<dyn Unfinished>, kind: Kind) {
    clear();
    let handle = unfinished.handle();
    let mut kept = Kept { handle, unfinished: ManuallyDrop::new(unfinished), kind };
    if kept.unfinished.take_ended() {
        return kept.close();
    }
    waitable::leave(handle);
    canon::waitable_join(handle, set());
    CLEAR.with(|clear| *clear = Some(clear_kept));
    KEPT.with(|all| all.1.push(kept));
}

/// The waitable set.
fn set() -> u32 {
    let set = KEPT.with(|kept| kept.0);
    if set != 0 {
        return set;
    }
    let set = canon::waitable_set_new();
    KEPT.with(|kept| kept.0 = set);
    set
}

/// Takes in what has happened so far to a waitable that is in no set.
pub(crate) fn receive(handle: u32) {
    canon::waitable_join(handle, set());
    clear_ended();
    canon::waitable_join(handle, 0);
}

impl Kept {
    /// It has ended.
    fn close(mut self) {
        // SAFETY: dropped once.
        unsafe { ManuallyDrop::drop(&mut self.unfinished) }
        if self.kind == Kind::Call
            && CALLS.with(|calls| {
                *calls -= 1;
                *calls == 0
            })
        {
            drop_resources();
        }
    }
}

/// Clears away what is kept and has ended, and cancels what was abandoned, where that is allowed.
#[inline]
pub(crate) fn clear() {
    if let Some(clear) = CLEAR.with(|clear| *clear) {
        clear();
    }
}

#[cold]
fn clear_kept() {
    clear_ended();
    if task::may_block() {
        cancel_abandoned();
    }
    if KEPT.with(|kept| kept.1.is_empty()) {
        CLEAR.with(|clear| *clear = None);
    }
}

fn clear_ended() {
    let set = KEPT.with(|kept| kept.0);
    loop {
        let event = canon::waitable_set_poll(set);
        if event.kind == Event::NONE {
            return;
        }
        waitable::deliver(event.waitable, event.code);
        if let Some(mut kept) = take(|kept| kept.handle == event.waitable) {
            if kept.unfinished.take_ended() {
                kept.close();
            } else {
                // A call has got further.
                KEPT.with(|all| all.1.push(kept));
            }
        }
    }
}

fn cancel_abandoned() {
    while let Some(mut kept) = take(|kept| kept.kind != Kind::Wanted) {
        canon::waitable_join(kept.handle, 0);
        kept.unfinished.cancel();
        kept.close();
    }
}

/// Takes out something that is kept.
fn take(is_it: impl Fn(&Kept) -> bool) -> Option<Kept> {
    KEPT.with(|kept| {
        let index = kept.1.iter().position(is_it)?;
        Some(kept.1.swap_remove(index))
    })
}

/// Drops a handle of a resource; later, if a call that has been left may have borrowed it.
///
/// # Safety
///
/// `drop` must be the `resource.drop` of the resource, and the handle owned.
#[doc(hidden)]
#[inline(always)]
pub unsafe fn drop_resource(drop: impl Import + 'static, handle: u32) {
    if CALLS.with(|calls| *calls == 0) {
        // SAFETY: the caller's promise.
        unsafe { drop.call(&[u64::from(handle)]) };
    } else {
        drop_resource_later(Box::new(drop), handle);
    }
}

#[cold]
fn drop_resource_later(drop: Box<dyn Import>, handle: u32) {
    RESOURCES.with(|resources| resources.push((handle, drop)));
}

#[cold]
fn drop_resources() {
    for (handle, drop) in RESOURCES.with(mem::take) {
        // SAFETY: the promise of `drop_resource`'s caller.
        unsafe { drop.call(&[u64::from(handle)]) };
    }
}

/// Drops handles that were lent to a call of ours, and so must be gone when it returns: nothing keeps them.
pub(crate) fn drop_at_once(drop_them: impl FnOnce()) {
    let calls = CALLS.with(mem::take);
    drop_them();
    CALLS.with(|now| *now += calls);
}
