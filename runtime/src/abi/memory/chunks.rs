//! Pieces of memory of any size, of which free neighbours are joined. The free ones are in lists by size, two for each power
//! of two.

use core::ops::Range;
use core::ptr;

use super::chunk::{Chunk, HEADER, LEAST, UNIT, chunk_size};

/// How many chunks of nearly the right size are looked at before a larger one is cut.
const PATIENCE: usize = 8;

/// Where memory comes from.
pub(super) trait Source {
    /// Memory that nobody else uses, of at least so many bytes. The first piece may be smaller.
    fn more(&mut self, size: usize) -> Option<Range<*mut u8>>;
}

/// The chunks that are free, and the source of more.
pub(super) struct Chunks<S> {
    lists: [Chunk; u64::BITS as usize],
    /// Which lists have chunks, a bit each.
    filled: u64,
    /// What was given back last. It counts as used until something else is, or nothing else will do: what takes and gives
    /// back memory of one size again and again neither cuts nor joins.
    latest: Chunk,
    /// Where the latest piece of memory ends, for one that follows it at once.
    end: *mut u8,
    source: S,
}

impl<S: Source> Chunks<S> {
    pub(super) const fn new(source: S) -> Self {
        Chunks {
            lists: [Chunk::NULL; u64::BITS as usize],
            filled: 0,
            latest: Chunk::NULL,
            end: ptr::null_mut(),
            source,
        }
    }

    /// So many bytes; null when there is no memory.
    pub(super) fn allocate(&mut self, size: usize) -> *mut u8 {
        let Some(size) = chunk_size(size) else { return ptr::null_mut() };
        // SAFETY: what was given back is a chunk.
        if self.latest != Chunk::NULL && unsafe { self.latest.size() } == size {
            return core::mem::replace(&mut self.latest, Chunk::NULL).memory();
        }
        self.allocate_other(size)
    }

    /// A chunk of this size that is not the latest.
    #[inline(never)]
    fn allocate_other(&mut self, size: usize) -> *mut u8 {
        loop {
            if let Some(chunk) = self.find(size) {
                // SAFETY: the chunk is free and large enough.
                return unsafe {
                    self.unlink(chunk);
                    self.cut(chunk, chunk.size(), size);
                    chunk.memory()
                };
            }
            if self.settle() {
                continue;
            }
            // Room for the header at the end, and for the alignment of the first one.
            let Some(memory) = self.source.more(size + 2 * UNIT) else { return ptr::null_mut() };
            self.add(memory);
        }
    }

    /// Takes back memory.
    ///
    /// # Safety
    ///
    /// It must have been allocated here, and nothing may use it afterwards.
    pub(super) unsafe fn free(&mut self, memory: *mut u8) {
        // SAFETY: the caller's promise.
        let chunk = unsafe { Chunk::of(memory) };
        self.settle();
        self.latest = chunk;
    }

    /// Frees the latest chunk; whether there is one.
    fn settle(&mut self) -> bool {
        let chunk = core::mem::replace(&mut self.latest, Chunk::NULL);
        if chunk != Chunk::NULL {
            // SAFETY: it was given back.
            unsafe { self.release(chunk) }
        }
        chunk != Chunk::NULL
    }

    /// Whether the memory could be given another size where it lies.
    ///
    /// # Safety
    ///
    /// It must have been allocated here.
    pub(super) unsafe fn resize(&mut self, memory: *mut u8, size: usize) -> bool {
        let Some(size) = chunk_size(size) else { return false };
        // SAFETY: the caller's promise: this is a used chunk. The one behind it is taken in if it is free.
        unsafe {
            let chunk = Chunk::of(memory);
            let mut available = chunk.size();
            if available < size {
                self.settle();
                let next = chunk.next();
                if next.is_used() || available + next.size() < size {
                    return false;
                }
                self.unlink(next);
                available += next.size();
            }
            self.cut(chunk, available, size);
        }
        true
    }

    /// A free chunk of at least this size.
    fn find(&self, size: usize) -> Option<Chunk> {
        let list = list_of(size);
        // SAFETY: what is in a list is a chunk.
        let fits = |chunk: &Chunk| unsafe { chunk.size() >= size };
        let mut candidates = self.candidates(list);
        if let Some(chunk) = candidates.by_ref().take(PATIENCE).find(fits) {
            return Some(chunk);
        }
        // All chunks of the lists above fit.
        let above = self.filled & (!1 << list);
        if above != 0 {
            return Some(self.lists[above.trailing_zeros() as usize]);
        }
        candidates.find(fits)
    }

    /// The chunks of a list.
    fn candidates(&self, list: usize) -> impl Iterator<Item = Chunk> {
        let mut next = self.lists[list];
        core::iter::from_fn(move || {
            let chunk = next;
            if chunk == Chunk::NULL {
                return None;
            }
            // SAFETY: the chunks of a list are free.
            next = unsafe { chunk.link(1).read() };
            Some(chunk)
        })
    }

    /// Has a chunk be used with this size. What is left of the memory that it has is freed.
    ///
    /// # Safety
    ///
    /// The chunk must not be in a list, and so much must belong to it.
    unsafe fn cut(&mut self, chunk: Chunk, available: usize, size: usize) {
        // SAFETY: the caller's promise.
        unsafe {
            let is_before_used = chunk.is_before_used();
            let rest = available - size;
            if rest < LEAST {
                chunk.set_used(available, is_before_used);
                chunk.tell_used();
            } else {
                chunk.set_used(size, is_before_used);
                chunk.next().set_used(rest, true);
                self.release(chunk.next());
            }
        }
    }

    /// Frees a chunk and joins it with its neighbours.
    ///
    /// # Safety
    ///
    /// The chunk must be used, by nobody.
    unsafe fn release(&mut self, mut chunk: Chunk) {
        // SAFETY: the caller's promise; chunks lie side by side, and of two neighbours one is used.
        unsafe {
            let mut size = chunk.size();
            let next = chunk.next();
            if !next.is_used() {
                self.unlink(next);
                size += next.size();
            }
            if !chunk.is_before_used() {
                chunk = chunk.before();
                self.unlink(chunk);
                size += chunk.size();
            }
            chunk.set_free(size);
            self.link(chunk);
        }
    }

    /// Puts a chunk into the list of its size.
    ///
    /// # Safety
    ///
    /// It must be free.
    unsafe fn link(&mut self, chunk: Chunk) {
        // SAFETY: the caller's promise; the chunks of lists are free.
        unsafe {
            let list = list_of(chunk.size());
            let first = core::mem::replace(&mut self.lists[list], chunk);
            chunk.link(1).write(first);
            chunk.link(2).write(Chunk::NULL);
            if first != Chunk::NULL {
                first.link(2).write(chunk);
            }
            self.filled |= 1 << list;
        }
    }

    /// Takes a chunk out of its list.
    ///
    /// # Safety
    ///
    /// It must be in the list of its size.
    unsafe fn unlink(&mut self, chunk: Chunk) {
        // SAFETY: the caller's promise.
        unsafe {
            let (next, previous) = (chunk.link(1).read(), chunk.link(2).read());
            if next != Chunk::NULL {
                next.link(2).write(previous);
            }
            if previous != Chunk::NULL {
                previous.link(1).write(next);
                return;
            }
            let list = list_of(chunk.size());
            self.lists[list] = next;
            if next == Chunk::NULL {
                self.filled &= !(1 << list);
            }
        }
    }

    /// Takes over memory.
    fn add(&mut self, memory: Range<*mut u8>) {
        let follows = memory.start == self.end;
        // A header such that what follows it is aligned; if the memory follows other, the header at the end of that.
        let first = if follows { 0 } else { (memory.start.addr() + HEADER).wrapping_neg() % UNIT + HEADER };
        let size = (memory.end.addr() - memory.start.addr()).saturating_sub(first) / UNIT * UNIT;
        if size < LEAST {
            return;
        }
        // SAFETY: nobody else uses the memory, which has room for a chunk and a header behind it.
        unsafe {
            let first = Chunk::of(memory.start.add(first));
            first.set_used(size, !follows || first.is_before_used());
            first.next().set_used(0, true);
            self.end = first.next().memory();
            self.release(first);
        }
    }
}

/// The list for chunks of a size: two for each power of two.
fn list_of(size: usize) -> usize {
    let power = size.ilog2();
    2 * power as usize + (size >> (power - 1) & 1)
}

/// How many bytes there are in memory that was allocated here.
///
/// # Safety
///
/// It must have been.
pub(super) unsafe fn usable(memory: *mut u8) -> usize {
    // SAFETY: the caller's promise.
    unsafe { Chunk::of(memory).size() - HEADER }
}

#[cfg(test)]
pub(super) mod tests {
    use alloc::vec;
    use alloc::vec::Vec;
    use std::collections::BTreeSet;

    use super::super::chunk::MOST;
    use super::*;

    /// So much memory in pieces of at least so many bytes, of which every fourth does not follow the one before it.
    pub(in crate::abi::memory) struct Pieces {
        memory: Vec<u128>,
        given: usize,
        count: usize,
        least: usize,
    }

    impl Pieces {
        pub(in crate::abi::memory) fn new(size: usize, least: usize) -> Self {
            Pieces { memory: vec![u128::MAX; size / UNIT], given: 0, count: 0, least }
        }
    }

    impl Source for Pieces {
        fn more(&mut self, size: usize) -> Option<Range<*mut u8>> {
            self.count += 1;
            let start = self.given + if self.count.is_multiple_of(4) { 40 } else { 0 };
            let end = (start + size.max(self.least)).next_multiple_of(UNIT);
            if end > self.memory.len() * UNIT {
                return None;
            }
            self.given = end;
            let memory: *mut u8 = self.memory.as_mut_ptr().cast();
            Some(memory.wrapping_add(start)..memory.wrapping_add(end))
        }
    }

    /// Numbers below a limit by chance, the same ones for a seed.
    pub(in crate::abi::memory) fn chance(mut seed: u64) -> impl FnMut(usize) -> usize {
        move |limit| {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            (seed >> 11) as usize % limit
        }
    }

    impl<S: Source> Chunks<S> {
        /// Walks the piece of memory whose first chunk is given, and all lists.
        ///
        /// # Safety
        ///
        /// It must be the first chunk of a piece.
        unsafe fn assert_whole(&self, first: Chunk) {
            // SAFETY: chunks lie side by side.
            unsafe {
                let (mut chunk, mut free, mut before) = (first, BTreeSet::new(), true);
                while chunk.size() > 0 {
                    assert_eq!(chunk.is_before_used(), before);
                    assert!(before || chunk.is_used(), "neighbours that are free are one");
                    assert!(chunk.memory().addr().is_multiple_of(UNIT) && chunk.size() >= LEAST);
                    if !chunk.is_used() {
                        assert_eq!(chunk.size_at_end(), chunk.size());
                        free.insert(chunk.addr());
                    }
                    before = chunk.is_used();
                    chunk = chunk.next();
                }
                let mut listed = BTreeSet::new();
                for list in 0..self.lists.len() {
                    assert_eq!(self.filled >> list & 1 == 1, self.lists[list] != Chunk::NULL);
                    for chunk in self.candidates(list) {
                        assert_eq!(list_of(chunk.size()), list);
                        assert!(listed.insert(chunk.addr()));
                    }
                }
                assert!(free.is_subset(&listed));
            }
        }
    }

    #[test]
    fn lists_are_in_order() {
        let mut last = list_of(LEAST);
        for size in (LEAST..1 << 16).step_by(UNIT) {
            let list = list_of(size);
            assert!(list >= last && list <= last + 2, "{size}");
            last = list;
        }
        assert!(list_of(MOST) < 64);
    }

    /// The chunks are whole after every one of many steps that go by chance.
    #[test]
    fn chunks_are_whole() {
        let mut chunks = Chunks::new(Pieces::new(1 << 20, 3000));
        let first = chunks.allocate(1);
        // SAFETY: the first chunk of the first piece.
        let first = unsafe { Chunk::of(first) };
        let mut taken: Vec<*mut u8> = Vec::new();
        let mut below = chance(0x1234_5678_9abc_def1);
        for _ in 0..if cfg!(miri) { 200 } else { 20_000 } {
            // SAFETY: everything in the list is used by nobody else.
            unsafe {
                match below(if taken.len() < 40 { 3 } else { 6 }) {
                    0 | 1 => {
                        let memory = chunks.allocate(below(3000));
                        if !memory.is_null() {
                            memory.write_bytes(0xff, usable(memory));
                            taken.push(memory);
                        }
                    }
                    2 if !taken.is_empty() => {
                        let memory = taken[below(taken.len())];
                        if chunks.resize(memory, below(3000)) {
                            memory.write_bytes(0xff, usable(memory));
                        }
                    }
                    _ if !taken.is_empty() => {
                        let place = below(taken.len());
                        chunks.free(taken.swap_remove(place));
                    }
                    _ => {}
                }
                chunks.assert_whole(first);
            }
        }
        // SAFETY: as above.
        unsafe {
            for memory in taken {
                chunks.free(memory);
            }
            chunks.assert_whole(first);
        }
    }

    /// Freed neighbours do for something larger, in whatever order they were freed, and pieces that follow each other too.
    #[test]
    fn neighbours_are_joined() {
        for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            let mut chunks = Chunks::new(Pieces::new(6400, 1000));
            let three: Vec<_> = (0..3).map(|_| chunks.allocate(1900)).collect();
            assert!(three.iter().all(|memory| !memory.is_null()));
            assert!(chunks.allocate(1900).is_null());
            for index in order {
                // SAFETY: allocated above, and freed once.
                unsafe { chunks.free(three[index]) }
            }
            assert_eq!(chunks.allocate(5700), three[0], "{order:?}");
        }
    }

    #[test]
    fn what_was_given_back_last_is_given_out_again() {
        let mut chunks = Chunks::new(Pieces::new(1 << 16, 1 << 16));
        let memory = chunks.allocate(1000);
        // SAFETY: allocated above.
        unsafe { chunks.free(memory) }
        assert_eq!(chunks.allocate(1000), memory);
        // SAFETY: the same.
        unsafe { chunks.free(memory) }
        // Nothing else is large enough.
        assert_eq!(chunks.allocate(65_000), memory);
    }

    #[test]
    fn a_chunk_grows_where_it_lies() {
        let mut chunks = Chunks::new(Pieces::new(1 << 16, 1 << 16));
        let (first, second) = (chunks.allocate(1000), chunks.allocate(1000));
        // SAFETY: both were allocated above.
        unsafe {
            assert!(!chunks.resize(first, 1500), "there is something behind it");
            chunks.free(second);
            assert!(chunks.resize(first, 50_000));
            assert!(chunks.resize(first, 10));
            assert!(!chunks.resize(first, 1 << 17));
            assert_eq!(chunks.allocate(40_000).addr(), first.addr() + 32.max(LEAST));
        }
    }
}
