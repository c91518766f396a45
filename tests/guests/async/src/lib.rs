//! Tasks, streams and futures at work, one scenario a call.

mod carrying;
mod scenario;
mod scenarios;
mod work;

wharf::include_bindings!("scenarios");

struct Guest;
