//! JSON, both ways.

use bytes::Bytes;
use http::{HeaderMap, StatusCode, header};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::FromRequest;
use crate::http::{IntoResponse, Rejection, Request, Response};

/// A value as JSON: the body of a request, or of a response.
///
/// As a parameter it wants `content-type: application/json` (or one that ends with `+json`) and answers 415 without,
/// 400 for what is not JSON, and 422 for JSON of another shape.
///
/// ```no_run
/// # fn main() {}
/// use wharf::http::Json;
///
/// #[wharf::http::service]
/// async fn double(Json(numbers): Json<Vec<i64>>) -> Json<Vec<i64>> {
///     Json(numbers.iter().map(|number| number * 2).collect())
/// }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned> FromRequest for Json<T> {
    type Rejection = Rejection;

    async fn from_request(request: Request) -> Result<Self, Rejection> {
        if !is_json(request.headers()) {
            return Err(Rejection::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "the body must be JSON, with `content-type: application/json`",
            ));
        }
        let bytes = Bytes::from_request(request).await?;
        serde_json::from_slice(&bytes).map(Json).map_err(|error| {
            let status = if error.is_data() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::BAD_REQUEST };
            Rejection::new(status, alloc::format!("the body is not the JSON that is wanted: {error}"))
        })
    }
}

/// Whether the content type is JSON's, by RFC 8259 and RFC 6839.
fn is_json(headers: &HeaderMap) -> bool {
    let Some(value) = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()) else { return false };
    let essence = value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json"))
}

/// The response is 500, with a line on stderr, if the value cannot be written as JSON.
impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        Response::json(&self.0).unwrap_or_else(IntoResponse::into_response)
    }
}
