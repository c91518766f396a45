//! Adds a header to every response of the service behind it.

use wharf::http::{HeaderValue, Next, Request, Response};

#[wharf::http::middleware]
async fn powered_by(request: Request, next: Next) -> wharf::Result<Response> {
    let mut response = next.run(request).await?;
    response.headers_mut().insert("x-powered-by", HeaderValue::from_static("wharf"));
    Ok(response)
}
