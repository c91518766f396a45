//! Calls of imports that return when they have ended.

use super::boxed::with_room_for;
use super::{Arena, Lift, Lower, MAX_FLAT_PARAMS, SlotArray, SlotReader, Slots};

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

/// How many slots parameters of so many flat values take.
pub(super) const fn params_count(flat: usize, max_flat: usize) -> usize {
    if flat <= max_flat { flat } else { 1 }
}

/// Lowers parameters: flat when they are few, in memory otherwise.
#[inline(always)]
pub(super) unsafe fn lower_params<P: Lower>(
    params: &P,
    max_flat: usize,
    area: *mut P::Area,
    slots: Slots,
    arena: &mut Arena,
) {
    // SAFETY: the caller keeps the parameters, the area and the arena.
    unsafe {
        if P::FLAT <= max_flat {
            params.lower(slots, arena);
        } else {
            params.store(area, arena);
            slots.set_ptr(0, area);
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
    let mut array = SlotArray::new();
    let count = params_count(P::FLAT, MAX_FLAT_PARAMS);
    with_room_for::<P::Area, R>(|area| {
        // SAFETY: parameters, area and arena live until the call has returned; the result is owned by the caller.
        unsafe {
            lower_params(&params, MAX_FLAT_PARAMS, area, array.slots(), &mut arena);
            if R::FLAT <= 1 {
                let result = import.call(array.filled(count));
                if P::HANDLES {
                    params.relinquish();
                }
                R::lift(&mut SlotReader::new(&[result]))
            } else {
                with_room_for::<R::Area, R>(|result| {
                    array.slots().set_ptr(count, result);
                    import.call(array.filled(count + 1));
                    if P::HANDLES {
                        params.relinquish();
                    }
                    R::load(result)
                })
            }
        }
    })
}
