//! Answers every request with a greeting.

use wharf::http::{Request, Response};

#[wharf::http::service]
async fn greet(request: Request) -> Response {
    Response::text(format!("Hello from {}\n", request.uri().path()))
}

#[cfg(test)]
mod tests {
    use wharf::http::{Body, StatusCode, Uri};

    use super::*;

    #[test]
    fn the_greeting_names_the_path() {
        let mut request = Request::new(Body::empty());
        *request.uri_mut() = Uri::from_static("/harbour");
        let response = wharf::task::block_on(greet(request));
        assert_eq!(response.status(), StatusCode::OK);
        let body = wharf::task::block_on(response.into_body().into_text()).unwrap();
        assert_eq!(body, "Hello from /harbour\n");
    }
}
