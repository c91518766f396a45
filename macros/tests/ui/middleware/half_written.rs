// The body's tokens pass through: an editor completes after the dot, and the compiler shows what it has understood.
use wharf::http::{ErrorCode, Next, Request, Response};

#[wharf::http::middleware]
async fn layer(request: Request, next: Next) -> Result<Response, ErrorCode> {
    let headers = request.headers().
}

fn main() {}
