//! Calls of exports.

use alloc::boxed::Box;
use core::future::Future;
use core::mem::{self, MaybeUninit};
use core::ptr;

use super::boxed::with_room_for;
use super::list::dealloc_area;
use super::{Arena, Borrows, CoreValues, Import, Lift, Lower, MAX_FLAT_PARAMS, SlotArray, SlotReader};
use crate::error_context;
use crate::task::{self, SyncExport};

/// Lifts the parameters of an exported call, and what they have lent: flat when they are few, in memory that the host
/// made otherwise.
#[inline(always)]
unsafe fn lift_params<W, P: Lift<W>>(slots: &[u64]) -> (P, Borrows) {
    let mut slots = SlotReader::new(slots);
    // SAFETY: the host passes the parameters of the function.
    let params = unsafe {
        if P::FLAT <= MAX_FLAT_PARAMS {
            P::lift(&mut slots)
        } else {
            let area: *mut P::Area = slots.next_ptr();
            let params = P::load(area);
            dealloc_area(area, 1);
            params
        }
    };
    (params, Borrows::take(P::HANDLES))
}

/// Serves a call of an async-lifted export: what its core function returns.
///
/// `task_return` is the `task.return` built-in of the function.
///
/// # Safety
///
/// The values must be what the host passed to the core function, and the types those of the WIT function. What the
/// parameters borrow must not be kept after the function's end.
#[inline(always)]
pub unsafe fn export_async<W, P, R, F, T>(values: impl CoreValues, function: impl FnOnce(P) -> F, task_return: T) -> u32
where
    P: Lift<W>,
    R: Lower,
    F: Future<Output = R>,
    T: Import,
{
    run_constructors();
    // SAFETY: the caller's promise.
    let (params, borrows) = unsafe { lift_params::<W, P>(values.into_slots().as_ref()) };
    task::start(async move {
        let result = function(params).await;
        drop(borrows);
        // SAFETY: the built-in takes a result of this type.
        unsafe { return_result(&result, task_return) }
    })
}

#[inline(always)]
unsafe fn return_result<R: Lower>(result: &R, task_return: impl Import) {
    let mut arena = Arena::new();
    let mut array = SlotArray::new();
    task::set_returned();
    with_room_for::<R::Area, _>(|area| {
        // SAFETY: result, arena and area live until the built-in has copied them.
        unsafe {
            if R::FLAT <= MAX_FLAT_PARAMS {
                result.lower(array.slots(), &mut arena);
                task_return.call(array.filled(R::FLAT));
            } else {
                result.store(area, &mut arena);
                array.slots().set_ptr(0, area);
                task_return.call(array.filled(1));
            }
            if R::HANDLES {
                result.relinquish();
            }
        }
    });
}

/// Serves a callback of an async-lifted export: what its core function returns.
///
/// # Safety
///
/// The arguments must be what the host passed.
#[inline]
pub unsafe fn callback(event: u32, waitable: u32, code: u32) -> u32 {
    // SAFETY: the caller's promise.
    unsafe { task::resume(event, waitable, code) }
}

/// A result in memory, with all it points to, until the host has read it.
#[repr(C)]
struct Returned<R: Lower> {
    area: MaybeUninit<R::Area>,
    result: R,
    arena: Arena,
}

/// Serves a call of a synchronous export: the slot of its core result.
///
/// # Safety
///
/// The values must be what the host passed to the core function, and the types those of the WIT function. What the
/// parameters borrow must not be kept after the function's end. When the slot is a pointer, [`post_return`] must be
/// called with it.
#[inline(always)]
pub unsafe fn export_sync<W, P: Lift<W>, R: Lower>(values: impl CoreValues, function: impl FnOnce(P) -> R) -> u64 {
    let _inside = SyncExport::enter();
    // SAFETY: the caller's promise.
    unsafe { export_blocking::<W, P, R>(values, function) }
}

/// [`export_sync`] for a function whose WIT type is `async`: it may block.
///
/// # Safety
///
/// As for [`export_sync`].
#[inline(always)]
pub unsafe fn export_blocking<W, P: Lift<W>, R: Lower>(values: impl CoreValues, function: impl FnOnce(P) -> R) -> u64 {
    run_constructors();
    // SAFETY: the caller's promise.
    let (params, borrows) = unsafe { lift_params::<W, P>(values.into_slots().as_ref()) };
    let result = function(params);
    drop(borrows);
    if R::FLAT <= 1 {
        let mut array = SlotArray::new();
        // SAFETY: one slot holds no pointer; the host has the handle, if it is one, when we return.
        let slot = unsafe {
            result.lower(array.slots(), &mut Arena::new());
            result.relinquish();
            array.filled(R::FLAT).first().copied()
        };
        if mem::needs_drop::<R>() {
            // The host looks at what the slot names after we have returned.
            error_context::keep_for_the_host(|| drop(result));
        }
        return slot.unwrap_or(0);
    }
    // Not by way of the stack: the area may be large.
    let mut returned = Box::<Returned<R>>::new_uninit();
    let place = returned.as_mut_ptr();
    // SAFETY: every field is written, but for the area, which may be anything; the box lives until `post_return`.
    let returned = unsafe {
        (&raw mut (*place).result).write(result);
        (&raw mut (*place).arena).write(Arena::new());
        Box::leak(returned.assume_init())
    };
    // SAFETY: as above.
    unsafe {
        returned.result.store(returned.area.as_mut_ptr(), &mut returned.arena);
        returned.result.relinquish();
    }
    ptr::from_mut(returned).expose_provenance() as u64
}

/// Frees the result of a synchronous export once the host has read it.
///
/// # Safety
///
/// `pointer` must be what [`export_sync`] returned for a result of this type, and nothing may use it afterwards.
pub unsafe fn post_return<R: Lower>(pointer: usize) {
    // SAFETY: leaked by `export_sync`.
    drop(unsafe { Box::from_raw(ptr::with_exposed_provenance_mut::<Returned<R>>(pointer)) });
}

/// Runs the static constructors of libraries, once. The linker runs them for `_start`, which an exported call does
/// not come through.
#[inline(always)]
fn run_constructors() {
    #[cfg(target_arch = "wasm32")]
    {
        use core::sync::atomic::{AtomicBool, Ordering};

        static DONE: AtomicBool = AtomicBool::new(false);

        unsafe extern "C" {
            fn __wasm_call_ctors();
        }

        if !DONE.swap(true, Ordering::Relaxed) {
            // SAFETY: synthesised by the linker, and called once.
            unsafe { __wasm_call_ctors() }
        }
    }
}

/// Stands for the component in [`Implements`].
#[doc(hidden)]
#[derive(Debug)]
pub struct Component;

/// Something in the crate implements the interface with this number: how a missing export is found when the crate is
/// compiled.
#[doc(hidden)]
pub trait Implements<T, const INTERFACE: u64> {}
