use wharf::http::{Request, Response};

#[wharf::http::service]
async fn hello(request: Request) -> Response;

fn main() {}
