//! The pieces that a body is made of.

use alloc::boxed::Box;
use core::pin::Pin;
use core::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use http::HeaderMap;

use super::outgoing::{self, Outgoing};
use crate::Error;

/// What errors of others can be turned into.
pub(super) type BoxError = Box<dyn core::error::Error + Send + Sync>;

pub(super) fn from_any(error: impl Into<BoxError>) -> Error {
    Error::from_boxed(error.into())
}

/// A piece of a body.
pub(super) enum Frame {
    Data(Bytes),
    /// The last one.
    Trailers(Box<HeaderMap>),
}

/// What makes a body, piece by piece. It is not asked again after the end or an error.
pub(super) trait Source: Send {
    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame, Error>>>;

    /// How many bytes are to come, if that is known.
    fn length(&self) -> Option<u64> {
        None
    }

    /// The body as the host takes it: [`outgoing::write`], unless the host has it already.
    fn into_host(self: Pin<Box<Self>>, length: Option<u64>) -> Outgoing;
}

/// A stream whose items and errors are converted.
pub(super) struct Chunks<S>(pub(super) Pin<Box<S>>);

impl<S, B, E> Source for Chunks<S>
where
    S: Stream<Item = Result<B, E>> + Send + 'static,
    B: Into<Bytes>,
    E: Into<BoxError>,
{
    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame, Error>>> {
        let chunk = ready!(self.0.as_mut().poll_next(context));
        Poll::Ready(chunk.map(|chunk| chunk.map(|bytes| Frame::Data(bytes.into())).map_err(from_any)))
    }

    fn into_host(self: Pin<Box<Self>>, length: Option<u64>) -> Outgoing {
        outgoing::write(self, length)
    }
}
