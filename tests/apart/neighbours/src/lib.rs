//! wharf and the `wasip3` crate, which has wit-bindgen's runtime, in one component.

mod ours;
mod theirs;

wharf::include_bindings!("neighbours");

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

/// A millisecond for the clock of the `wasip3` crate.
const MILLISECOND: u64 = Duration::from_millis(1).as_nanos() as u64;

/// What went wrong.
type Checked = Result<(), String>;

/// An error unless they are equal.
fn expect<T: PartialEq + std::fmt::Debug>(what: &str, found: T, expected: T) -> Checked {
    if found == expected { Ok(()) } else { Err(format!("{what}: {found:?}, and not {expected:?}")) }
}

/// Polls a future once: whether it is done.
async fn is_ready<F: Future>(mut future: Pin<&mut F>) -> bool {
    poll_fn(|context| Poll::Ready(future.as_mut().poll(context).is_ready())).await
}
