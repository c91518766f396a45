//! The time zone that the host is set to.
//!
//! The interface is unstable, behind WIT's gate `clocks-timezone`, and few hosts have it: a component that calls this
//! does not start on the others. It is therefore behind the cargo feature `timezone`.
//!
//! ```no_run
//! use wharf::time::{SystemTime, zone};
//!
//! let offset = zone::utc_offset(SystemTime::now()).unwrap_or(0);
//! println!("{} is {} minutes ahead of UTC", zone::description(), offset / 60_000_000_000);
//! ```

use alloc::string::String;

use super::SystemTime;
use crate::wasi::clocks::timezone;

/// The zone's name in the IANA Time Zone Database, such as `Europe/Paris`, if there is one and the host tells.
///
/// ```no_run
/// println!("{}", wharf::time::zone::iana_id().unwrap_or_else(|| "somewhere".into()));
/// ```
///
/// Source: `wasi:clocks/timezone.iana-id`.
#[must_use]
pub fn iana_id() -> Option<String> {
    timezone::iana_id()
}

/// How far local time is ahead of UTC at a time, in nanoseconds: negative west of Greenwich, and less than a day
/// either way. `None` if the host cannot tell.
///
/// ```no_run
/// use wharf::time::{SystemTime, zone};
///
/// let nanoseconds_east = zone::utc_offset(SystemTime::now());
/// ```
///
/// Source: `wasi:clocks/timezone.utc-offset`.
#[must_use]
pub fn utc_offset(when: SystemTime) -> Option<i64> {
    timezone::utc_offset(when.into())
}

/// A description of the zone for logs. Its form differs between hosts: do not parse it.
///
/// ```no_run
/// println!("the clocks show {}", wharf::time::zone::description());
/// ```
///
/// Source: `wasi:clocks/timezone.to-debug-string`.
#[must_use]
pub fn description() -> String {
    timezone::to_debug_string()
}
