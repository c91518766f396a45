//! A middleware and a program of a crate that has wharf from another crate, and what a middleware may do.

use std::pin::pin;

use wharf_reexport::below::wharf::http::{self, HeaderValue, Next, Rejection, Request, Response, StatusCode, Timeouts};
use wharf_reexport::below::wharf::http::{ErrorCode, Uri};
use wharf_reexport::below::wharf::time::{Duration, timeout};
use wharf_reexport::below::wharf::wasi::http::types;
use wharf_reexport::below::wharf::{Error, Result, stream, task, wasi};

#[wharf_reexport::below::wharf::main(crate = wharf_reexport::below::wharf)]
async fn main() {
    println!("below");
}

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
        // Time limits, for the service to see.
        Some("limited") => {
            let [connect, first_byte, between_bytes] = [1, 2, 3].map(|time| Some(Duration::from_secs(time)));
            let timeouts = Timeouts { connect, first_byte, between_bytes };
            Ok(next.run(request.with_timeouts(timeouts)).await?)
        }
        // A request of the bindings, whose sender hears how its body was processed.
        Some("heard") => heard(&uri, next, Ok(None), A_MOMENT).await,
        Some("heard-broken") => heard(&uri, next, Err(ErrorCode::HttpResponseIncomplete), A_MOMENT).await,
        Some("heard-early") => heard(&uri, next, Ok(None), Duration::from_secs(60)).await,
        Some(_) => Ok(next.run(request).await?),
    }
}

const A_MOMENT: Duration = Duration::from_millis(20);

/// Sends a body that ends with `end`, unless the one who reads it says within `patience` how that went, and tells what
/// that one says.
async fn heard(
    uri: &Uri,
    next: Next,
    end: Result<Option<types::Trailers>, ErrorCode>,
    patience: Duration,
) -> Result<Response> {
    let (mut bytes, body) = stream::new::<(), u8>();
    let (trailers, trailers_reader) = wasi::wit_future::new(|| Ok(None));
    let (request, processed) = types::Request::new(types::Fields::new(), Some(body), trailers_reader, None);
    request.set_method(&types::Method::Post).and(request.set_path_with_query(Some(uri.path()))).expect("well-formed");
    let mut processed = pin!(processed.into_future());
    let answer = task::spawn(next.run(request));
    bytes.write_all(vec![b'x'; 20]).await;
    let early = timeout(patience, processed.as_mut()).await;
    drop(bytes);
    drop(trailers.write(end).await);
    let status = answer.await.expect("nobody cancels it")?.status();
    let told = match early {
        Ok(told) => format!("{told:?} before the end"),
        Err(_) => format!("{:?} at the end", processed.await),
    };
    Ok(Response::text(format!("{status}, {told}")))
}

fn same_path(uri: &Uri) -> Request {
    let mut request = Request::default();
    *request.uri_mut() = Uri::try_from(uri.path()).expect("a path is a URI");
    request
}
