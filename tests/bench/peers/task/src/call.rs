//! A call of an import.

use std::future::Future;
use std::marker::PhantomData;
use std::mem::{ManuallyDrop, MaybeUninit};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use crate::block::Block;
use crate::canon::{RETURNED, subtask_cancel, subtask_drop};
use crate::left::leave;
use crate::task::{join, poll_event};

/// A call under way. When it is dropped, what the host may touch lives on until the call has been ended: the parameters,
/// which `start` owns, and the result.
pub struct Call<S: 'static, R> {
    /// Gone once the call has returned.
    start: ManuallyDrop<S>,
    stage: Stage,
    /// There while the call is waiting.
    result: MaybeUninit<Block>,
    _result: PhantomData<R>,
}

#[derive(Clone, Copy)]
enum Stage {
    New,
    Waiting(u32),
    Returned,
}

/// Calls an import: `start` passes it room for its result.
pub fn call<S: FnMut(*mut R) -> u32, R: Copy>(start: S) -> Call<S, R> {
    Call { start: ManuallyDrop::new(start), stage: Stage::New, result: MaybeUninit::uninit(), _result: PhantomData }
}

impl<S, R> Unpin for Call<S, R> {}

impl<S: FnMut(*mut R) -> u32, R: Copy> Future for Call<S, R> {
    type Output = R;

    #[inline(always)]
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<R> {
        let this = &mut *self;
        let (subtask, result) = match this.stage {
            Stage::New => {
                let result = Block::new();
                let packed = (this.start)(result.place());
                if packed == RETURNED {
                    return Poll::Ready(this.returned(&result));
                }
                this.stage = Stage::Waiting(packed >> 4);
                this.result.write(result);
                join(packed >> 4);
                (packed >> 4, &this.result)
            }
            Stage::Waiting(subtask) => (subtask, &this.result),
            Stage::Returned => panic!("the call has returned"),
        };
        while ready!(poll_event(subtask, context)) != RETURNED {}
        subtask_drop(subtask);
        // SAFETY: there until now.
        let result = unsafe { result.assume_init_read() };
        Poll::Ready(this.returned(&result))
    }
}

impl<S, R: Copy> Call<S, R> {
    /// Takes the result of a call that has just returned.
    #[inline(always)]
    fn returned(&mut self, result: &Block) -> R {
        self.stage = Stage::Returned;
        // SAFETY: there until now, and the call has returned.
        unsafe {
            ManuallyDrop::drop(&mut self.start);
            result.place::<R>().read()
        }
    }
}

impl<S, R> Call<S, R> {
    #[cold]
    #[inline(never)]
    fn give_up(&mut self) {
        // SAFETY: not used any more.
        let start = unsafe { ManuallyDrop::take(&mut self.start) };
        if let Stage::Waiting(subtask) = self.stage {
            // SAFETY: the call is waiting.
            let result = unsafe { self.result.assume_init_read() };
            leave(subtask, move || {
                subtask_cancel(subtask);
                subtask_drop(subtask);
                drop((start, result));
            });
        }
    }
}

impl<S, R> Drop for Call<S, R> {
    #[inline(always)]
    fn drop(&mut self) {
        if !matches!(self.stage, Stage::Returned) {
            self.give_up();
        }
    }
}
