use wharf::http::{FromRequest, Next, Response};

#[wharf::http::middleware]
async fn layer<T: FromRequest>(_: T, next: Next) -> Response {
    let _ = next;
    Response::text("x")
}

fn main() {}
