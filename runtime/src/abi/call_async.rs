//! Calls of imports that may wait.

use alloc::boxed::Box;
use core::future::Future;
use core::marker::PhantomData;
use core::mem::{self, MaybeUninit};
use core::pin::Pin;
use core::task::{Context, Poll};

use super::background::{self, Unfinished};
use super::call::lower_params;
use super::canon::{self, subtask};
use super::frame::Frame;
use super::{Arena, Import, Lift, Lower, MAX_FLAT_ASYNC_PARAMS, Slots};
use crate::task::{self, waitable};

/// Calls an async-lowered import. `P` is the tuple of its parameters.
///
/// # Cancel safety
///
/// Dropping the future cancels the call. What the callee had not taken yet is dropped here; what it had returned
/// already is dropped too. That blocks when the callee takes its time to end.
///
/// Where blocking is not allowed, which is in an exported function whose WIT type is not `async` and in the destructor
/// of an exported resource, the call goes on, and the next task of the component that starts cancels it. Resources of
/// the host that are dropped there until then are dropped by that task too, as the call may have borrowed them.
///
/// # Safety
///
/// `import` must be an async-lowered function of these parameters and this result. Dropping the parameters must not
/// touch what they borrow: it may happen later.
#[inline(always)]
pub unsafe fn call_async<W, P: Lower, R: Lift<W>>(import: impl Import, params: P) -> impl Future<Output = R> {
    Call { import, state: State::New, running: Running::<W, P, R>::new(params) }
}

/// A call of an async import.
struct Call<W, P: Lower, R: Lift<W>, I: Import> {
    import: I,
    state: State,
    running: Running<W, P, R>,
}

#[derive(Clone, Copy)]
enum State {
    New,
    /// The subtask has not returned.
    Running(u32),
    Done,
}

/// What the other side may touch while the call is under way.
struct Running<W, P: Lower, R: Lift<W>> {
    /// There until the callee has taken them.
    params: MaybeUninit<P>,
    has_params: bool,
    arena: Arena,
    frame: Frame,
    world: PhantomData<fn() -> (W, R)>,
}

impl<W, P: Lower, R: Lift<W>> Running<W, P, R> {
    /// How many bytes the parameters take in the frame, before the result.
    const PARAMS: usize = if P::FLAT > MAX_FLAT_ASYNC_PARAMS { size_of::<P::Area>() } else { 0 };
    const RESULT: usize = Self::PARAMS.next_multiple_of(align_of::<R::Area>());
    const SIZE: usize = if R::FLAT > 0 { Self::RESULT + size_of::<R::Area>() } else { Self::PARAMS };

    #[inline(always)]
    fn new(params: P) -> Self {
        Running {
            params: MaybeUninit::new(params),
            has_params: true,
            arena: Arena::new(),
            frame: Frame::NONE,
            world: PhantomData,
        }
    }

    /// Where the result is, or will be.
    #[inline(always)]
    fn result(&self) -> *mut R::Area {
        // SAFETY: inside the frame, or at its end when there is no result.
        unsafe { self.frame.start().add(Self::RESULT).cast() }
    }

    /// Starts the call: the state it is in and its subtask, if it has one.
    ///
    /// # Safety
    ///
    /// The call must not have been started, and `import` be as [`call_async`] asks.
    #[inline(always)]
    unsafe fn start(&mut self, import: &impl Import) -> (u32, u32) {
        let mut slots = Slots::new();
        self.frame = Frame::new(Self::SIZE);
        // SAFETY: the parameters are there. All that is lowered lies in what `self` keeps where it is.
        let packed = unsafe {
            let area = self.frame.start().cast();
            lower_params(self.params.assume_init_ref(), MAX_FLAT_ASYNC_PARAMS, area, &mut slots, &mut self.arena);
            if R::FLAT > 0 {
                slots.push_ptr(self.result());
            }
            import.call(slots.as_slice()) as u32
        };
        (packed & 0xf, packed >> 4)
    }

    /// The callee has the parameters: gives up their handles and frees the rest.
    #[inline(always)]
    fn params_taken(&mut self) {
        if mem::take(&mut self.has_params) {
            // SAFETY: they are there, and the callee has taken them.
            unsafe {
                if P::HANDLES {
                    self.params.assume_init_ref().relinquish();
                }
                self.params.assume_init_drop();
            }
            self.arena = Arena::new();
        }
    }

    /// Takes the result of a call that has returned.
    ///
    /// # Safety
    ///
    /// The callee must have written it, and it is taken once.
    #[inline(always)]
    unsafe fn take_result(&mut self) -> R {
        self.params_taken();
        // SAFETY: the caller's promise.
        let result = unsafe { R::load(self.result()) };
        self.frame = Frame::NONE;
        result
    }

    /// Sees to what is left of a call that has ended like that, and that nobody waits for.
    fn ended(&mut self, status: u32) {
        match status {
            subtask::CANCELLED_BEFORE_STARTED => {}
            // SAFETY: the callee has written the result.
            subtask::RETURNED => drop(unsafe { self.take_result() }),
            _ => self.params_taken(),
        }
    }
}

impl<W, P: Lower, R: Lift<W>> Drop for Running<W, P, R> {
    #[inline(always)]
    fn drop(&mut self) {
        if self.has_params {
            // SAFETY: they are there.
            unsafe { self.params.assume_init_drop() }
        }
    }
}

impl<W, P: Lower, R: Lift<W>, I: Import> Future for Call<W, P, R, I> {
    type Output = R;

    #[inline(always)]
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<R> {
        // SAFETY: nothing in it has to be pinned: what is lowered stays valid when it is moved.
        let this = unsafe { self.get_unchecked_mut() };
        let (status, handle) = match this.state {
            // SAFETY: the call is new; `call_async` has the caller's promise.
            State::New => match unsafe { this.running.start(&this.import) } {
                (subtask::RETURNED, _) => {
                    this.state = State::Done;
                    // SAFETY: the call has returned.
                    return Poll::Ready(unsafe { this.running.take_result() });
                }
                (status, handle) => {
                    this.state = State::Running(handle);
                    (status, handle)
                }
            },
            State::Running(handle) => match waitable::take_event_and_forget(handle, subtask::RETURNED) {
                Some(subtask::RETURNED) => {
                    canon::subtask_drop(handle);
                    this.state = State::Done;
                    // SAFETY: the call has returned.
                    return Poll::Ready(unsafe { this.running.take_result() });
                }
                Some(status) => (status, handle),
                None => (subtask::STARTING, handle),
            },
            State::Done => panic!("a call is polled after it has returned"),
        };
        if status == subtask::STARTED {
            this.running.params_taken();
        }
        waitable::register(handle, context.waker());
        Poll::Pending
    }
}

impl<W, P: Lower, R: Lift<W>, I: Import> Drop for Call<W, P, R, I> {
    #[inline(always)]
    fn drop(&mut self) {
        if let State::Running(handle) = self.state {
            match cancel(handle) {
                Some(status) => self.running.ended(status),
                None => self.running.leave(handle),
            }
        }
    }
}

/// Ends a subtask that has not returned to us: the state it ended in. `None` where that is not allowed, because the host
/// offers only the cancellation that may block.
#[cold]
fn cancel(handle: u32) -> Option<u32> {
    let mut status = waitable::take_event(handle);
    if status != Some(subtask::RETURNED) && !task::may_block() {
        waitable::receive(handle);
        status = waitable::take_event(handle);
        if status != Some(subtask::RETURNED) {
            return None;
        }
    }
    Some(end(handle, status))
}

/// Ends a subtask of which this is the latest news: the state it ended in.
fn end(handle: u32, news: Option<u32>) -> u32 {
    let status = match news {
        Some(subtask::RETURNED) => subtask::RETURNED,
        _ => {
            waitable::leave(handle);
            canon::subtask_cancel(handle)
        }
    };
    waitable::forget(handle);
    canon::subtask_drop(handle);
    status
}

/// A call that goes on though nobody waits for it.
struct Left<W, P: Lower, R: Lift<W>> {
    handle: u32,
    running: Running<W, P, R>,
}

impl<W, P: Lower, R: Lift<W>> Running<W, P, R> {
    /// Leaves the call to the next task.
    #[cold]
    fn leave(&mut self, handle: u32) {
        let running = Running::<W, P, R> {
            params: mem::replace(&mut self.params, MaybeUninit::uninit()),
            has_params: mem::take(&mut self.has_params),
            arena: mem::take(&mut self.arena),
            frame: mem::replace(&mut self.frame, Frame::NONE),
            world: PhantomData,
        };
        let left: Box<dyn Unfinished + '_> = Box::new(Left { handle, running });
        // SAFETY: only parameters borrow, and dropping them does not touch what they borrow. Nor does giving up their
        // handles: those of resources that are borrowed stay where they are.
        background::leave(unsafe { mem::transmute::<Box<dyn Unfinished + '_>, Box<dyn Unfinished>>(left) });
    }
}

impl<W, P: Lower, R: Lift<W>> Unfinished for Left<W, P, R> {
    fn handle(&self) -> u32 {
        self.handle
    }

    fn take_ended(&mut self) -> bool {
        let ended = waitable::take_event(self.handle) == Some(subtask::RETURNED);
        if ended {
            self.running.ended(end(self.handle, Some(subtask::RETURNED)));
        }
        ended
    }

    fn cancel(&mut self) {
        self.running.ended(end(self.handle, None));
    }
}
