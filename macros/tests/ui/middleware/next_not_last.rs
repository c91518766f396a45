use wharf::http::{Next, Request, Response};

#[wharf::http::middleware]
async fn swapped(next: Next, request: Request) -> wharf::Result<Response> {
    Ok(next.run(request).await?)
}

fn main() {}
