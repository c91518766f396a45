//! The next handler in a chain of middleware.

use super::exchange::exchange;
use super::{ErrorCode, Request, Response};
use crate::wasi::next::wasi::http::handler;

/// The handler behind a [middleware](super::middleware), which may be called once, more often, or not at all.
///
/// ```no_run
/// # fn main() {}
/// use wharf::http::{Next, Request, Response, StatusCode};
///
/// #[wharf::http::middleware]
/// async fn members_only(request: Request, next: Next) -> wharf::Result<Response> {
///     match request.headers().get("member") {
///         Some(_) => Ok(next.run(request).await?),
///         None => Ok(Response::empty(StatusCode::FORBIDDEN)),
///     }
/// }
/// ```
///
/// Source: the import `wasi:http/handler`.
#[derive(Clone, Copy, Debug)]
pub struct Next(());

impl Next {
    /// Only a component whose section names the import may have one: the macro sees to it.
    pub(crate) const fn new() -> Self {
        Next(())
    }

    /// Passes a request on and waits for the head of the response.
    ///
    /// A request or response that nobody has changed goes on as it is, and a body that nobody has read goes from host to
    /// host.
    ///
    /// # Errors
    ///
    /// The code with which the handler failed; and as [`send`](super::send) when the request cannot be passed on.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future ends the exchange.
    pub async fn run(self, request: impl Into<Request>) -> Result<Response, ErrorCode> {
        exchange(request.into(), handler::handle).await
    }
}
