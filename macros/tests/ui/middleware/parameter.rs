use wharf::http::{Next, Request, Response};

#[wharf::http::middleware]
async fn layer(number: u32, request: Request, next: Next) -> wharf::Result<Response> {
    let _ = number;
    Ok(next.run(request).await?)
}

fn main() {}
