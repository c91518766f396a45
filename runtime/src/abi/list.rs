//! Lists and strings: a pointer and a length.

use alloc::alloc::dealloc;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::alloc::Layout;
use core::ptr;

#[cfg(feature = "bytes")]
use bytes::Bytes;

use super::{Abi, Arena, Lift, Lower, Opaque, Shape, SlotReader, Slots};

/// A list or a string in memory.
#[repr(C)]
pub struct ListArea {
    pub(crate) pointer: usize,
    pub(crate) len: usize,
}

impl Opaque for ListArea {}

/// The items as the host reads them: lent where they lie when they are plain, written to the arena otherwise.
#[inline(always)]
unsafe fn lower_items<T: Lower>(items: &[T], arena: &mut Arena) -> (usize, usize) {
    if T::PLAIN {
        return (items.as_ptr().expose_provenance(), items.len());
    }
    (store_items(items, arena), items.len())
}

/// Where the items are in the arena. One function a type of item: a guest has many lists of text.
#[inline(never)]
fn store_items<T: Lower>(items: &[T], arena: &mut Arena) -> usize {
    let area = arena.array::<T::Area>(items.len());
    for (index, item) in items.iter().enumerate() {
        // SAFETY: the array has room for every item.
        unsafe { item.store(area.add(index), arena) }
    }
    area.expose_provenance()
}

/// Takes over an array that the host allocated with `cabi_realloc` and filled with `len` items.
#[inline(always)]
unsafe fn lift_items<W, T: Lift<W>>(pointer: usize, len: usize) -> Vec<T> {
    if T::PLAIN {
        // An empty list may have a null pointer, which a `Vec` must not have. This is shorter than a branch.
        let pointer = pointer | (usize::from(len == 0) * align_of::<T>());
        // SAFETY: allocated by the global allocator with the layout of `len` items, all of them initialised.
        return unsafe { Vec::from_raw_parts(ptr::with_exposed_provenance_mut(pointer), len, len) };
    }
    // SAFETY: the caller's promise.
    unsafe { load_items(ptr::with_exposed_provenance_mut(pointer), len) }
}

/// Takes the items from an array of so many and frees it. One function a type of item, as of [`store_items`].
#[inline(never)]
unsafe fn load_items<W, T: Lift<W>>(area: *mut T::Area, len: usize) -> Vec<T> {
    let mut items = Vec::with_capacity(len);
    let first: *mut T = items.as_mut_ptr();
    // SAFETY: the array holds `len` items, each is taken once, and there is room for them. The array was allocated by
    // `cabi_realloc`.
    unsafe {
        for index in 0..len {
            first.add(index).write(T::load(area.add(index)));
        }
        items.set_len(len);
        dealloc_area(area, len);
    }
    items
}

/// Frees an array that the host allocated with `cabi_realloc`.
///
/// # Safety
///
/// `area` must be an allocation of exactly `len` values, and nothing may use it afterwards.
pub unsafe fn dealloc_area<A>(area: *mut A, len: usize) {
    // SAFETY: the array exists, so its layout is valid.
    let layout = unsafe { Layout::array::<A>(len).unwrap_unchecked() };
    if layout.size() != 0 {
        // SAFETY: the caller's promise.
        unsafe { dealloc(area.cast(), layout) }
    }
}

/// The shape of a list of the items, of bytes without any, or one that has a name.
macro_rules! list_shape {
    () => {
        Shape::list(u8::SHAPE)
    };
    ($name:literal) => {
        Shape::named($name)
    };
    ($Item:ident) => {
        Shape::list($Item::SHAPE)
    };
}

/// Lower by writing `pointer, len` of what `$items` gives.
macro_rules! lower_as_items {
    (($($Item:ident)?) $type:ty $(: $shape:literal)?, $handles:expr, |$self:ident| $items:expr) => {
        // SAFETY: a list is a pointer and a length.
        unsafe impl<$($Item: Abi)?> Abi for $type {
            type Area = ListArea;
            const FLAT: usize = 2;
            const SHAPE: Shape = list_shape!($($shape)? $($Item)?);
            const HANDLES: bool = $handles;
        }

        // SAFETY: writes both; the items are lent by `self` or owned by the arena.
        unsafe impl<$($Item: Lower)?> Lower for $type {
            #[inline(always)]
            unsafe fn lower(&self, slots: Slots, arena: &mut Arena) {
                let $self = self;
                // SAFETY: the caller keeps `self` and the arena; two slots.
                unsafe {
                    let (pointer, len) = lower_items($items, arena);
                    slots.set(0, pointer as u64);
                    slots.set(1, len as u64);
                }
            }
            #[inline(always)]
            unsafe fn store(&self, area: *mut ListArea, arena: &mut Arena) {
                let $self = self;
                // SAFETY: the caller keeps `self` and the arena, and the area is valid.
                unsafe {
                    let (pointer, len) = lower_items($items, arena);
                    area.write(ListArea { pointer, len });
                }
            }
            #[inline(always)]
            unsafe fn relinquish(&self) {
                if <Self as Abi>::HANDLES {
                    let $self = self;
                    // SAFETY: the list was taken, and so was each item.
                    unsafe { relinquish_items($items) }
                }
            }
        }
    };
}

unsafe fn relinquish_items<T: Lower>(items: &[T]) {
    for item in items {
        // SAFETY: the list was taken, and so was each item.
        unsafe { item.relinquish() }
    }
}

lower_as_items!(() str: "string", false, |text| text.as_bytes());
lower_as_items!(() String: "string", false, |text| text.as_bytes());
lower_as_items!((T)[T], T::HANDLES, |items| items);
lower_as_items!((T) Vec<T>, T::HANDLES, |items| items.as_slice());
lower_as_items!((T) Box<[T]>, T::HANDLES, |items| items);
#[cfg(feature = "bytes")]
lower_as_items!(() Bytes, false, |bytes| bytes.as_ref());

// SAFETY: reads what `Lower` writes.
unsafe impl<W, T: Lift<W>> Lift<W> for Vec<T> {
    #[inline(always)]
    unsafe fn lift(slots: &mut SlotReader<'_>) -> Self {
        let (pointer, len) = (slots.next_usize(), slots.next_usize());
        // SAFETY: the slots hold a list, owned by the result.
        unsafe { lift_items(pointer, len) }
    }
    #[inline(always)]
    unsafe fn load(area: *const ListArea) -> Self {
        // SAFETY: the area holds a list, owned by the result.
        unsafe {
            let ListArea { pointer, len } = area.read();
            lift_items(pointer, len)
        }
    }
}

/// Lift by way of a `Vec`.
macro_rules! lift_as_vec {
    (($($generics:tt)*) $type:ty, $item:ty, $from:expr) => {
        // SAFETY: reads what `Lower` writes.
        unsafe impl<W, $($generics)*> Lift<W> for $type {
            #[inline(always)]
            unsafe fn lift(slots: &mut SlotReader<'_>) -> Self {
                let from: fn(Vec<$item>) -> Self = $from;
                // SAFETY: the slots hold a list of the items.
                from(unsafe { <Vec<$item> as Lift<W>>::lift(slots) })
            }
            #[inline(always)]
            unsafe fn load(area: *const ListArea) -> Self {
                let from: fn(Vec<$item>) -> Self = $from;
                // SAFETY: the area holds a list of the items.
                from(unsafe { <Vec<$item> as Lift<W>>::load(area) })
            }
        }
    };
}

lift_as_vec!(() String, u8, |bytes| {
    // SAFETY: the host passes only valid UTF-8 in a WIT string.
    unsafe { String::from_utf8_unchecked(bytes) }
});
lift_as_vec!((T: Lift<W>) Box<[T]>, T, Vec::into_boxed_slice);
#[cfg(feature = "bytes")]
lift_as_vec!(() Bytes, u8, Bytes::from);

/// The allocation function that hosts call to make room for what they pass in.
///
/// # Safety
///
/// Only the canonical ABI calls this: `old` is null or an allocation of `old_len` bytes with this alignment.
#[cfg(target_arch = "wasm32")]
#[unsafe(export_name = "cabi_realloc")]
unsafe extern "C" fn cabi_realloc(old: *mut u8, old_len: usize, align: usize, new_len: usize) -> *mut u8 {
    use alloc::alloc::{alloc, handle_alloc_error, realloc};

    if new_len == 0 {
        return ptr::without_provenance_mut(align);
    }
    // SAFETY: the canonical ABI passes a power of two and sizes that fit in memory.
    let (pointer, layout) = unsafe {
        let layout = Layout::from_size_align_unchecked(new_len, align);
        if old_len == 0 {
            (alloc(layout), layout)
        } else {
            (realloc(old, Layout::from_size_align_unchecked(old_len, align), new_len), layout)
        }
    };
    if pointer.is_null() {
        handle_alloc_error(layout);
    }
    pointer
}
