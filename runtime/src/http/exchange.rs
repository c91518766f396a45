//! A request on its way out: its body is written beside the wait for the response.

use alloc::format;
use alloc::sync::Arc;
use core::future::{Future, poll_fn};
use core::pin::pin;
use core::task::{Poll, Waker};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::body::Writing;
use super::request::refused;
use super::{ErrorCode, Request, Response};
use crate::complaint::complain;
use crate::wasi::http::types;
use crate::{Error, task};

/// Passes a request to `send` and waits for the response, while the request's body goes out.
pub(super) async fn exchange<F>(request: Request, send: impl FnOnce(types::Request) -> F) -> Result<Response, ErrorCode>
where
    F: Future<Output = Result<types::Response, ErrorCode>>,
{
    let (request, writing) = request.into_host()?;
    let upload = writing.map(Upload::start);
    let answer = send(request).await;
    match answer {
        Ok(response) => {
            upload.as_ref().inspect(|upload| upload.answered());
            Ok(Response::from_host(response))
        }
        Err(code) => Err(upload.as_ref().and_then(Upload::failure).unwrap_or(code)),
    }
}

/// A request's body that is being written by a future of its own. Dropped before the request was answered, it ends the
/// write.
struct Upload(Arc<Mutex<State>>);

enum State {
    /// Nothing has happened; here is who writes.
    Writing(Option<Waker>),
    /// The response has come; the body goes on.
    Answered,
    /// The body ended with an error.
    Failed(ErrorCode),
    /// Nobody waits for the response any more.
    Abandoned,
}

impl Upload {
    fn start(writing: Writing) -> Self {
        let upload = Upload(Arc::new(Mutex::new(State::Writing(None))));
        let shared = upload.0.clone();
        task::spawn(async move {
            let fate = shared.clone();
            let mut run = pin!(writing.run(move |error| fail(&fate, error)));
            poll_fn(|context| {
                match &mut *lock(&shared) {
                    State::Abandoned => return Poll::Ready(()),
                    State::Writing(waker) => *waker = Some(context.waker().clone()),
                    State::Answered | State::Failed(_) => {}
                }
                run.as_mut().poll(context)
            })
            .await;
        })
        .detach();
        upload
    }

    /// The response has come.
    fn answered(&self) {
        *lock(&self.0) = State::Answered;
    }

    /// The error with which the body ended, if that is why there is no response.
    fn failure(&self) -> Option<ErrorCode> {
        match &*lock(&self.0) {
            State::Failed(code) => Some(code.clone()),
            _ => None,
        }
    }
}

/// Takes note of why the body ended early. Once the response has come, nobody is left to tell but people.
fn fail(state: &Mutex<State>, error: &Error) {
    let mut state = lock(state);
    match *state {
        State::Writing(_) => *state = State::Failed(refused(format!("the body of the request ended early: {error:#}"))),
        _ => complain!("Error: the body of a request ends early: {error:#}"),
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Drop for Upload {
    fn drop(&mut self) {
        let abandoned = {
            let mut state = lock(&self.0);
            match &mut *state {
                State::Writing(waker) => {
                    let waker = waker.take();
                    *state = State::Abandoned;
                    waker
                }
                _ => None,
            }
        };
        if let Some(waker) = abandoned {
            waker.wake();
        }
    }
}
