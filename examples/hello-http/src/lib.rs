//! Greets whoever asks, by path.

use wharf::http::{Request, Response};

#[wharf::http::service]
async fn hello(req: Request) -> Response {
    Response::text(format!("Hello from {}\n", req.path()))
}
