//! What a copy of a stream or future returns.

use std::task::{Context, Poll};

use crate::task::poll_event;

const BLOCKED: u32 = u32::MAX;
const DROPPED: u32 = 1;

/// How many items a copy that has ended has copied, and whether the other end is gone.
#[derive(Clone, Copy)]
pub struct Copied(u32);

impl Copied {
    /// The end of a copy that has not to wait.
    pub fn at_once(code: u32) -> Option<Self> {
        (code != BLOCKED).then_some(Copied(code))
    }

    /// Waits for the copy under way on an end.
    pub fn poll(end: u32, context: &Context<'_>) -> Poll<Self> {
        poll_event(end, context).map(Copied)
    }

    pub fn count(self) -> usize {
        (self.0 >> 4) as usize
    }

    pub fn is_last(self) -> bool {
        self.0 & 0xf == DROPPED
    }
}

/// What an end is doing.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum State {
    Idle,
    /// The host has the buffer that the end keeps.
    Copying,
    /// The other end is gone.
    Ended,
}
