//! A service that greets, with the bare bindings of the `wasip3` crate.

use wasip3::http::types::{ErrorCode, Fields, Request, Response};
use wasip3::{wit_future, wit_stream};

wasip3::http::service::export!(Service);

struct Service;

impl wasip3::exports::http::handler::Guest for Service {
    async fn handle(request: Request) -> Result<Response, ErrorCode> {
        let path = request.get_path_with_query().unwrap_or_default();
        let headers = Fields::from_list(&[("content-type".to_owned(), b"text/plain; charset=utf-8".to_vec())])
            .map_err(|error| ErrorCode::InternalError(Some(error.to_string())))?;
        let (mut body, reader) = wit_stream::new();
        let (trailers, no_trailers) = wit_future::new(|| Ok(None));
        drop(trailers);
        let (response, _) = Response::new(headers, Some(reader), no_trailers);
        wit_bindgen::spawn_local(async move {
            body.write_all(format!("Hello from {path}\n").into_bytes()).await;
        });
        Ok(response)
    }
}
