//! Chance, for tests: where the specification leaves an order open, a seed chooses one.

use core::cell::Cell;

std::thread_local! {
    static STATE: Cell<u64> = const { Cell::new(0) };
}

/// From here on, lets chance choose wherever the specification allows several orders: which event of a set is
/// delivered, which task runs, whether a cancelled copy that had copied something counts as complete. The same seed
/// gives the same run. Zero goes back to the fixed order, which is that of time.
pub fn seed(seed: u64) {
    STATE.set(if seed == 0 { 0 } else { seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1 });
}

/// Whether there is no seed.
pub(super) fn is_fixed() -> bool {
    STATE.get() == 0
}

/// One of `count`, the first unless there is a seed. (A `count` of zero counts as one.)
pub(super) fn pick(count: usize) -> usize {
    let mut state = STATE.get();
    if state == 0 || count < 2 {
        return 0;
    }
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    STATE.set(state);
    (state >> 16) as usize % count
}
