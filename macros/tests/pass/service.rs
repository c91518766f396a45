#![deny(warnings)]

use wharf::http::{Body, HeaderMap, IntoResponse, Method, StatusCode, Uri};

const LIMIT: u32 = 8;

fn rule(error: std::num::ParseIntError) -> (StatusCode, String) {
    (StatusCode::BAD_REQUEST, error.to_string())
}

/// Takes patterns, returns what can become a response, and has its errors answered.
#[wharf::http::service(error = rule, concurrency = LIMIT)]
pub async fn everything(
    _: Method,
    uri: Uri,
    mut headers: HeaderMap,
    body: Body,
) -> Result<impl IntoResponse, std::num::ParseIntError> {
    headers.clear();
    uri.path()[1..].parse::<u32>().map(|_| body)
}

fn main() {}
