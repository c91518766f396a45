use wharf::http::{ErrorCode, Next, Request, Response};

#[wharf::http::middleware(concurrency = 0)]
async fn one(request: Request, next: Next) -> Result<Response, ErrorCode> {
    next.run(request).await
}

mod two {
    use super::*;

    #[wharf::http::middleware(tower)]
    async fn two(request: Request, next: Next) -> Result<Response, ErrorCode> {
        next.run(request).await
    }
}

mod three {
    use super::*;

    #[wharf::http::middleware(crate = "wharf")]
    async fn three(request: Request, next: Next) -> Result<Response, ErrorCode> {
        next.run(request).await
    }
}

fn main() {}
