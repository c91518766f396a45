//! The memory that a read or write works on.

use alloc::boxed::Box;
use alloc::collections::VecDeque;
use alloc::vec::Vec;
use core::any::Any;
use core::marker::PhantomData;
use core::mem::MaybeUninit;
use core::ptr;

use super::value::Value;
use crate::abi::Abi;

/// How the elements of a stream or future go from one memory of the component to another.
///
/// # Safety
///
/// `copy` must leave `count` valid elements at `to`.
pub unsafe trait Element {
    /// Whether elements may go from one end of the component to another of its own.
    const WITHIN: bool = true;
    /// An element in memory.
    type Area;

    /// Copies elements, as a host does that lifts them from one component and lowers them into another: what they
    /// point to must not be shared by the copies.
    ///
    /// # Safety
    ///
    /// `from` must hold `count` elements, and `to` have room for them. The two must not overlap.
    unsafe fn copy(from: *const Self::Area, to: *mut Self::Area, count: usize);
}

/// Elements that point to nothing: their bytes are copied.
#[derive(Debug)]
pub struct Bytes<A>(PhantomData<A>);

// SAFETY: copies all bytes, also those that are padding or not initialised.
unsafe impl<A> Element for Bytes<A> {
    type Area = A;

    unsafe fn copy(from: *const A, to: *mut A, count: usize) {
        // SAFETY: the caller's promise. `MaybeUninit` keeps every byte what it is.
        unsafe { ptr::copy_nonoverlapping(from.cast::<MaybeUninit<A>>(), to.cast(), count) }
    }
}

/// Elements of the type `T`. Without knowing what they point to, only plain ones and handles can be copied within the
/// component; the others cannot on a real host either, for the time being.
#[derive(Debug)]
pub struct Typed<T>(PhantomData<T>);

// SAFETY: as for `Bytes`; elements that point to something are not copied.
unsafe impl<T: Abi> Element for Typed<T> {
    type Area = T::Area;

    const WITHIN: bool = T::PLAIN || (T::HANDLES && size_of::<T::Area>() == size_of::<u32>());

    unsafe fn copy(from: *const T::Area, to: *mut T::Area, count: usize) {
        // SAFETY: the caller's promise.
        unsafe { Bytes::<T::Area>::copy(from, to, count) }
    }
}

/// Copies elements by untyped pointers.
pub(super) type Copy = unsafe fn(*const u8, *mut u8, usize);

/// [`Element::copy`] by untyped pointers.
pub(super) unsafe fn copy_untyped<E: Element>(from: *const u8, to: *mut u8, count: usize) {
    // SAFETY: the caller's promise.
    unsafe { E::copy(from.cast(), to.cast(), count) }
}

/// A buffer of the component or of the host, and how much of it has been read or written.
pub(super) struct Buffer {
    pub(super) memory: Memory,
    length: usize,
    pub(super) progress: usize,
}

pub(super) enum Memory {
    Guest { pointer: *mut u8, copy: Copy },
    Host(Box<dyn Items>),
}

impl Buffer {
    pub(super) fn guest(pointer: *mut u8, length: usize, copy: Copy) -> Self {
        Buffer { memory: Memory::Guest { pointer, copy }, length, progress: 0 }
    }

    /// Items to write.
    pub(super) fn source<T: Value>(items: Vec<T>) -> Self {
        let length = items.len();
        Buffer { memory: Memory::Host(Box::new(VecDeque::from(items))), length, progress: 0 }
    }

    /// Room for `length` items to read.
    pub(super) fn sink<T: Value>(length: usize) -> Self {
        Buffer { memory: Memory::Host(Box::new(VecDeque::<T>::new())), length, progress: 0 }
    }

    /// Whether it is memory of the component.
    pub(super) fn is_guest(&self) -> bool {
        matches!(self.memory, Memory::Guest { .. })
    }

    pub(super) fn remaining(&self) -> usize {
        self.length - self.progress
    }

    pub(super) fn is_zero_length(&self) -> bool {
        self.length == 0
    }

    /// The items of a buffer of the host: those that were read, or those that were not written.
    pub(super) fn into_items<T: Value>(self) -> Vec<T> {
        let Memory::Host(mut items) = self.memory else { unreachable!("the buffer is the component's") };
        match items.as_any().downcast_mut::<VecDeque<T>>() {
            Some(items) => core::mem::take(items).into(),
            None => unreachable!("an end of the host has one type of items"),
        }
    }
}

/// Moves `count` elements of `size` bytes from one buffer to the other.
///
/// # Safety
///
/// The buffers must be what the copies that are under way were given, and have so many elements remaining.
pub(super) unsafe fn transfer(from: &mut Buffer, to: &mut Buffer, count: usize, size: usize) {
    let (read, written) = (from.progress * size, to.progress * size);
    // SAFETY: the caller's promise. Elements without size may be anywhere, and nothing is done about them.
    unsafe {
        match (&mut from.memory, &mut to.memory) {
            (Memory::Guest { pointer: from, copy }, Memory::Guest { pointer: to, .. }) => {
                if size > 0 {
                    copy(from.add(read), to.add(written), count);
                }
            }
            (Memory::Guest { pointer: from, .. }, Memory::Host(to)) => to.take(from.wrapping_add(read), count),
            (Memory::Host(from), Memory::Guest { pointer: to, .. }) => from.give(to.wrapping_add(written), count),
            (Memory::Host(from), Memory::Host(to)) => to.take_over(&mut **from, count),
        }
    }
    from.progress += count;
    to.progress += count;
}

/// Items of the host.
pub(super) trait Items {
    /// Copies `count` elements out of the component.
    unsafe fn take(&mut self, from: *const u8, count: usize);
    /// Moves the first `count` items into the component.
    unsafe fn give(&mut self, to: *mut u8, count: usize);
    /// Moves the first `count` items of the host over.
    fn take_over(&mut self, from: &mut dyn Items, count: usize);
    fn as_any(&mut self) -> &mut dyn Any;
}

impl<T: Value> Items for VecDeque<T> {
    unsafe fn take(&mut self, from: *const u8, count: usize) {
        for index in 0..count {
            // SAFETY: the caller passes `count` elements.
            self.push_back(unsafe { T::load(from.cast::<T::Area>().wrapping_add(index)) });
        }
    }

    unsafe fn give(&mut self, to: *mut u8, count: usize) {
        for (index, item) in self.drain(..count).enumerate() {
            // SAFETY: the caller has room for `count` elements.
            unsafe { item.store(to.cast::<T::Area>().wrapping_add(index)) }
        }
    }

    fn take_over(&mut self, from: &mut dyn Items, count: usize) {
        match from.as_any().downcast_mut::<VecDeque<T>>() {
            Some(from) => self.extend(from.drain(..count)),
            None => panic!("the two ends of the host have different types of items"),
        }
    }

    fn as_any(&mut self) -> &mut dyn Any {
        self
    }
}
