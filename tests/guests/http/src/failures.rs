//! Errors, and what becomes of them.

use std::io;

use futures::{StreamExt as _, stream};
use wharf::http::{Body, ErrorCode, HeaderValue, IntoResponse, Rejection, Request, Response, StatusCode, header};

/// An error that says how it is answered.
struct Busy;

impl IntoResponse for Busy {
    fn into_response(self) -> Response {
        Response::text("busy").with_status(StatusCode::SERVICE_UNAVAILABLE)
    }
}

pub(crate) async fn answer(name: &str, request: Request) -> wharf::Result<Response> {
    Ok(match name {
        "any" => return Err(wharf::Error::msg("the crane is stuck")),
        "rejection" => return Err(Rejection::new(StatusCode::CONFLICT, "the dock is taken").into()),
        "code" => return Err(ErrorCode::ConnectionRefused.into()),
        "code-in-io" => return Err(io::Error::from(ErrorCode::ConnectionTimeout).into()),
        "io" => io::Error::other("the winch is rusty").into_response(),
        "own" => Err::<(), _>(Busy).into_response(),
        "text" => Err::<(), _>("an error that is only text").into_response(),
        "forbidden-header" => {
            let mut response = Response::text("never sent");
            response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
            response
        }
        "wrong-length" => with_length(Body::from("seven"), 7),
        "length-is-no-number" => {
            let mut response = Response::text("x");
            response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from_static("many"));
            response
        }
        "short" => with_length(chunks(), 100),
        "long" => with_length(chunks(), 3),
        "breaks" => {
            let chunks = stream::iter([Ok("first,"), Ok("second"), Err(io::Error::other("the rope broke"))]);
            Response::new(Body::from_stream(chunks))
        }
        "trailers-break" => {
            let body = Body::from_stream(stream::iter(["data"]).map(Ok::<_, io::Error>));
            Response::new(body.with_trailers(async { Err(io::Error::other("no checksum")) }))
        }
        "panic" => panic!("dropped in the harbour"),
        // Reads a body that may break off.
        "reads" => {
            eprintln!("reads");
            match request.into_body().into_bytes().await {
                Ok(bytes) => Response::text(format!("{} bytes", bytes.len())),
                Err(error) => {
                    eprintln!("the body broke off: {error:#}");
                    Response::text("incomplete").with_status(StatusCode::BAD_REQUEST)
                }
            }
        }
        // Goes on until nobody reads.
        "endless" => {
            let chunks = stream::iter(0..).map(|_| Ok::<_, io::Error>(vec![b'x'; 10_000]));
            let guard = Announce("the endless body was dropped");
            Response::new(Body::from_stream(chunks.inspect(move |_| _ = &guard)))
        }
        _ => return Err(Rejection::new(StatusCode::NOT_FOUND, "no such failure").into()),
    })
}

fn chunks() -> Body {
    Body::from_stream(stream::iter(["one", "two"]).map(Ok::<_, io::Error>))
}

fn with_length(body: Body, length: usize) -> Response {
    let mut response = Response::new(body);
    response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    response
}

/// Says so when it is dropped.
struct Announce(&'static str);

impl Drop for Announce {
    fn drop(&mut self) {
        eprintln!("{}", self.0);
    }
}
