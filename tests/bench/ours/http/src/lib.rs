//! The benchmark's HTTP service: greets, and sends back what is sent to `/echo`.

use wharf::http::{Request, Response};

#[wharf::http::service]
async fn answer(request: Request) -> Response {
    match request.uri().path() {
        "/echo" => Response::new(request.into_body()),
        path => Response::text(format!("Hello from {path}\n")),
    }
}
