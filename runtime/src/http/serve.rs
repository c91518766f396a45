//! Serving a request: what `#[wharf::http::service]` and `#[wharf::http::middleware]` call.

use alloc::string::String;

use super::answer::internal;
use super::{ErrorCode, IntoResponse, Next, Request, Response};
use crate::complaint::complain;
use crate::wasi::http::types;

/// What a handler answers with: a response, or the code with which the request fails without one.
pub(super) type Answer = Result<types::Response, ErrorCode>;

/// The request that the host passes.
pub fn request(request: types::Request) -> Request {
    Request::from_host(request)
}

/// The handler behind a middleware.
pub fn next() -> Next {
    Next::new()
}

/// The answer, whose body is written after it has gone.
pub fn answer<R: IntoResponse>(answer: R) -> Answer {
    let response = answer.into_answer()?;
    match send(response).or_else(|reason| send(unsendable(&reason))) {
        Ok(response) => Ok(response),
        Err(reason) => Err(ErrorCode::InternalError(Some(reason))),
    }
}

/// The answer, of whose error `rule` makes a response.
pub fn answer_or<T: IntoResponse, E, R: IntoResponse>(result: Result<T, E>, rule: impl FnOnce(E) -> R) -> Answer {
    answer(result.map_err(rule))
}

fn send(response: Response) -> Result<types::Response, String> {
    let (response, writing) = response.into_host()?;
    if let Some(writing) = writing {
        writing.spawn();
    }
    Ok(response)
}

/// The response in the place of one that the host does not take.
#[cold]
fn unsendable(reason: &str) -> Response {
    complain!("Error: the response cannot be sent: {reason}");
    internal()
}
