use wharf::http::{Request, Response};

#[wharf::http::middleware]
async fn nothing(request: Request) -> Response {
    drop(request);
    Response::text("")
}

fn main() {}
