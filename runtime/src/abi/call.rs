//! Calls of imports.

use core::future::Future;
use core::marker::{PhantomData, PhantomPinned};
use core::mem::MaybeUninit;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::canon::{self, subtask};
use super::{Arena, Lift, Lower, MAX_FLAT_ASYNC_PARAMS, MAX_FLAT_PARAMS, SlotReader, Slots};
use crate::task::{self, waitable};

/// A core function that the guest imports, as [`import!`](super::import) defines it.
///
/// # Safety
///
/// `call` must call the function with the slots as its parameters, in order, and return its result.
pub unsafe trait Import {
    /// Calls the core function.
    ///
    /// # Safety
    ///
    /// The slots must be the parameters of a valid call.
    unsafe fn call(&self, slots: &[u64]) -> u64;
}

/// Lowers parameters: flat when they are few, in memory otherwise.
#[inline(always)]
unsafe fn lower_params<P: Lower>(
    params: &P,
    max_flat: usize,
    area: &mut MaybeUninit<P::Area>,
    slots: &mut Slots,
    arena: &mut Arena,
) {
    // SAFETY: the caller keeps the parameters, the area and the arena.
    unsafe {
        if P::FLAT <= max_flat {
            params.lower(slots, arena);
        } else {
            params.store(area.as_mut_ptr(), arena);
            slots.push_ptr(area.as_ptr());
        }
    }
}

/// Calls a synchronous import. `P` is the tuple of its parameters.
///
/// # Safety
///
/// `import` must be a function of these parameters and this result.
#[inline(always)]
pub unsafe fn call<W, P: Lower, R: Lift<W>>(import: impl Import, params: P) -> R {
    let mut arena = Arena::new();
    let mut slots = Slots::new();
    let mut area = MaybeUninit::uninit();
    // SAFETY: parameters, area and arena live until the call has returned; the result is owned by the caller.
    unsafe {
        lower_params(&params, MAX_FLAT_PARAMS, &mut area, &mut slots, &mut arena);
        if R::FLAT <= 1 {
            let result = import.call(slots.as_slice());
            if P::HANDLES {
                params.relinquish();
            }
            R::lift(&mut SlotReader::new(&[result]))
        } else {
            let mut result = MaybeUninit::<R::Area>::uninit();
            slots.push_ptr(result.as_mut_ptr());
            import.call(slots.as_slice());
            if P::HANDLES {
                params.relinquish();
            }
            R::load(result.as_ptr())
        }
    }
}

/// Calls an async-lowered import. `P` is the tuple of its parameters.
///
/// # Cancel safety
///
/// Dropping the future cancels the call. What the callee had not taken yet is dropped here; what it had returned
/// already is dropped too. That blocks when the callee takes its time to end.
///
/// # Panics
///
/// When a future whose call has not returned is dropped where blocking is not allowed: in an exported function whose
/// WIT type is not `async`, and in the destructor of an exported resource. The host would trap.
///
/// # Safety
///
/// `import` must be an async-lowered function of these parameters and this result.
#[inline(always)]
pub unsafe fn call_async<W, P: Lower, R: Lift<W>>(import: impl Import, params: P) -> impl Future<Output = R> {
    Call {
        import,
        state: State::New,
        params: Some(params),
        params_area: MaybeUninit::uninit(),
        arena: Arena::new(),
        result: MaybeUninit::uninit(),
        world: PhantomData,
        _pinned: PhantomPinned,
    }
}

/// A call of an async import. Everything the other side may touch while the call is under way lies inside it, pinned.
struct Call<W, P: Lower, R: Lift<W>, I: Import> {
    import: I,
    state: State,
    params: Option<P>,
    params_area: MaybeUninit<P::Area>,
    arena: Arena,
    result: MaybeUninit<R::Area>,
    world: PhantomData<fn() -> (W, R)>,
    _pinned: PhantomPinned,
}

enum State {
    New,
    /// The subtask has not returned; the callee may not have taken the parameters yet.
    Running(u32),
    Done,
}

impl<W, P: Lower, R: Lift<W>, I: Import> Call<W, P, R, I> {
    /// Starts the call: the state it is in and its subtask, if it has one.
    #[inline(always)]
    unsafe fn start(&mut self) -> (u32, u32) {
        let mut slots = Slots::new();
        let Some(params) = &self.params else { unreachable!("the call has not been started") };
        // SAFETY: everything lowered lies in `self`, which is pinned, or is kept by it.
        let packed = unsafe {
            lower_params(params, MAX_FLAT_ASYNC_PARAMS, &mut self.params_area, &mut slots, &mut self.arena);
            if R::FLAT > 0 {
                slots.push_ptr(self.result.as_mut_ptr());
            }
            self.import.call(slots.as_slice()) as u32
        };
        (packed & 0xf, packed >> 4)
    }

    /// The callee has the parameters: gives up their handles and frees the rest.
    #[inline(always)]
    fn params_taken(&mut self) {
        if let Some(params) = self.params.take() {
            if P::HANDLES {
                // SAFETY: the callee has taken them.
                unsafe { params.relinquish() }
            }
            self.arena = Arena::new();
        }
    }

    /// Takes the result of a call that has returned.
    #[inline(always)]
    unsafe fn take_result(&mut self) -> R {
        self.params_taken();
        self.state = State::Done;
        // SAFETY: the callee has written the result, and it is taken once.
        unsafe { R::load(self.result.as_ptr()) }
    }
}

impl<W, P: Lower, R: Lift<W>, I: Import> Future for Call<W, P, R, I> {
    type Output = R;

    #[inline(always)]
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<R> {
        // SAFETY: nothing is moved out of the pinned memory.
        let this = unsafe { self.get_unchecked_mut() };
        let (status, handle) = match this.state {
            // SAFETY: `this` is pinned.
            State::New => match unsafe { this.start() } {
                // SAFETY: the call has returned.
                (subtask::RETURNED, _) => return Poll::Ready(unsafe { this.take_result() }),
                (status, handle) => {
                    this.state = State::Running(handle);
                    (status, handle)
                }
            },
            State::Running(handle) => match waitable::take_event_and_forget(handle, subtask::RETURNED) {
                Some(subtask::RETURNED) => {
                    canon::subtask_drop(handle);
                    // SAFETY: the call has returned.
                    return Poll::Ready(unsafe { this.take_result() });
                }
                Some(status) => (status, handle),
                None => (subtask::STARTING, handle),
            },
            State::Done => panic!("a call is polled after it has returned"),
        };
        if status == subtask::STARTED {
            this.params_taken();
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
                subtask::CANCELLED_BEFORE_STARTED => {}
                // SAFETY: the call has returned.
                subtask::RETURNED => drop(unsafe { self.take_result() }),
                _ => self.params_taken(),
            }
        }
    }
}

/// Ends a subtask that has not returned to us: the state it ended in.
///
/// The host offers only the cancellation that may block. Where blocking is forbidden, it is not asked at all.
#[cold]
fn cancel(handle: u32) -> u32 {
    let mut status = waitable::take_event(handle);
    if status != Some(subtask::RETURNED) && !task::may_block() {
        waitable::receive(handle);
        status = waitable::take_event(handle);
        if status != Some(subtask::RETURNED) {
            task::require_blocking("a call of an import is dropped before it has returned");
        }
    }
    let status = match status {
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
