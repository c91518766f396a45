//! Everything of `wharf::http` that the tests ask for, by path.

mod bodies;
mod client;
mod extract;
mod failures;
mod limits;

use serde::Deserialize;
use wharf::http::{FromParts, Method, Query, Rejection, Request, Response, StatusCode};

/// What the query may say.
#[derive(Deserialize)]
struct Options {
    /// Where the client's scenarios send their requests.
    to: Option<String>,
    #[serde(default)]
    count: u64,
}

/// Who asks, by the header `user`.
struct User(Option<String>);

impl FromParts for User {
    type Rejection = Rejection;

    async fn from_parts(request: &Request) -> Result<Self, Rejection> {
        let name = request.headers().get("user").map(|name| name.to_str().map(str::to_owned));
        match name.transpose() {
            Ok(name) if name.as_deref() == Some("nobody") => {
                Err(Rejection::new(StatusCode::FORBIDDEN, "nobody may not"))
            }
            Ok(name) => Ok(User(name)),
            Err(_) => Err(Rejection::new(StatusCode::BAD_REQUEST, "a name in ASCII, please")),
        }
    }
}

/// How many requests are answered at a time: more than any test but that of the limit sends.
const LIMIT: u32 = 16;

#[wharf::http::service(concurrency = LIMIT)]
async fn route(
    method: Method,
    User(user): User,
    Query(options): Query<Options>,
    request: Request,
) -> wharf::Result<Response> {
    let to = options.to.unwrap_or_default();
    let path = request.uri().path().to_owned();
    let Some((group, name)) = path.trim_start_matches('/').split_once('/') else {
        let user = user.unwrap_or_default();
        return Ok(Response::text(format!("{method} {path} {user} {}", options.count)));
    };
    match group {
        "bodies" => bodies::answer(name, options.count, request).await,
        "client" => client::answer(name, &to, options.count, request).await,
        "extract" => extract::answer(name, request).await,
        "failures" => failures::answer(name, request).await,
        "limits" => limits::answer(name, options.count).await,
        _ => Err(Rejection::new(StatusCode::NOT_FOUND, format!("no scenario {path}")).into()),
    }
}
