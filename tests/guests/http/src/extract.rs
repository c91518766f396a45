//! What a service can take, beyond what the service of this guest takes itself.

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use wharf::http::{Body, FromParts, FromRequest as _, IntoResponse as _, Json, Query, Rejection, Request, Response};
use wharf::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Timeouts, Uri};

#[derive(Deserialize, Serialize)]
struct Crane {
    name: String,
    tons: u32,
}

pub(crate) async fn answer(name: &str, request: Request) -> wharf::Result<Response> {
    Ok(match name {
        "json" => {
            let Json(mut crane) = Json::<Crane>::from_request(request).await?;
            crane.tons *= 2;
            Json(crane).into_response()
        }
        "json-body" => {
            let cranes: Vec<Crane> = request.into_body().into_json().await?;
            Response::json(&cranes.len())?
        }
        "json-out" => Json(std::collections::BTreeMap::from([([1], 2)])).into_response(),
        "query" => {
            let Query(crane) = Query::<Crane>::from_parts(&request).await?;
            Response::text(format!("{} {}", crane.name, crane.tons))
        }
        "optional" => {
            let crane = Option::<Query<Crane>>::from_parts(&request).await?;
            let error = Result::<Query<Crane>, Rejection>::from_parts(&request).await?.err();
            Response::text(format!("{} {:?}", crane.is_some(), error.map(|error| error.status())))
        }
        "bytes" => format!("{:?}", Bytes::from_request(request).await?).into_response(),
        "vec" => format!("{:?}", Vec::<u8>::from_request(request).await?).into_response(),
        "string" => String::from_request(request).await?.into_response(),
        "body" => Body::from_request(request).await?.into_response(),
        "head" => {
            let method = Method::from_request(request).await?;
            (StatusCode::ACCEPTED, method.to_string()).into_response()
        }
        "uri" => <Uri as FromParts>::from_parts(&request).await?.to_string().into_response(),
        "headers" => {
            let headers = HeaderMap::from_parts(&request).await?;
            let shown = HeaderValue::from(headers.len());
            ([(HeaderName::from_static("how-many"), shown)], format!("{headers:?}")).into_response()
        }
        "timeouts" => {
            let Timeouts { connect, first_byte, between_bytes } = Timeouts::from_parts(&request).await?;
            let limits = [connect, first_byte, between_bytes].map(|limit| format!("{:?}", limit.unwrap_or_default()));
            Response::text(limits.join(" "))
        }
        "parts" => {
            let (parts, body) = http_request(request).await?.into_parts();
            let text = body.into_text().await?;
            Response::text(format!("{} {} {} {text}", parts.method, parts.uri, parts.headers.len()))
        }
        _ => return Err(Rejection::new(StatusCode::NOT_FOUND, "no such extractor").into()),
    })
}

/// A request of the `http` crate that has been one of ours in between.
async fn http_request(request: Request) -> wharf::Result<::http::Request<Body>> {
    let request = ::http::Request::<Body>::from_request(request).await?;
    let request = Request::from(request);
    Ok(request.into())
}
