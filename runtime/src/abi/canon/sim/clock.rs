//! The virtual clock: time moves only when everything waits.

use alloc::boxed::Box;
use alloc::rc::Rc;
use alloc::vec::Vec;
use core::cell::{Cell, RefCell};
use core::future::Future;
use core::task::{Poll, Waker};
use core::time::Duration;

use super::instance::{current, here};

/// Time since the thread began to simulate, and what is to be done when.
#[derive(Default)]
pub(super) struct Clock {
    now: Cell<Duration>,
    timers: RefCell<Vec<Timer>>,
}

struct Timer {
    at: Duration,
    action: Box<dyn FnOnce()>,
}

impl Clock {
    /// Moves on to the next timer and runs it; whether there was one.
    pub(super) fn advance(&self) -> bool {
        let Some(timer) = self.take_next() else { return false };
        self.now.set(self.now.get().max(timer.at));
        (timer.action)();
        true
    }

    /// Takes out the timer that is next; of several, the one that was set first.
    fn take_next(&self) -> Option<Timer> {
        let mut timers = self.timers.borrow_mut();
        let next = timers.iter().enumerate().min_by_key(|(_, timer)| timer.at)?.0;
        Some(timers.remove(next))
    }

    fn next_is_before(&self, end: Duration) -> bool {
        self.timers.borrow().iter().any(|timer| timer.at <= end)
    }

    pub(super) fn clear(&self) {
        self.now.set(Duration::ZERO);
        let timers = self.timers.take();
        drop(timers);
    }
}

/// The virtual time: how long the thread has simulated. It moves when everything waits for a timer.
#[must_use]
pub fn now() -> Duration {
    here().clock.now.get()
}

/// Runs `action` on the host's side once `delay` has passed.
pub fn after(delay: Duration, action: impl FnOnce() + 'static) {
    let instance = here();
    let at = instance.clock.now.get() + delay;
    instance.clock.timers.borrow_mut().push(Timer { at, action: Box::new(action) });
}

/// Lets virtual time pass, with all that happens in it on the host's side and in exported tasks.
pub fn advance(time: Duration) {
    let instance = here();
    let end = instance.clock.now.get() + time;
    super::settle();
    while instance.clock.next_is_before(end) {
        instance.clock.advance();
        super::settle();
    }
    instance.clock.now.set(end);
}

/// Waits on the host's side until `delay` has passed.
pub fn sleep(delay: Duration) -> impl Future<Output = ()> {
    let state: Rc<(Cell<bool>, Cell<Option<Waker>>)> = Rc::default();
    let timer = state.clone();
    if current().is_some() {
        after(delay, move || {
            timer.0.set(true);
            if let Some(waker) = timer.1.take() {
                waker.wake();
            }
        });
    }
    core::future::poll_fn(move |context| {
        if state.0.get() {
            return Poll::Ready(());
        }
        state.1.set(Some(context.waker().clone()));
        Poll::Pending
    })
}
