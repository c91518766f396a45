//! The benchmark's HTTP service, with `http-compat`: greets, and sends back what is sent to `/echo`.

use wasip3::http::types::{ErrorCode, Request, Response};
use wasip3::http_compat::{http_from_wasi_request, http_into_wasi_response};

wasip3::http::service::export!(Service);

struct Service;

impl wasip3::exports::http::handler::Guest for Service {
    async fn handle(request: Request) -> Result<Response, ErrorCode> {
        let request = http_from_wasi_request(request)?;
        match request.uri().path() {
            "/echo" => http_into_wasi_response(http::Response::new(request.into_body())),
            path => {
                let response = http::Response::builder()
                    .header("content-type", "text/plain; charset=utf-8")
                    .body(format!("Hello from {path}\n"))
                    .map_err(|error| ErrorCode::InternalError(Some(error.to_string())))?;
                http_into_wasi_response(response)
            }
        }
    }
}
