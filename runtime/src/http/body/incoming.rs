//! Bodies that arrive.

use alloc::boxed::Box;
use core::future::{Future, IntoFuture};
use core::mem;
use core::pin::Pin;
use core::task::{Context, Poll, ready};

use super::frame::{Frame, Source};
use super::outgoing::{self, Outgoing};
use crate::Error;
use crate::future::{self, FutureRead, FutureReader, FutureWriter};
use crate::http::{ErrorCode, fields};
use crate::stream::StreamReader;
use crate::wasi::__World;
use crate::wasi::http::types::{Fields, Request, Response};

/// How a body ends: with trailers, without, or early.
pub(super) type TrailersResult = Result<Option<Fields>, ErrorCode>;

/// A message whose body the host has.
pub(in crate::http) enum Message {
    Request(Request),
    Response(Response),
}

impl From<Request> for Message {
    fn from(request: Request) -> Self {
        Message::Request(request)
    }
}

impl From<Response> for Message {
    fn from(response: Response) -> Self {
        Message::Response(response)
    }
}

/// A body that arrives.
pub(super) enum Incoming {
    /// The host has it.
    Unopened(Message),
    Open {
        bytes: StreamReader<u8>,
        end: End,
        /// Tells the sender how it went. Dropped, it says that all is well: who reads less than there is has not failed.
        processed: FutureWriter<Result<(), ErrorCode>>,
    },
    /// It is being opened, or has been passed on.
    Gone,
}

/// The trailers, which tell whether the body is whole.
pub(super) enum End {
    Unread(FutureReader<TrailersResult>),
    Gone,
    Reading(Pin<Box<FutureRead<TrailersResult>>>),
}

impl Incoming {
    /// Asks the host for the body, unless that has been done.
    fn open(self) -> Self {
        let Incoming::Unopened(message) = self else { return self };
        let (processed, outcome) = future::outbound::<__World, _>(|| Ok(()));
        let (bytes, trailers) = match message {
            Message::Request(request) => Request::consume_body(request, outcome),
            Message::Response(response) => Response::consume_body(response, outcome),
        };
        Incoming::Open { bytes, end: End::Unread(trailers), processed }
    }
}

impl Source for Incoming {
    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame, Error>>> {
        if let Incoming::Unopened(_) = *self {
            let unopened = mem::replace(&mut *self, Incoming::Gone);
            *self = unopened.open();
        }
        let Incoming::Open { bytes, end, .. } = &mut *self else { return Poll::Ready(None) };
        if !matches!(end, End::Reading(_)) && ready!(bytes.poll_fill(context)) {
            return Poll::Ready(Some(Ok(Frame::Data(bytes.take_ready().into()))));
        }
        let end = ready!(end.poll(context));
        let whole = mem::replace(&mut *self, Incoming::Gone);
        Poll::Ready(match end {
            Ok(trailers) => trailers.map(|fields| Ok(Frame::Trailers(Box::new(fields::to_map(&fields))))),
            Err(code) => {
                if let Incoming::Open { processed, .. } = whole {
                    // Goes on in the background.
                    drop(processed.write(Err(code.clone())));
                }
                Some(Err(code.into()))
            }
        })
    }

    fn into_host(mut self: Pin<Box<Self>>, length: Option<u64>) -> Outgoing {
        match mem::replace(&mut *self, Incoming::Gone).open() {
            // Handed on, it has been processed as far as this component is concerned. To wait for how it is sent could be
            // to wait forever: a host may first want to hear what is said here.
            Incoming::Open { bytes, end: End::Unread(trailers), processed: _ } => {
                Outgoing { bytes: Some(bytes), trailers, writing: None }
            }
            rest => {
                *self = rest;
                outgoing::write(self, length)
            }
        }
    }
}

impl End {
    /// Waits for the trailers. They come once.
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<TrailersResult> {
        if let End::Unread(_) = self
            && let End::Unread(trailers) = mem::replace(self, End::Gone)
        {
            *self = End::Reading(Box::pin(trailers.into_future()));
        }
        let End::Reading(read) = self else { return Poll::Ready(Ok(None)) };
        let trailers = ready!(read.as_mut().poll(context));
        *self = End::Gone;
        Poll::Ready(trailers)
    }
}
