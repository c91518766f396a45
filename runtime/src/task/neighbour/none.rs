//! No other async runtime: without the feature `interop` nothing of this is left in a component.

use core::convert::Infallible;
use core::task::Waker;

use super::node::NodeRef;

#[inline(always)]
pub(super) fn is_used() -> bool {
    false
}

pub(super) struct Outside;

#[inline(always)]
pub(super) fn step_out() -> Outside {
    Outside
}

#[inline(always)]
pub(super) fn register(_handle: u32, _waker: &Waker) -> bool {
    false
}

#[inline(always)]
pub(super) fn release(_waitable: u32) {}

pub(super) struct Spawner(Infallible);

impl Spawner {
    #[inline(always)]
    pub(super) fn is_there() -> bool {
        false
    }

    #[inline(always)]
    pub(super) fn current() -> Option<Self> {
        None
    }

    pub(super) fn spawn(self, _node: NodeRef) {
        match self.0 {}
    }
}
