//! Maps: lists of pairs.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;
#[cfg(any(not(target_family = "wasm"), feature = "std"))]
use core::hash::{BuildHasher, Hash};
#[cfg(any(not(target_family = "wasm"), feature = "std"))]
use std::collections::HashMap;

use super::{Abi, Arena, Lift, ListArea, Lower, Shape, SlotReader, Slots};

unsafe fn lower_entries<'m, K: Lower + 'm, V: Lower + 'm>(
    entries: impl ExactSizeIterator<Item = (&'m K, &'m V)>,
    arena: &mut Arena,
) -> (usize, usize) {
    let len = entries.len();
    let area = arena.array::<<(K, V) as Abi>::Area>(len);
    for (index, entry) in entries.enumerate() {
        // SAFETY: the array has room for every entry.
        unsafe { super::compound::store_pair(entry, area.add(index), arena) }
    }
    (area.expose_provenance(), len)
}

/// The ABI of a map type with these type parameters; the bounds of `K` are what it takes to be a key.
macro_rules! map {
    ($Map:ident<K, V $(, $S:ident)?>, $($bounds:tt)*) => {
        // SAFETY: a map is a list of key-value pairs.
        unsafe impl<K: Abi, V: Abi $(, $S)?> Abi for $Map<K, V $(, $S)?> {
            type Area = ListArea;
            const FLAT: usize = 2;
            const SHAPE: Shape = Shape::list(<(K, V)>::SHAPE);
            const HANDLES: bool = K::HANDLES || V::HANDLES;
        }

        // SAFETY: writes a pointer to the entries and their count.
        unsafe impl<K: Lower, V: Lower $(, $S)?> Lower for $Map<K, V $(, $S)?> {
            unsafe fn lower(&self, slots: Slots, arena: &mut Arena) {
                // SAFETY: the caller keeps `self` and the arena; two slots.
                unsafe {
                    let (pointer, len) = lower_entries(self.iter(), arena);
                    slots.set(0, pointer as u64);
                    slots.set(1, len as u64);
                }
            }
            unsafe fn store(&self, area: *mut ListArea, arena: &mut Arena) {
                // SAFETY: the caller keeps `self` and the arena, and the area is valid.
                unsafe {
                    let (pointer, len) = lower_entries(self.iter(), arena);
                    area.write(ListArea { pointer, len });
                }
            }
            unsafe fn relinquish(&self) {
                if Self::HANDLES {
                    for (key, value) in self {
                        // SAFETY: the map was taken, and so was each entry.
                        unsafe {
                            key.relinquish();
                            value.relinquish();
                        }
                    }
                }
            }
        }

        // SAFETY: reads what `Lower` writes. Of pairs with the same key the last counts.
        unsafe impl<W, K: Lift<W> + $($bounds)*> Lift<W> for $Map<K, V $(, $S)?> {
            unsafe fn lift(slots: &mut SlotReader<'_>) -> Self {
                // SAFETY: the slots hold a list of pairs.
                unsafe { <Vec<(K, V)> as Lift<W>>::lift(slots) }.into_iter().collect()
            }
            unsafe fn load(area: *const ListArea) -> Self {
                // SAFETY: the area holds a list of pairs.
                unsafe { <Vec<(K, V)> as Lift<W>>::load(area) }.into_iter().collect()
            }
        }
    };
}

map!(BTreeMap<K, V>, Ord, V: Lift<W>);
#[cfg(any(not(target_family = "wasm"), feature = "std"))]
map!(HashMap<K, V, S>, Hash + Eq, V: Lift<W>, S: BuildHasher + Default);
