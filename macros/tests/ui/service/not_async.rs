use wharf::http::Response;

#[wharf::http::service]
fn hello() -> Response {
    Response::text("hello")
}

fn main() {}
