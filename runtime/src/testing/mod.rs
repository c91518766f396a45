//! Unit tests of guests: they run natively, under `cargo test`, without a host.
//!
//! Off wasm every test has a simulated host to itself. It behaves as the component model says, traps included, and
//! where a host would decide something, the test does: what the functions that the guest imports answer, and when. Time
//! is virtual. It passes as soon as everything waits for it, so that a test of a minute's time-out takes no time.
//!
//! ```
//! use std::time::Duration;
//! use wharf::testing;
//!
//! /// What is to be tested.
//! async fn patient() -> &'static str {
//!     match wharf::time::timeout(Duration::from_secs(60), std::future::pending::<()>()).await {
//!         Ok(()) => "done",
//!         Err(_) => "gave up",
//!     }
//! }
//!
//! // #[test]
//! fn it_gives_up_after_a_minute() {
//!     testing::run(async || {
//!         assert_eq!(patient().await, "gave up");
//!         assert_eq!(testing::now(), Duration::from_secs(60));
//!     });
//! }
//! # it_gives_up_after_a_minute();
//! ```
//!
//! # Imports
//!
//! [`mock`] and [`mock_async`] say what an imported function does. Interfaces and functions go by their names in WIT.
//! Parameters come as a tuple, and values as Rust has them: numbers, `String`, `Vec<T>`, `Option<T>`, `Result<T, E>`. A
//! record is a tuple of its fields, an enum the number of its case, a resource an [`Own`] or a [`Borrow`], and a stream
//! or future an end that the test has: [`HostReader`], [`HostFutureReader`].
//!
//! ```
//! # wharf::testing::run(async || {
//! use wharf::testing;
//!
//! testing::mock("demo:shop/prices@1.0.0", "price", |(item,): (String,)| item.len() as u32);
//! testing::mock_async("demo:shop/orders@1.0.0", "order", async |(item, count): (String, u32)| {
//!     testing::sleep(std::time::Duration::from_secs(1)).await;
//!     if count > 0 { Ok(format!("{count} × {item}")) } else { Err(0_u8) }
//! });
//! # });
//! ```
//!
//! The clocks and random numbers of WASI are there already: the clocks go by virtual time, from the start of 2000 on, and
//! the numbers are the same in every run. A mock takes their place.
//!
//! # What a test finds out
//!
//! [`run`] fails when the guest leaves behind handles, and when nothing can ever happen any more: it says what each
//! task waits for. [`explore`] runs a test many times, with what has no fixed order in another order each time.
//!
//! More of the host is in [`sim`](crate::abi::canon::sim).

mod mocks;
mod run;
mod wasi;

pub use crate::abi::canon::sim::{
    Borrow, Copied, HostFutureReader, HostFutureWriter, HostReader, HostWriter, Own, Resource, Status, Value, advance,
    host_future, host_stream, now, sleep, spawn as spawn_on_host,
};
pub use mocks::{mock, mock_async};
pub use run::{explore, run};
