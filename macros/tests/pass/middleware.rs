#![deny(warnings)]

use wharf::http::{ErrorCode, Next, Request, Response, Uri};

#[wharf::http::middleware]
async fn layer(uri: Uri, request: Request, next: Next) -> Result<Response, ErrorCode> {
    if uri.path() == "/" {
        return Ok(Response::text("not passed on"));
    }
    next.run(request).await
}

fn main() {}
