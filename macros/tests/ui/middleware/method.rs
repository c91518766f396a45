use wharf::http::{ErrorCode, Next, Request, Response};

struct Layer;

impl Layer {
    #[wharf::http::middleware]
    async fn run(&self, request: Request, next: Next) -> Result<Response, ErrorCode> {
        next.run(request).await
    }
}

fn main() {}
