use wharf::http::{Request, Response};

struct Hello;

impl Hello {
    #[wharf::http::service]
    async fn hello(self, request: Request) -> Response {
        Response::new(request.into_body())
    }
}

fn main() {}
