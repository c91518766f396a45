//! Fixed-length lists that are too large for the stack, and memory for what is.

use alloc::boxed::Box;
use core::mem::MaybeUninit;

use super::{Abi, Arena, Lift, Lower, Shape, SlotReader, Slots};

/// What takes more bytes is on the heap.
const LARGE: usize = 1 << 16;

/// Uninitialised memory for one `A`, for as long as `use_it` runs.
#[inline(always)]
pub(super) fn with_room_for<A, R>(use_it: impl FnOnce(*mut A) -> R) -> R {
    if size_of::<A>() > LARGE {
        use_it(Box::new_uninit().as_mut_ptr())
    } else {
        use_it(MaybeUninit::uninit().as_mut_ptr())
    }
}

// SAFETY: what the box holds is what crosses. The box itself is never plain: a list would hold pointers.
unsafe impl<T: Abi, const N: usize> Abi for Box<[T; N]> {
    type Area = [T::Area; N];
    const FLAT: usize = <[T; N]>::FLAT;
    const SHAPE: Shape = <[T; N]>::SHAPE;
    const HANDLES: bool = T::HANDLES;
}

// SAFETY: writes what the list in the box writes.
unsafe impl<T: Lower, const N: usize> Lower for Box<[T; N]> {
    #[inline]
    unsafe fn lower(&self, slots: Slots, arena: &mut Arena) {
        // SAFETY: the caller's promise covers the list.
        unsafe { (**self).lower(slots, arena) }
    }
    #[inline]
    unsafe fn store(&self, area: *mut Self::Area, arena: &mut Arena) {
        // SAFETY: the caller's promise covers the list.
        unsafe { (**self).store(area, arena) }
    }
    #[inline]
    unsafe fn relinquish(&self) {
        // SAFETY: the caller's promise covers the list.
        unsafe { (**self).relinquish() }
    }
}

// SAFETY: reads what `Lower` writes, each item into its place.
unsafe impl<W, T: Lift<W>, const N: usize> Lift<W> for Box<[T; N]> {
    unsafe fn lift(slots: &mut SlotReader<'_>) -> Self {
        // SAFETY: the slots hold `N` items.
        unsafe { fill(|_| T::lift(slots)) }
    }
    unsafe fn load(area: *const Self::Area) -> Self {
        let area = area.cast::<T::Area>();
        if T::PLAIN {
            let mut list = Box::<[T; N]>::new_uninit();
            // SAFETY: the items are laid out like their areas, and the area holds `N` of them.
            return unsafe {
                list.as_mut_ptr().cast::<T>().copy_from_nonoverlapping(area.cast(), N);
                list.assume_init()
            };
        }
        // SAFETY: the area holds `N` items.
        unsafe { fill(|index| T::load(area.add(index))) }
    }
}

/// A list of what `item` gives for each index.
#[inline]
fn fill<T, const N: usize>(mut item: impl FnMut(usize) -> T) -> Box<[T; N]> {
    let mut list = Box::<[T; N]>::new_uninit();
    let first = list.as_mut_ptr().cast::<T>();
    for index in 0..N {
        // SAFETY: the box has room for `N` items.
        unsafe { first.add(index).write(item(index)) }
    }
    // SAFETY: every item is written.
    unsafe { list.assume_init() }
}

#[cfg(test)]
mod tests {
    use super::super::SlotArray;
    use super::*;

    /// What comes of a list that is stored and loaded.
    fn back<T: Lower + Lift<()>, const N: usize>(list: Box<[T; N]>) -> Box<[T; N]> {
        let mut arena = Arena::new();
        with_room_for::<<Box<[T; N]> as Abi>::Area, _>(|area| {
            // SAFETY: there is room for the list, and what is loaded was stored.
            unsafe {
                list.store(area, &mut arena);
                <Box<[T; N]> as Lift<()>>::load(area)
            }
        })
    }

    #[test]
    fn lists_in_boxes_come_back() {
        let bytes: Box<[u8; LARGE + 1]> = vec![7; LARGE + 1].into_boxed_slice().try_into().unwrap();
        assert!(back(bytes.clone()) == bytes);
        // These are not laid out as the canonical ABI does it.
        let options = Box::new([Some('⚓'), None, Some('a')]);
        assert_eq!(back(options.clone()), options);
    }

    #[test]
    fn short_ones_are_flat() {
        let list = Box::new([1_u32, 2, 3]);
        let (mut array, mut arena) = (SlotArray::new(), Arena::new());
        // SAFETY: the slots are those of the list.
        let lifted = unsafe {
            list.lower(array.slots(), &mut arena);
            <Box<[u32; 3]> as Lift<()>>::lift(&mut SlotReader::new(array.filled(3)))
        };
        assert_eq!(lifted, list);
    }
}
