use wharf::http::{Next, Request};

#[wharf::http::middleware]
async fn layer(request: Request, next: Next) -> bool {
    next.run(request).await.is_ok()
}

fn main() {}
