//! Calls of imports that may wait.

use alloc::boxed::Box;
use core::future::Future;
use core::marker::PhantomData;
use core::mem::{self, ManuallyDrop, MaybeUninit};
use core::pin::Pin;
use core::task::{Context, Poll};

use super::background::{self, Unfinished};
use super::call::{lower_params, params_count};
use super::canon::{self, subtask};
use super::frame::Frame;
use super::{Arena, Import, Lift, Lower, MAX_FLAT_ASYNC_PARAMS, SlotArray};
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
    let params = MaybeUninit::new(params);
    let running = Running::<W, P, R> { params, arena: Arena::new(), frame: Frame::NONE, world: PhantomData };
    Call { import, state: State::New, running: ManuallyDrop::new(running) }
}

/// A call of an async import.
struct Call<W, P: Lower, R: Lift<W>, I: Import> {
    import: I,
    state: State,
    /// Nothing is left of it to be dropped once the call has ended, and before it has been started only the parameters.
    running: ManuallyDrop<Running<W, P, R>>,
}

#[derive(Clone, Copy)]
enum State {
    New,
    /// The callee may not have taken the parameters yet.
    Starting(u32),
    /// The callee has taken the parameters, and the subtask has not returned.
    Started(u32),
    Done,
}

/// What the other side may touch while the call is under way.
struct Running<W, P: Lower, R: Lift<W>> {
    /// There until the callee has taken them, which whoever has this knows.
    params: MaybeUninit<P>,
    arena: Arena,
    frame: Frame,
    world: PhantomData<fn() -> (W, R)>,
}

impl<W, P: Lower, R: Lift<W>> Running<W, P, R> {
    /// How many bytes the parameters take in the frame, before the result.
    const PARAMS: usize = if P::FLAT > MAX_FLAT_ASYNC_PARAMS { size_of::<P::Area>() } else { 0 };
    const RESULT: usize = Self::PARAMS.next_multiple_of(align_of::<R::Area>());
    const SIZE: usize = if R::FLAT > 0 { Self::RESULT + size_of::<R::Area>() } else { Self::PARAMS };

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
        let mut array = SlotArray::new();
        let count = params_count(P::FLAT, MAX_FLAT_ASYNC_PARAMS);
        self.frame = Frame::new(Self::SIZE);
        // SAFETY: the parameters are there. All that is lowered lies in what `self` keeps where it is.
        let packed = unsafe {
            let area = self.frame.start().cast();
            lower_params(self.params.assume_init_ref(), MAX_FLAT_ASYNC_PARAMS, area, array.slots(), &mut self.arena);
            if R::FLAT > 0 {
                array.slots().set_ptr(count, self.result());
            }
            import.call(array.filled(count + usize::from(R::FLAT > 0))) as u32
        };
        (packed & 0xf, packed >> 4)
    }

    /// The callee has the parameters, which were there until now: gives up their handles and frees the rest.
    #[inline(always)]
    fn params_taken(&mut self) {
        if P::HANDLES {
            // SAFETY: they are there, and the callee has taken them.
            unsafe { self.params.assume_init_ref().relinquish() }
        }
        self.drop_params();
        self.arena.clear();
    }

    /// Drops the parameters, which were there until now.
    #[inline(always)]
    fn drop_params(&mut self) {
        if mem::needs_drop::<P>() {
            // SAFETY: they are there.
            unsafe { self.params.assume_init_drop() }
        }
    }

    /// Takes the result of a call that has returned.
    ///
    /// # Safety
    ///
    /// The callee must have written it, and it is taken once.
    #[inline(always)]
    unsafe fn take_result(&mut self) -> R {
        // SAFETY: the caller's promise; the frame is of this size, and the host has done with it.
        unsafe {
            let result = R::load(self.result());
            self.frame.free(Self::SIZE);
            result
        }
    }

    /// Sees to what is left of a call that has ended like that, and that nobody waits for.
    fn ended(&mut self, status: u32, has_params: bool) {
        if has_params && status == subtask::CANCELLED_BEFORE_STARTED {
            self.drop_params();
            self.arena.clear();
        } else if has_params {
            self.params_taken();
        }
        // SAFETY: the callee has written the result, if it has returned. Else the frame is all that is left.
        unsafe {
            if status == subtask::RETURNED {
                drop(self.take_result());
            } else {
                self.frame.free(Self::SIZE);
            }
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
                    this.running.params_taken();
                    // SAFETY: the call has returned.
                    return Poll::Ready(unsafe { this.running.take_result() });
                }
                (status, handle) => {
                    this.state = State::Starting(handle);
                    (status, handle)
                }
            },
            State::Starting(handle) | State::Started(handle) => {
                match waitable::take_event_and_forget(handle, subtask::RETURNED) {
                    Some(subtask::RETURNED) => {
                        canon::subtask_drop(handle);
                        this.go_on(State::Done);
                        // SAFETY: the call has returned.
                        return Poll::Ready(unsafe { this.running.take_result() });
                    }
                    Some(status) => (status, handle),
                    None => (subtask::STARTING, handle),
                }
            }
            State::Done => panic!("a call is polled after it has returned"),
        };
        if status == subtask::STARTED {
            this.go_on(State::Started(handle));
        }
        waitable::register(handle, context.waker());
        Poll::Pending
    }
}

impl<W, P: Lower, R: Lift<W>, I: Import> Call<W, P, R, I> {
    /// Goes on to a state in which the callee has the parameters.
    #[inline(always)]
    fn go_on(&mut self, to: State) {
        if let State::New | State::Starting(_) = mem::replace(&mut self.state, to) {
            self.running.params_taken();
        }
    }
}

impl<W, P: Lower, R: Lift<W>, I: Import> Drop for Call<W, P, R, I> {
    #[inline(always)]
    fn drop(&mut self) {
        let (handle, has_params) = match self.state {
            State::New => {
                // Where a trap is a panic, a call that could not be started has one.
                self.running.frame = Frame::NONE;
                return self.running.drop_params();
            }
            State::Starting(handle) => (handle, true),
            State::Started(handle) => (handle, false),
            State::Done => return,
        };
        match cancel(handle) {
            Some(status) => self.running.ended(status, has_params),
            None => self.running.leave(handle, has_params),
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
    has_params: bool,
    running: Running<W, P, R>,
}

impl<W, P: Lower, R: Lift<W>> Running<W, P, R> {
    /// Leaves the call to the next task.
    #[cold]
    fn leave(&mut self, handle: u32, has_params: bool) {
        let running = Running::<W, P, R> {
            params: mem::replace(&mut self.params, MaybeUninit::uninit()),
            arena: mem::take(&mut self.arena),
            frame: mem::replace(&mut self.frame, Frame::NONE),
            world: PhantomData,
        };
        let left: Box<dyn Unfinished + '_> = Box::new(Left { handle, has_params, running });
        // SAFETY: only parameters borrow, and dropping them does not touch what they borrow. Nor does giving up their
        // handles: those of resources that are borrowed stay where they are.
        background::leave(unsafe { mem::transmute::<Box<dyn Unfinished + '_>, Box<dyn Unfinished>>(left) });
    }
}

impl<W, P: Lower, R: Lift<W>> Left<W, P, R> {
    fn ended(&mut self, status: u32) {
        self.running.ended(status, mem::take(&mut self.has_params));
        self.handle = 0;
    }
}

impl<W, P: Lower, R: Lift<W>> Drop for Left<W, P, R> {
    fn drop(&mut self) {
        if mem::take(&mut self.has_params) {
            self.running.drop_params();
        }
        if self.handle != 0 {
            // SAFETY: the frame has not been freed, and nobody will look at it.
            unsafe { self.running.frame.free(Running::<W, P, R>::SIZE) }
        }
    }
}

impl<W, P: Lower, R: Lift<W>> Unfinished for Left<W, P, R> {
    fn handle(&self) -> u32 {
        self.handle
    }

    fn take_ended(&mut self) -> bool {
        let ended = waitable::take_event(self.handle) == Some(subtask::RETURNED);
        if ended {
            self.ended(end(self.handle, Some(subtask::RETURNED)));
        }
        ended
    }

    fn cancel(&mut self) {
        self.ended(end(self.handle, None));
    }
}
