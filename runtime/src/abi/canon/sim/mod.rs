//! The simulated host: the built-ins with the same semantics in process, for tests and everything else that runs
//! natively.
//!
//! Every thread is an instance of a component, with a host of its own. What the component may rely on is what the
//! specification says, traps included: a trap is a panic with the reason. What a host would decide, a test decides:
//!
//! - [`function`] and [`async_function`] register what the component imports. An async function gets a [`Call`], to
//!   start, finish or leave alone as the test likes.
//! - [`host_stream`] and [`host_future`] make streams and futures with ends of the host. As a parameter or result, a
//!   [`HostReader`] or [`HostFutureReader`] changes its owner.
//! - [`Own`], [`Borrow`] and [`Resource`] stand for resources of the host, [`Exported`] for those of the component.
//! - [`start`] calls an export, of which there may be many at once; [`run`], [`settle`] and [`step`] let them get on.
//! - [`spawn`], [`sleep`], [`after`], [`now`] and [`advance`] let the host do things over time, which is virtual: it
//!   moves only when everything waits.
//! - [`leaks`] tells what the component has not given back, and [`seed`] shuffles what has no fixed order.
//!
//! When everything waits and nothing can ever happen, that is a deadlock: a trap that tells what each task waits for.
//!
//! One thing differs from a real host: both ends of a stream may be used in the one instance there is if its elements
//! are plain or handles, where a real host takes only numbers for the time being. Other elements are a trap here too,
//! unless the built-ins were made by [`stream_of`] or [`future_of`] with a way to copy what elements point to.
//!
//! Specification: component-model, `design/mvp/CanonicalABI.md` and `design/mvp/Concurrency.md`.

mod buffer;
pub(crate) mod builtins;
mod by_name;
mod call;
mod channel;
mod clock;
mod copy;
mod end;
mod error_context;
mod export;
mod host;
mod host_end;
mod host_future;
mod host_stream;
mod import;
mod instance;
mod leaks;
mod list_value;
mod random;
mod resource;
mod set;
mod subtask;
mod table;
mod task;
#[cfg(test)]
mod tests;
mod trap;
mod value;
mod wait;
mod waitable;

pub use buffer::{Bytes, Element, Typed};
pub use call::Call;
pub use clock::{advance, after, now, sleep};
pub use copy::{future, future_of, stream, stream_of};
pub use error_context::HostErrorContext;
pub use export::{Task, call_sync, start};
pub use host::spawn;
pub use host_end::{Copied, Status};
pub use host_future::{HostFutureReader, HostFutureWriter, host_future};
pub use host_stream::{HostReader, HostWriter, host_stream};
pub use import::{HostFunction, async_function, destructor, function, host_call, raw_function};
pub use leaks::{count_handles, leaks, reset};
pub use random::seed;
pub use resource::{Borrow, Exported, Own, Resource, held};
pub use value::{Value, lower_params};
pub use wait::{run, set_patience, settle, step};
