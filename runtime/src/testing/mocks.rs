//! Functions that the guest imports.

use alloc::rc::Rc;

use crate::abi::canon::sim::{self, Call, Value};

/// Says what an imported function does that answers at once. `P` is the tuple of its parameters.
///
/// It may be an `async func` in the WIT. A mock of the same function takes the place of an earlier one.
///
/// ```
/// # wharf::testing::run(async || {
/// wharf::testing::mock("demo:math/sums", "add", |(a, b): (u32, u32)| a + b);
/// # });
/// ```
pub fn mock<P: Value, R: Value>(interface: &str, function: &str, answer: impl Fn(P) -> R + 'static) {
    sim::function(interface, function, answer);
}

/// Says what an imported `async func` does that takes its time. `P` is the tuple of its parameters.
///
/// It runs on the host's side: it may wait for [`sleep`](super::sleep), for ends of streams and futures that the host
/// has and for other futures of the host, such as channels, but not for anything of the guest's. When the guest cancels
/// the call, the future is dropped.
///
/// ```
/// use std::time::Duration;
///
/// # wharf::testing::run(async || {
/// wharf::testing::mock_async("demo:math/sums", "add", async |(a, b): (u32, u32)| {
///     wharf::testing::sleep(Duration::from_secs(1)).await;
///     a + b
/// });
/// # });
/// ```
pub fn mock_async<P, R, A>(interface: &str, function: &str, answer: A)
where
    P: Value,
    R: Value,
    A: AsyncFn(P) -> R + 'static,
{
    let answer = Rc::new(answer);
    sim::async_function(interface, function, move |call: Call<P, R>| {
        let answer = answer.clone();
        sim::spawn(async move {
            let params = call.start();
            let mut cancelled = core::pin::pin!(call.cancelled());
            let mut answering = core::pin::pin!(answer(params));
            let result = core::future::poll_fn(|context| {
                if cancelled.as_mut().poll(context).is_ready() {
                    return core::task::Poll::Ready(None);
                }
                answering.as_mut().poll(context).map(Some)
            });
            if let Some(result) = result.await {
                // An answer that comes when the call has been cancelled is the host's to drop.
                drop(call.finish(result));
            }
        });
    });
}
