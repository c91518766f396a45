use wharf::http::{ErrorCode, Next, Request, Response};

#[wharf::http::middleware]
async fn one(request: Request, next: Next) -> Result<Response, ErrorCode> {
    next.run(request).await
}

mod other {
    use super::*;

    #[wharf::http::middleware]
    async fn another(request: Request, next: Next) -> Result<Response, ErrorCode> {
        next.run(request).await
    }
}

fn main() {}
