use wharf::http::{Next, Request, Response};

#[wharf::http::middleware]
async fn layer(request: Request, next: Next) -> wharf::Result<Response> {
    Ok(next.run(request).await?)
}

#[wharf::http::service]
async fn hello() -> &'static str {
    "hello"
}

fn main() {}
