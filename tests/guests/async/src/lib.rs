//! Tasks, streams and futures at work, one scenario a call.

mod carrying;
mod limits;
mod scenario;
mod scenarios;
mod tasks;
mod work;

wharf::include_bindings!("scenarios");

struct Guest;
