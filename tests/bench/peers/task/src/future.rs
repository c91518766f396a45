//! The end of a future that is read from.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use crate::block::Block;
use crate::copy::Copied;
use crate::left::leave;
use crate::{host, task};

/// It owns its handle, and memory for the value while that is on its way.
pub struct Value {
    /// Zero once the value has come.
    end: u32,
    place: Option<Block>,
}

impl Value {
    pub fn new(end: u32) -> Self {
        Value { end, place: None }
    }

    /// Takes the value, which the host has written.
    #[inline(always)]
    fn take(&mut self, place: &Block) -> u64 {
        host::drop_future(std::mem::take(&mut self.end));
        // SAFETY: the caller knows that.
        unsafe { place.place::<u64>().read() }
    }
}

impl Future for Value {
    type Output = u64;

    #[inline(always)]
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<u64> {
        if self.place.is_none() {
            let place = Block::new();
            // SAFETY: kept until the read has ended.
            if Copied::at_once(unsafe { host::read_future(self.end, place.place()) }).is_some() {
                return Poll::Ready(self.take(&place));
            }
            self.place = Some(place);
            task::join(self.end);
        }
        ready!(Copied::poll(self.end, context));
        let Some(place) = self.place.take() else { unreachable!("a read is under way") };
        Poll::Ready(self.take(&place))
    }
}

impl Drop for Value {
    #[inline(always)]
    fn drop(&mut self) {
        if self.end != 0 {
            self.give_up();
        }
    }
}

impl Value {
    #[cold]
    #[inline(never)]
    fn give_up(&mut self) {
        let end = self.end;
        let Some(place) = self.place.take() else { return host::drop_future(end) };
        leave(end, move || {
            host::cancel_read_future(end);
            host::drop_future(end);
            drop(place);
        });
    }
}
