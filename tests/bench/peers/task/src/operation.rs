//! What a task does with the host and may have to wait for.

use std::future::Future;
use std::marker::PhantomPinned;
use std::mem::MaybeUninit;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use crate::canon::{RETURNED, subtask_cancel, subtask_drop};
use crate::task::{join, poll_event};

/// A call of an import, whose result lies in it.
pub struct Call<S, R> {
    start: Option<S>,
    subtask: u32,
    result: MaybeUninit<R>,
    _pinned: PhantomPinned,
}

/// Calls an import: `start` passes it room for its result.
pub fn call<S: FnOnce(*mut R) -> u32, R>(start: S) -> Call<S, R> {
    Call { start: Some(start), subtask: 0, result: MaybeUninit::uninit(), _pinned: PhantomPinned }
}

impl<S: FnOnce(*mut R) -> u32, R: Copy> Future for Call<S, R> {
    type Output = R;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<R> {
        // SAFETY: nothing is moved but the function, which is not pinned.
        let this = unsafe { self.get_unchecked_mut() };
        if let Some(start) = this.start.take() {
            let packed = start(this.result.as_mut_ptr());
            if packed == RETURNED {
                // SAFETY: the call has returned.
                return Poll::Ready(unsafe { this.result.assume_init() });
            }
            this.subtask = packed >> 4;
            join(this.subtask);
        }
        while ready!(poll_event(this.subtask, context)) != RETURNED {}
        subtask_drop(this.subtask);
        this.subtask = 0;
        // SAFETY: the call has returned.
        Poll::Ready(unsafe { this.result.assume_init() })
    }
}

impl<S, R> Drop for Call<S, R> {
    fn drop(&mut self) {
        if self.subtask != 0 {
            subtask_cancel(self.subtask);
            subtask_drop(self.subtask);
        }
    }
}

/// A read or a write of a stream or future.
pub struct Transfer<S> {
    end: u32,
    start: Option<S>,
}

/// Reads or writes: `start` is told the end.
pub fn copy<S: FnOnce(u32) -> u32>(end: u32, start: S) -> Transfer<S> {
    Transfer { end, start: Some(start) }
}

impl<S: FnOnce(u32) -> u32 + Unpin> Future for Transfer<S> {
    type Output = u32;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<u32> {
        const BLOCKED: u32 = u32::MAX;
        let end = self.end;
        if let Some(start) = self.start.take() {
            let code = start(end);
            if code != BLOCKED {
                return Poll::Ready(code);
            }
            join(end);
        }
        poll_event(end, context)
    }
}
