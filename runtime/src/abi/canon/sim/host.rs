//! The futures that the host runs beside the component.

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::task::Wake;
use alloc::vec::Vec;
use core::cell::RefCell;
use core::future::Future;
use core::pin::Pin;
use core::sync::atomic::{AtomicBool, Ordering};
use core::task::{Context, Poll, Waker};

use super::instance::here;
use super::random;

/// What the host is doing.
#[derive(Default)]
pub(super) struct Host {
    running: RefCell<Vec<Running>>,
}

struct Running {
    future: Pin<Box<dyn Future<Output = ()>>>,
    ready: Arc<Ready>,
}

/// Whether a future should be polled.
struct Ready(AtomicBool);

impl Wake for Ready {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Release);
    }
}

/// Runs `future` on the host's side. It gets on whenever the component waits.
///
/// It may wait for what this module offers and for other futures of the host, but not for anything of the
/// component's side, such as [`StreamReader`](crate::StreamReader): that belongs into a task.
pub fn spawn(future: impl Future<Output = ()> + 'static) {
    let ready = Arc::new(Ready(AtomicBool::new(true)));
    here().host.running.borrow_mut().push(Running { future: Box::pin(future), ready });
}

impl Host {
    pub(super) fn is_ready(&self) -> bool {
        self.running.borrow().iter().any(|running| running.ready.0.load(Ordering::Acquire))
    }

    /// Polls one future that is ready; whether there was one.
    pub(super) fn run_ready(&self) -> bool {
        let Some(mut running) = self.take_ready() else { return false };
        let waker = Waker::from(running.ready.clone());
        if running.future.as_mut().poll(&mut Context::from_waker(&waker)) == Poll::Pending {
            self.running.borrow_mut().push(running);
        }
        true
    }

    /// Polls every future that is ready now, once.
    pub(super) fn run_round(&self) {
        let ready = self.running.borrow().iter().filter(|running| running.ready.0.load(Ordering::Acquire)).count();
        for _ in 0..ready {
            self.run_ready();
        }
    }

    /// Takes out a future that is ready.
    fn take_ready(&self) -> Option<Running> {
        let mut running = self.running.borrow_mut();
        let ready: Vec<usize> =
            (0..running.len()).filter(|index| running[*index].ready.0.load(Ordering::Acquire)).collect();
        let index = *ready.get(random::pick(ready.len()))?;
        let running = running.remove(index);
        running.ready.0.store(false, Ordering::Release);
        Some(running)
    }

    /// Drops all of them.
    pub(super) fn clear(&self) {
        let running = self.running.take();
        drop(running);
    }
}
