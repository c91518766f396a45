//! Requests to other servers.

use http::Uri;

use super::exchange::exchange;
use super::{ErrorCode, Request, Response};
use crate::wasi::http::client;

/// Requests `uri` with `GET` and waits for the head of the response.
///
/// ```no_run
/// # async fn example() -> wharf::Result<()> {
/// let response = wharf::http::get("http://example.com/").await?;
/// println!("{}: {}", response.status(), response.into_body().into_text().await?);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// As [`send`].
///
/// # Cancel safety
///
/// As [`send`].
pub async fn get(uri: impl TryInto<Uri>) -> Result<Response, ErrorCode> {
    let Ok(uri) = uri.try_into() else { return Err(ErrorCode::HttpRequestUriInvalid) };
    let mut request = Request::default();
    *request.uri_mut() = uri;
    send(request).await
}

/// Sends a request and waits for the head of the response.
///
/// The URI needs an authority. The body goes out beside, also after the head of the response has come, as fast as the
/// server takes it: uploads and downloads stream at once, and neither side waits for the other. A status such as 404 is
/// a response like any other.
///
/// ```no_run
/// # async fn example() -> wharf::Result<()> {
/// use std::time::Duration;
/// use wharf::http::{self, Request, Timeouts};
///
/// let request = Request::builder().method("POST").uri("http://example.com/docks").body("crane")?;
/// let request = Request::from(request).with_timeouts(Timeouts::all(Duration::from_secs(5)));
/// let response = http::send(request).await?;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// When there is no response, or the host would not send the request; with [`ErrorCode::InternalError`] when the host
/// refuses a header, a content length does not fit, or the request's body ended with an error. When the body ends with
/// an error after the response has come, the response breaks off, and the error is printed to stderr.
///
/// # Cancel safety
///
/// Dropping the future ends the exchange.
///
/// Source: `wasi:http/client.send`.
pub async fn send(request: impl Into<Request>) -> Result<Response, ErrorCode> {
    exchange(request.into(), client::send).await
}
