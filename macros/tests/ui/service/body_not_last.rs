use wharf::http::{Body, Method, Response};

#[wharf::http::service]
async fn hello(body: Body, method: Method) -> Response {
    drop(method);
    Response::new(body)
}

fn main() {}
