use wharf::http::{FromRequest, Response};

#[wharf::http::service]
async fn hello<T: FromRequest>(_: T) -> Response {
    Response::text("hello")
}

fn main() {}
