use wharf::http::{Next, Request, Response};

#[wharf::http::middleware]
fn sync(request: Request, next: Next) -> Response {
    Response::text("")
}

fn main() {}
