//! Passes every request on to the server that the variable `UPSTREAM` names, such as `http://127.0.0.1:8080`, and its
//! response back. Bodies stream both ways, from host to host.

use wharf::http::{self, Rejection, Request, Response, StatusCode};

#[wharf::http::service]
async fn proxy(mut request: Request) -> wharf::Result<Response> {
    let upstream = wharf::env::var("UPSTREAM")
        .map_err(|_| Rejection::new(StatusCode::SERVICE_UNAVAILABLE, "the variable UPSTREAM names no server"))?;
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    *request.uri_mut() = format!("{upstream}{path}").parse()?;
    Ok(http::send(request).await?)
}
