//! Bodies of requests and responses.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::future::{Future, IntoFuture};
use core::mem;
use core::pin::Pin;
use core::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;

use super::ErrorCode;
use crate::Error;
use crate::future::FutureReader;
use crate::stream::StreamReader;
use crate::wasi::http::types::{Fields, Request};
use crate::wasi::wit_future;

/// The trailers of a message, when they have come.
pub(super) type Trailers = FutureReader<TrailersResult>;

/// How a body ends: with trailers, without, or early.
type TrailersResult = Result<Option<Fields>, ErrorCode>;

/// The body of a request or response: nothing, bytes, or a stream of chunks.
///
/// It is a [`Stream`] of chunks. A body that came from the network and is sent on unread goes from host to host: its
/// bytes never enter the component.
#[derive(Default)]
pub struct Body(Kind);

#[derive(Default)]
pub(super) enum Kind {
    #[default]
    Empty,
    Bytes(Bytes),
    /// A body that has arrived with a request and that nobody has asked for yet.
    Unopened(Request),
    /// A body that arrives.
    Incoming(StreamReader<u8>, Trailers),
    /// Chunks that the guest makes.
    Chunks(Pin<Box<dyn Stream<Item = Result<Bytes, Error>>>>),
}

impl Body {
    /// No bytes.
    #[must_use]
    pub const fn empty() -> Self {
        Body(Kind::Empty)
    }

    /// Chunks as they are made.
    pub fn from_stream<S, B, E>(chunks: S) -> Self
    where
        S: Stream<Item = Result<B, E>> + 'static,
        B: Into<Bytes>,
        E: Into<Error>,
    {
        Body(Kind::Chunks(Box::pin(Chunks(Box::pin(chunks)))))
    }

    pub(super) fn unopened(request: Request) -> Self {
        Body(Kind::Unopened(request))
    }

    pub(super) fn into_kind(mut self) -> Kind {
        self.open();
        self.0
    }

    /// How many bytes there are, if that is known.
    #[must_use]
    pub fn len(&self) -> Option<u64> {
        match &self.0 {
            Kind::Empty => Some(0),
            Kind::Bytes(bytes) => Some(bytes.len() as u64),
            Kind::Unopened(_) | Kind::Incoming(..) | Kind::Chunks(_) => None,
        }
    }

    /// Whether there are certainly no bytes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == Some(0)
    }

    /// All the bytes.
    ///
    /// # Errors
    ///
    /// When the body ends with an error.
    pub async fn into_bytes(mut self) -> Result<Bytes, Error> {
        if let Kind::Bytes(bytes) = self.0 {
            return Ok(bytes);
        }
        let mut all = Vec::new();
        while let Some(chunk) = core::future::poll_fn(|context| Pin::new(&mut self).poll_next(context)).await {
            all.extend_from_slice(&chunk?);
        }
        Ok(all.into())
    }

    /// All the bytes as text.
    ///
    /// # Errors
    ///
    /// When the body ends with an error or is not UTF-8.
    pub async fn into_text(self) -> Result<String, Error> {
        Ok(String::from_utf8(self.into_bytes().await?.into())?)
    }

    /// Asks the host for a body that has arrived.
    fn open(&mut self) {
        if let Kind::Unopened(_) = self.0
            && let Kind::Unopened(request) = mem::take(&mut self.0)
        {
            // Dropped at once: it tells the host that all is well.
            let (_, processed) = wit_future::new(|| Ok(()));
            let (bytes, trailers) = Request::consume_body(request, processed);
            self.0 = Kind::Incoming(bytes, trailers);
        }
    }
}

/// A stream whose items and errors are converted.
struct Chunks<S>(Pin<Box<S>>);

impl<S, B, E> Stream for Chunks<S>
where
    S: Stream<Item = Result<B, E>>,
    B: Into<Bytes>,
    E: Into<Error>,
{
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let chunk = ready!(self.0.as_mut().poll_next(context));
        Poll::Ready(chunk.map(|chunk| chunk.map(Into::into).map_err(Into::into)))
    }
}

impl Stream for Body {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.open();
        match &mut self.0 {
            Kind::Empty | Kind::Unopened(_) => Poll::Ready(None),
            Kind::Bytes(bytes) => {
                let bytes = mem::take(bytes);
                self.0 = Kind::Empty;
                Poll::Ready((!bytes.is_empty()).then_some(Ok(bytes)))
            }
            Kind::Incoming(reader, _) => {
                if ready!(reader.poll_fill(context)) {
                    return Poll::Ready(Some(Ok(Vec::from(mem::take(reader.ready())).into())));
                }
                let Kind::Incoming(_, trailers) = mem::take(&mut self.0) else { unreachable!("just matched") };
                self.0 = Kind::Chunks(Box::pin(End(Box::pin(trailers.into_future()))));
                self.poll_next(context)
            }
            Kind::Chunks(chunks) => {
                let chunk = ready!(chunks.as_mut().poll_next(context));
                if chunk.is_none() {
                    self.0 = Kind::Empty;
                }
                Poll::Ready(chunk)
            }
        }
    }
}

/// The end of a body that has arrived: its trailers tell whether it is whole.
struct End(Pin<Box<crate::future::FutureRead<TrailersResult>>>);

impl Stream for End {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let trailers = ready!(self.0.as_mut().poll(context));
        Poll::Ready(trailers.err().map(|error| Err(error.into())))
    }
}

macro_rules! from_bytes {
    ($($Type:ty)*) => {$(
        impl From<$Type> for Body {
            fn from(bytes: $Type) -> Self {
                let bytes = Bytes::from(bytes);
                Body(if bytes.is_empty() { Kind::Empty } else { Kind::Bytes(bytes) })
            }
        }
    )*};
}
from_bytes!(Bytes Vec<u8> String &'static str &'static [u8]);

impl From<()> for Body {
    fn from((): ()) -> Self {
        Body::empty()
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match &self.0 {
            Kind::Empty => "empty",
            Kind::Bytes(bytes) => return formatter.debug_tuple("Body").field(&bytes.len()).finish(),
            Kind::Unopened(_) | Kind::Incoming(..) => "incoming",
            Kind::Chunks(_) => "chunks",
        };
        formatter.debug_tuple("Body").field(&kind).finish()
    }
}
