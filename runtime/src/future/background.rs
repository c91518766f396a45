//! Writes of futures that nobody awaits: a writer was dropped, and its reader has not come for the value yet.
//!
//! Inside a task, the task stays until the value has been taken. Outside of one, or when the task is cancelled, the
//! write is kept with the instance, and whatever has ended is cleared away when the next call comes.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::any::Any;
use core::future::Future;
use core::mem::ManuallyDrop;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::writer::Sending;
use crate::abi::Lower;
use crate::abi::canon::{self, Event};
use crate::local::local;
use crate::task;

/// A write without a task, by the handle of its end.
struct Kept {
    handle: u32,
    sending: ManuallyDrop<Box<dyn Any>>,
}

impl Drop for Kept {
    fn drop(&mut self) {
        // A write that has not ended is dropped only with the whole instance, which off wasm ends with its thread. It
        // stays as it is then: nobody is left to tell.
        if task::waitable::is_there() && task::waitable::has_event(self.handle) {
            canon::waitable_join(self.handle, 0);
            // SAFETY: dropped once, here.
            unsafe { ManuallyDrop::drop(&mut self.sending) }
        }
    }
}

local! {
    static KEPT: (u32, Vec<Kept>) = (0, Vec::new());
}

/// Sees to it that the value reaches its reader, if that ever comes.
pub(super) fn finish<T: Lower + 'static>(mut sending: Sending<T>) {
    if sending.start().is_some() {
        return;
    }
    let write = Background(Some(Box::new(sending)));
    if task::can_spawn() {
        task::spawn(write).detach();
    }
    // Else its drop keeps it.
}

/// A write under way in the background.
struct Background<T: Lower + 'static>(Option<Box<Sending<T>>>);

impl<T: Lower + 'static> Future for Background<T> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let Some(sending) = &mut self.0 else { return Poll::Ready(()) };
        core::task::ready!(sending.poll(context));
        self.0 = None;
        Poll::Ready(())
    }
}

impl<T: Lower + 'static> Drop for Background<T> {
    fn drop(&mut self) {
        if let Some(sending) = self.0.take() {
            keep(sending);
        }
    }
}

/// Keeps a write that is under way with the instance.
fn keep<T: Lower + 'static>(sending: Box<Sending<T>>) {
    let handle = sending.end.handle.get();
    if task::waitable::has_event(handle) {
        return;
    }
    task::waitable::leave(handle);
    let set = KEPT.with(|kept| kept.0);
    let set = if set == 0 { canon::waitable_set_new() } else { set };
    canon::waitable_join(handle, set);
    KEPT.with(|kept| {
        kept.0 = set;
        kept.1.push(Kept { handle, sending: ManuallyDrop::new(sending) });
    });
}

/// Clears away the kept writes that have ended.
#[inline]
pub(crate) fn reap() {
    if KEPT.with(|kept| !kept.1.is_empty()) {
        reap_ended();
    }
}

#[cold]
fn reap_ended() {
    let set = KEPT.with(|kept| kept.0);
    loop {
        let event = canon::waitable_set_poll(set);
        if event.kind == Event::NONE {
            return;
        }
        task::waitable::deliver(event.waitable, event.code);
        let ended = KEPT.with(|kept| {
            kept.1.iter().position(|kept| kept.handle == event.waitable).map(|index| kept.1.swap_remove(index))
        });
        drop(ended);
    }
}
