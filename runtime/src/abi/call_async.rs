//! Calls of imports that may wait.

use alloc::boxed::Box;
use core::future::Future;
use core::marker::PhantomData;
use core::mem::{self, MaybeUninit};
use core::pin::Pin;
use core::ptr;
use core::task::{Context, Poll};

use super::area_box::AreaBox;
use super::background::{self, Unfinished};
use super::call::{lower_params, params_count};
use super::canon::{self, subtask};
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
    let running = Running { params, arena: MaybeUninit::uninit(), area: MaybeUninit::uninit(), world: PhantomData };
    Call { import, state: State::New, running }
}

/// A call of an async import.
struct Call<W, P: Lower, R: Lift<W>, I: Import> {
    import: I,
    state: State,
    running: Running<W, P, R>,
}

#[derive(Clone, Copy)]
enum State {
    /// Of what is running there are only the parameters.
    New,
    /// The callee may not have taken the parameters yet.
    Starting(u32),
    /// The callee has taken the parameters, and the subtask has not returned.
    Started(u32),
    /// Nothing is left.
    Done,
}

/// What the other side may touch while the call is under way. Whoever has this knows what of it is there, and drops that.
struct Running<W, P: Lower, R: Lift<W>> {
    /// There until the callee has taken them.
    params: MaybeUninit<P>,
    /// What the parameters were lowered to. There as long as they are, once the call has been started.
    arena: MaybeUninit<Arena>,
    /// There once the call has been started, until it has ended.
    area: MaybeUninit<CallArea<P::Area, R::Area>>,
    world: PhantomData<fn() -> (W, R)>,
}

/// Memory of a call; none if all goes without.
type CallArea<P, R> = Option<AreaBox<ParamsAndResult<P, R>>>;

#[repr(C)]
struct ParamsAndResult<P, R> {
    /// The parameters, if there are too many of them to be passed as they are.
    params: P,
    result: R,
}

/// Where the parameters are in a call's memory, and where the result is or will be.
#[inline(always)]
fn places<P, R>(area: &CallArea<P, R>) -> (*mut P, *mut R) {
    match area {
        // SAFETY: both are inside the area.
        Some(area) => unsafe { (&raw mut (*area.as_ptr()).params, &raw mut (*area.as_ptr()).result) },
        None => (ptr::dangling_mut(), ptr::dangling_mut()),
    }
}

impl<W, P: Lower, R: Lift<W>> Running<W, P, R> {
    /// Calls: the state that the call is in and its subtask, if it has one, and what the other side may touch.
    ///
    /// # Safety
    ///
    /// The parameters must be there, and `import` be as [`call_async`] asks.
    #[inline(always)]
    unsafe fn start(&self, import: &impl Import) -> (u32, u32, Arena, CallArea<P::Area, R::Area>) {
        let mut slots = SlotArray::new();
        let count = params_count(P::FLAT, MAX_FLAT_ASYNC_PARAMS);
        let mut arena = Arena::new();
        let area = (P::FLAT > MAX_FLAT_ASYNC_PARAMS || R::FLAT > 0).then(AreaBox::new);
        let (params, result) = places(&area);
        // SAFETY: the parameters are there. All that is lowered lies in memory of its own, which the caller keeps.
        let packed = unsafe {
            lower_params(self.params.assume_init_ref(), MAX_FLAT_ASYNC_PARAMS, params, slots.slots(), &mut arena);
            if R::FLAT > 0 {
                slots.slots().set_ptr(count, result);
            }
            import.call(slots.filled(count + usize::from(R::FLAT > 0))) as u32
        };
        (packed & 0xf, packed >> 4, arena, area)
    }

    /// Gives up the handles of the parameters and drops the rest.
    ///
    /// # Safety
    ///
    /// They must be there, and the callee must have taken them.
    #[inline(always)]
    unsafe fn give_params(&mut self) {
        // SAFETY: the caller's promise.
        unsafe {
            if P::HANDLES {
                self.params.assume_init_ref().relinquish();
            }
            self.drop_params();
        }
    }

    /// Drops the parameters.
    ///
    /// # Safety
    ///
    /// They must be there.
    #[inline(always)]
    unsafe fn drop_params(&mut self) {
        if mem::needs_drop::<P>() {
            // SAFETY: the caller's promise.
            unsafe { self.params.assume_init_drop() }
        }
    }

    /// [`give_params`](Self::give_params) for a call that has waited with them.
    ///
    /// # Safety
    ///
    /// As there.
    #[inline(always)]
    unsafe fn give_waiting_params(&mut self) {
        // SAFETY: the caller's promise; there as long as the parameters are.
        unsafe {
            let _arena = self.arena.assume_init_read();
            self.give_params();
        }
    }

    /// Takes the result of a call that has waited and returned.
    ///
    /// # Safety
    ///
    /// The area must be there, and the callee have written the result.
    #[inline(always)]
    unsafe fn take_result(&mut self) -> R {
        // SAFETY: the caller's promise.
        unsafe {
            let area = self.area.assume_init_read();
            R::load(places(&area).1)
        }
    }

    /// Sees to what is left of a call that has ended like that, and that nobody waits for.
    ///
    /// # Safety
    ///
    /// The area must be there, and if it `has_params`, the parameters and the arena.
    unsafe fn ended(&mut self, status: u32, has_params: bool) {
        // SAFETY: the caller's promise.
        unsafe {
            if has_params && status == subtask::CANCELLED_BEFORE_STARTED {
                let _arena = self.arena.assume_init_read();
                self.drop_params();
            } else if has_params {
                self.give_waiting_params();
            }
            if status == subtask::RETURNED {
                drop(self.take_result());
            } else {
                self.area.assume_init_drop();
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
        let handle = match this.state {
            State::New => {
                // SAFETY: the call is new; `call_async` has the caller's promise.
                let (status, handle, arena, area) = unsafe { this.running.start(&this.import) };
                if status == subtask::RETURNED {
                    this.state = State::Done;
                    // SAFETY: the callee has taken the parameters and written the result.
                    return Poll::Ready(unsafe {
                        this.running.give_params();
                        R::load(places(&area).1)
                    });
                }
                this.running.area.write(area);
                if status == subtask::STARTING {
                    this.running.arena.write(arena);
                    this.state = State::Starting(handle);
                } else {
                    this.state = State::Started(handle);
                    // SAFETY: the callee has taken them.
                    unsafe { this.running.give_params() }
                }
                handle
            }
            State::Starting(handle) | State::Started(handle) => {
                if waitable::take_last(handle, subtask::RETURNED) {
                    canon::subtask_drop(handle);
                    this.go_on(State::Done);
                    // SAFETY: the call has returned.
                    return Poll::Ready(unsafe { this.running.take_result() });
                }
                if waitable::take_event(handle) == Some(subtask::STARTED) {
                    this.go_on(State::Started(handle));
                }
                handle
            }
            State::Done => panic!("a call is polled after it has returned"),
        };
        waitable::register(handle, context.waker());
        Poll::Pending
    }
}

impl<W, P: Lower, R: Lift<W>, I: Import> Call<W, P, R, I> {
    /// Goes on, after it has waited, to a state in which the callee has the parameters.
    #[inline(always)]
    fn go_on(&mut self, to: State) {
        if let State::Starting(_) = mem::replace(&mut self.state, to) {
            // SAFETY: they were there until now.
            unsafe { self.running.give_waiting_params() }
        }
    }

    /// Ends a call that has not returned.
    #[cold]
    #[inline(never)]
    fn give_up(&mut self) {
        let (handle, has_params) = match self.state {
            // SAFETY: they are there.
            State::New => return unsafe { self.running.drop_params() },
            State::Starting(handle) => (handle, true),
            State::Started(handle) => (handle, false),
            State::Done => return,
        };
        match cancel(handle) {
            // SAFETY: the call has been started, and the state says whether there are parameters.
            Some(status) => unsafe { self.running.ended(status, has_params) },
            None => self.running.leave(handle, has_params),
        }
    }
}

impl<W, P: Lower, R: Lift<W>, I: Import> Drop for Call<W, P, R, I> {
    #[inline(always)]
    fn drop(&mut self) {
        if !matches!(self.state, State::Done) {
            self.give_up();
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

/// A call that goes on though nobody waits for it. Nothing of it is left to be dropped once it has ended, which it does
/// before it is dropped.
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
            arena: mem::replace(&mut self.arena, MaybeUninit::uninit()),
            area: mem::replace(&mut self.area, MaybeUninit::uninit()),
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
        // SAFETY: the call has been started and has ended like that, once.
        unsafe { self.running.ended(status, self.has_params) }
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
