//! A request that is turned down.

use alloc::borrow::Cow;
use core::fmt;

use super::{IntoResponse, Response, StatusCode};

/// Why a request is turned down: a status, and words for the client.
///
/// It is what extractors fail with, and an error like any other: a handler that returns [`wharf::Result`](crate::Result)
/// turns a request down with `?`.
///
/// ```
/// use wharf::http::{Rejection, StatusCode};
///
/// fn find(name: &str) -> wharf::Result<u32> {
///     let found = (name == "crane").then_some(7);
///     Ok(found.ok_or_else(|| Rejection::new(StatusCode::NOT_FOUND, "there is no such machine"))?)
/// }
///
/// assert_eq!(find("barge").unwrap_err().to_string(), "there is no such machine");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    status: StatusCode,
    message: Cow<'static, str>,
}

impl Rejection {
    /// Turns a request down with a status and a message that the client is told.
    #[must_use]
    pub fn new(status: StatusCode, message: impl Into<Cow<'static, str>>) -> Self {
        Rejection { status, message: message.into() }
    }

    /// The status of the response.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl core::error::Error for Rejection {}

impl IntoResponse for Rejection {
    fn into_response(self) -> Response {
        Response::text(alloc::format!("{}\n", self.message)).with_status(self.status)
    }
}
