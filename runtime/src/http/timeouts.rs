//! Time limits of a request.

use core::time::Duration;

use super::ErrorCode;
use super::request::refused;
use crate::wasi::http::types::{RequestOptions, RequestOptionsError};

/// How long the parts of an exchange may take; what is `None` is left to the host.
///
/// They concern the connection, and come on top of [`time::timeout`](crate::time::timeout), which limits the whole.
/// Give them to a request with [`Request::with_timeouts`](super::Request::with_timeouts). An exchange that takes longer
/// fails with a code such as [`ErrorCode::ConnectionReadTimeout`].
///
/// ```
/// use std::time::Duration;
/// use wharf::http::{Request, Timeouts};
///
/// let timeouts = Timeouts { connect: Some(Duration::from_secs(1)), ..Timeouts::default() };
/// let request = Request::default().with_timeouts(timeouts);
/// assert_eq!(request.timeouts(), Some(timeouts));
/// ```
///
/// Source: `wasi:http/types.request-options`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Timeouts {
    /// How long connecting to the server may take.
    pub connect: Option<Duration>,
    /// How long the first byte of the response may take to arrive.
    pub first_byte: Option<Duration>,
    /// How long the response's body may pause between one piece and the next.
    pub between_bytes: Option<Duration>,
}

impl Timeouts {
    /// The same limit for all of them.
    #[must_use]
    pub const fn all(limit: Duration) -> Self {
        Timeouts { connect: Some(limit), first_byte: Some(limit), between_bytes: Some(limit) }
    }

    /// The limits that the host knows.
    pub(super) fn from_host(options: &RequestOptions) -> Self {
        Timeouts {
            connect: options.get_connect_timeout().map(Duration::from_nanos),
            first_byte: options.get_first_byte_timeout().map(Duration::from_nanos),
            between_bytes: options.get_between_bytes_timeout().map(Duration::from_nanos),
        }
    }

    /// The limits as the host takes them.
    pub(super) fn to_host(self) -> Result<RequestOptions, ErrorCode> {
        let options = RequestOptions::new();
        let Timeouts { connect, first_byte, between_bytes } = self;
        set(connect, "on connecting", |limit| options.set_connect_timeout(limit))?;
        set(first_byte, "on the first byte", |limit| options.set_first_byte_timeout(limit))?;
        set(between_bytes, "between bytes", |limit| options.set_between_bytes_timeout(limit))?;
        Ok(options)
    }
}

fn set(
    limit: Option<Duration>,
    what: &str,
    set: impl FnOnce(Option<u64>) -> Result<(), RequestOptionsError>,
) -> Result<(), ErrorCode> {
    let Some(limit) = limit else { return Ok(()) };
    // Longer than five centuries is as good as that.
    let limit = u64::try_from(limit.as_nanos()).unwrap_or(u64::MAX);
    set(Some(limit)).map_err(|_| refused(alloc::format!("the host does not take a time limit {what}")))
}
