//! A middleware of a crate that has wharf from another crate, and what a middleware may do.

use wharf_reexport::below::wharf::http::{self, HeaderValue, Next, Rejection, Request, Response, StatusCode, Uri};
use wharf_reexport::below::wharf::{Error, Result};

/// How an error is answered here.
fn rule(error: Error) -> (StatusCode, String) {
    (StatusCode::IM_A_TEAPOT, error.to_string())
}

#[http::middleware(crate = wharf_reexport::below::wharf, error = rule, concurrency = 8)]
async fn layer(uri: Uri, mut request: Request, next: Next) -> Result<Response> {
    match uri.query() {
        // Unchanged, there and back.
        None => Ok(next.run(request).await?),
        // Not passed on.
        Some("short") => Ok(Response::text("short-circuited")),
        Some("fails") => Err(Rejection::new(StatusCode::CONFLICT, "no tea").into()),
        // Changed on the way there and on the way back.
        Some("changed") => {
            request.headers_mut().insert("user", HeaderValue::from_static("layer"));
            let mut response = next.run(request).await?;
            *response.status_mut() = StatusCode::ACCEPTED;
            Ok(response)
        }
        // Another body on the way there; the head stays.
        Some("body") => Ok(next.run(request.map_body(|_| "another body")).await?),
        // Two requests of one.
        Some("twice") => {
            let first = next.run(same_path(&uri)).await?.into_body().into_text().await?;
            let second = next.run(request).await?.into_body().into_text().await?;
            Ok(Response::text(format!("{first}, {second}")))
        }
        Some(_) => Ok(next.run(request).await?),
    }
}

fn same_path(uri: &Uri) -> Request {
    let mut request = Request::default();
    *request.uri_mut() = Uri::try_from(uri.path()).expect("a path is a URI");
    request
}
