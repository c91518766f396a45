//! Bodies whose trailers the guest makes.

use alloc::boxed::Box;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll, ready};

use http::HeaderMap;

use super::Body;
use super::frame::{BoxError, Frame, Source, from_any};
use super::outgoing::{self, Outgoing};
use crate::Error;

/// A body, and the trailers that follow it.
pub(super) struct WithTrailers<F> {
    body: Body,
    /// The trailers that the body has by itself, once it has ended.
    own: Option<HeaderMap>,
    trailers: Pin<Box<F>>,
}

impl<F> WithTrailers<F> {
    pub(super) fn new(body: Body, trailers: F) -> Self {
        WithTrailers { body, own: None, trailers: Box::pin(trailers) }
    }
}

impl<F, E> Source for WithTrailers<F>
where
    F: Future<Output = Result<HeaderMap, E>> + Send + 'static,
    E: Into<BoxError>,
{
    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame, Error>>> {
        if self.own.is_none() {
            match ready!(self.body.poll_frame(context)) {
                Some(Ok(Frame::Trailers(trailers))) => self.own = Some(*trailers),
                None => self.own = Some(HeaderMap::new()),
                other => return Poll::Ready(other),
            }
        }
        let trailers = ready!(self.trailers.as_mut().poll(context));
        let mut all = self.own.take().unwrap_or_default();
        Poll::Ready(Some(trailers.map_err(from_any).map(|trailers| {
            all.extend(trailers);
            Frame::Trailers(Box::new(all))
        })))
    }

    fn into_host(self: Pin<Box<Self>>, length: Option<u64>) -> Outgoing {
        outgoing::write(self, length)
    }
}

/// The trailers of a body that has been read.
pub(super) struct Ended(pub(super) Option<Box<HeaderMap>>);

impl Source for Ended {
    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame, Error>>> {
        Poll::Ready(self.0.take().map(|trailers| Ok(Frame::Trailers(trailers))))
    }

    fn into_host(self: Pin<Box<Self>>, length: Option<u64>) -> Outgoing {
        outgoing::write(self, length)
    }
}
