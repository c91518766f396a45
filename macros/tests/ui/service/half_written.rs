use wharf::http::{Request, Response};

// The body passes through, so that an editor can complete it: the error is the body's own.
#[wharf::http::service]
async fn hello(request: Request) -> Response {
    let path = request.uri().
}

fn main() {}
