//! Strings and lists on the host's side.

use alloc::alloc::{alloc, handle_alloc_error};
use alloc::string::String;
use alloc::vec::Vec;
use core::alloc::Layout;
use core::ptr;

use super::value::Value;
use crate::abi::SlotReader;

/// A list in memory.
#[repr(C)]
pub struct ListArea {
    pointer: usize,
    len: usize,
}

/// Memory of the component for `count` values, as `cabi_realloc` makes it.
pub(super) fn allocate<A>(count: usize) -> *mut A {
    let Ok(layout) = Layout::array::<A>(count) else { panic!("a list of {count} items does not fit in memory") };
    if layout.size() == 0 {
        return ptr::dangling_mut();
    }
    // SAFETY: the layout has a size.
    let memory = unsafe { alloc(layout) };
    if memory.is_null() {
        handle_alloc_error(layout);
    }
    memory.cast()
}

unsafe fn take_items<T: Value>(list: &ListArea) -> Vec<T> {
    let items = ptr::with_exposed_provenance::<T::Area>(list.pointer);
    // SAFETY: the caller passes a list of the component.
    (0..list.len).map(|index| unsafe { T::load(items.wrapping_add(index)) }).collect()
}

fn give_items<T: Value>(items: Vec<T>) -> ListArea {
    let len = items.len();
    let memory = allocate::<T::Area>(len);
    for (index, item) in items.into_iter().enumerate() {
        // SAFETY: just allocated for all items.
        unsafe { item.store(memory.wrapping_add(index)) }
    }
    ListArea { pointer: memory.expose_provenance(), len }
}

// SAFETY: a list is a pointer and a length.
unsafe impl<T: Value> Value for Vec<T> {
    type Area = ListArea;
    const FLAT: usize = 2;

    unsafe fn take(slots: &mut SlotReader<'_>) -> Self {
        let list = ListArea { pointer: slots.next_usize(), len: slots.next_usize() };
        // SAFETY: the slots hold a list of the component.
        unsafe { take_items(&list) }
    }
    unsafe fn load(area: *const ListArea) -> Self {
        // SAFETY: the area holds a list of the component.
        unsafe { take_items(&*area) }
    }
    fn give(self, slots: &mut Vec<u64>) {
        let list = give_items(self);
        slots.push(list.pointer as u64);
        slots.push(list.len as u64);
    }
    unsafe fn store(self, area: *mut ListArea) {
        // SAFETY: the caller gives a valid area.
        unsafe { area.write(give_items(self)) }
    }
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| panic!("trap: a string is not UTF-8: {error}"))
}

// SAFETY: a string is a list of bytes.
unsafe impl Value for String {
    type Area = ListArea;
    const FLAT: usize = 2;

    unsafe fn take(slots: &mut SlotReader<'_>) -> Self {
        // SAFETY: the slots hold a string of the component.
        text(unsafe { Vec::take(slots) })
    }
    unsafe fn load(area: *const ListArea) -> Self {
        // SAFETY: the area holds a string of the component.
        text(unsafe { Vec::load(area) })
    }
    fn give(self, slots: &mut Vec<u64>) {
        self.into_bytes().give(slots);
    }
    unsafe fn store(self, area: *mut ListArea) {
        // SAFETY: the caller gives a valid area.
        unsafe { self.into_bytes().store(area) }
    }
}
