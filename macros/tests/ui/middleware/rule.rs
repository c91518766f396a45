use wharf::http::{ErrorCode, Next, Request, Response};

fn rule(_: String) -> Response {
    Response::default()
}

#[wharf::http::middleware(error = rule)]
async fn layer(request: Request, next: Next) -> Result<Response, ErrorCode> {
    next.run(request).await
}

fn main() {}
