//! The names that guests written for wit-bindgen use. Each stands for something of this module, which does more.

use core::future::Future;

use super::{JoinHandle, spawn, yield_now};
use crate::abi::canon;

/// [`task::spawn`](spawn), by its name in wit-bindgen.
///
/// # Panics
///
/// Outside a task.
pub fn spawn_local<T: 'static>(future: impl Future<Output = T> + 'static) -> JoinHandle<T> {
    spawn(future)
}

/// [`task::yield_now`](yield_now), by its name in wit-bindgen.
pub async fn yield_async() {
    yield_now().await;
}

/// Lets other tasks of the component and the host get on, while this function blocks. Whether to go on: `false` when
/// the task has been cancelled meanwhile.
///
/// In async code [`task::yield_now`](yield_now) is the better choice. In an exported function whose WIT type is not
/// `async`, which may not block, it may return at once.
///
/// Source: the `thread.yield` built-in.
pub fn yield_blocking() -> bool {
    !canon::thread_yield()
}

/// Holds back new calls of the component's exports until [`backpressure_dec`] is called as often.
///
/// [`task::Backpressure`](super::Backpressure) does both.
///
/// Source: the `backpressure.inc` built-in.
pub fn backpressure_inc() {
    canon::backpressure_inc();
}

/// Takes back one [`backpressure_inc`]. The host traps when there is none.
///
/// Source: the `backpressure.dec` built-in.
pub fn backpressure_dec() {
    canon::backpressure_dec();
}
