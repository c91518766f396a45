use wharf::http::{Next, Request, Response};

#[wharf::http::middleware(tower)]
async fn layer(request: Request, next: Next) -> wharf::Result<Response> {
    Ok(next.run(request).await?)
}

fn main() {}
