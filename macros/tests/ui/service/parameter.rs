use wharf::http::Response;

#[wharf::http::service]
async fn hello(number: u32) -> Response {
    Response::text(number.to_string())
}

fn main() {}
