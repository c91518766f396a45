use wharf::http::Response;

#[wharf::http::middleware]
async fn layer() -> Response {
    Response::text("x")
}

fn main() {}
