use wharf::http::{FromRequest, Response};

#[wharf::http::service]
async fn hello(_: impl FromRequest) -> Response {
    Response::default()
}

fn main() {}
