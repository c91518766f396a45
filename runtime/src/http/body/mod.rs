//! Bodies of requests and responses.

mod collect;
mod frame;
#[cfg(feature = "http-body")]
mod http_body;
mod incoming;
mod outgoing;
mod read;
mod trailers;
mod wanted;
mod whole;

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::future::Future;
use core::mem;
use core::pin::Pin;
use core::task::{Context, Poll, ready};
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use futures_core::Stream;
use http::HeaderMap;

use self::frame::{BoxError, Chunks, Frame, Source};
use self::incoming::{Incoming, Message};
pub(super) use self::outgoing::{Outgoing, Writing};
pub use self::read::BodyReader;
use self::trailers::{Ended, WithTrailers};
pub(crate) use self::whole::Whole;
use crate::Error;

/// The body of a request or response: nothing, bytes, or a stream of chunks, with trailers or without.
///
/// It is a [`Stream`] of chunks; [`into_reader`](Body::into_reader) makes it an `AsyncRead`. Reading goes as fast as the slower side: a body of any size takes the
/// memory of a chunk. A body that has arrived and is sent on unread goes from host to host: its bytes never enter the
/// component.
///
/// # Cancel safety
///
/// A read may be dropped while it waits; nothing is lost.
///
/// ```
/// # wharf::task::block_on(async {
/// use wharf::http::Body;
///
/// let body = Body::from_stream(futures::stream::iter([Ok::<_, wharf::Error>("load"), Ok("ed")]));
/// assert_eq!(body.into_text().await.unwrap(), "loaded");
/// # })
/// ```
#[derive(Default)]
pub struct Body(Kind);

#[derive(Default)]
enum Kind {
    #[default]
    Empty,
    Whole(Whole),
    /// What arrives, or what the guest makes. Behind a lock that is never contended, so that a body can be shared.
    Source(Mutex<Pin<Box<dyn Source>>>),
}

impl Body {
    /// No bytes.
    #[must_use]
    pub const fn empty() -> Self {
        Body(Kind::Empty)
    }

    /// Chunks as they are made. An error ends the body: whoever receives it learns that it is not whole.
    ///
    /// For chunks that another future pushes, pass the receiver of a channel such as `futures::channel::mpsc`.
    pub fn from_stream<S, B, E>(chunks: S) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes> + 'static,
        E: Into<BoxError> + 'static,
    {
        Body::of(Chunks(Box::pin(chunks)))
    }

    /// A value as JSON. The header `content-type: application/json` goes with it; [`Json`](super::Json) and
    /// [`Response::json`](super::Response::json) add it by themselves.
    ///
    /// # Errors
    ///
    /// When the value cannot be written as JSON, such as a map whose keys are not text.
    #[cfg(feature = "json")]
    pub fn from_json(value: &impl serde::Serialize) -> Result<Self, Error> {
        Ok(serde_json::to_vec(value)?.into())
    }

    /// The body with trailers: headers that follow it, such as a checksum.
    ///
    /// The future is awaited once all of the body has gone out. A body with trailers has no content length. Over HTTP/1 it
    /// goes in chunks, and hosts send only those trailers that the header `trailer` names.
    #[must_use]
    pub fn with_trailers<F, E>(self, trailers: F) -> Self
    where
        F: Future<Output = Result<HeaderMap, E>> + Send + 'static,
        E: Into<BoxError> + 'static,
    {
        Body::of(WithTrailers::new(self, trailers))
    }

    fn of(source: impl Source + 'static) -> Self {
        Body(Kind::Source(Mutex::new(Box::pin(source))))
    }

    /// A body of a message that has arrived.
    pub(super) fn unopened(message: impl Into<Message>) -> Self {
        Body::of(Incoming::Unopened(message.into()))
    }

    /// How many bytes there are, if that is known.
    #[must_use]
    pub fn len(&self) -> Option<u64> {
        match &self.0 {
            Kind::Empty => Some(0),
            Kind::Whole(whole) => Some(whole.as_slice().len() as u64),
            Kind::Source(source) => source.lock().unwrap_or_else(PoisonError::into_inner).length(),
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
    ///
    /// # Cancel safety
    ///
    /// The body goes with the future: what has been read is lost.
    pub async fn into_bytes(self) -> Result<Bytes, Error> {
        collect::bytes(self, usize::MAX).await.map(|bytes| bytes.unwrap_or_default())
    }

    /// All the bytes, if there are no more than `limit`: `None` as soon as there turn out to be.
    ///
    /// # Errors
    ///
    /// When the body ends with an error.
    ///
    /// # Cancel safety
    ///
    /// The body goes with the future: what has been read is lost.
    pub async fn into_bytes_up_to(self, limit: usize) -> Result<Option<Bytes>, Error> {
        collect::bytes(self, limit).await
    }

    /// All the bytes as text.
    ///
    /// # Errors
    ///
    /// When the body ends with an error or is not UTF-8.
    ///
    /// # Cancel safety
    ///
    /// The body goes with the future: what has been read is lost.
    pub async fn into_text(self) -> Result<String, Error> {
        Ok(String::from_utf8(self.into_bytes().await?.into())?)
    }

    /// The body as a value in JSON.
    ///
    /// # Errors
    ///
    /// When the body ends with an error, is not JSON, or JSON of another shape.
    ///
    /// # Cancel safety
    ///
    /// The body goes with the future: what has been read is lost.
    #[cfg(feature = "json")]
    pub async fn into_json<T: serde::de::DeserializeOwned>(self) -> Result<T, Error> {
        Ok(serde_json::from_slice(&self.into_bytes().await?)?)
    }

    /// The trailers, if there are any; they come once. What has not been read of the body is read and dropped first.
    ///
    /// # Errors
    ///
    /// When the body ends with an error.
    ///
    /// # Cancel safety
    ///
    /// The future may be dropped while it waits; nothing is lost of the trailers.
    pub async fn trailers(&mut self) -> Result<Option<HeaderMap>, Error> {
        loop {
            match core::future::poll_fn(|context| self.poll_frame(context)).await.transpose()? {
                Some(Frame::Data(_)) => {}
                Some(Frame::Trailers(trailers)) => return Ok(Some(*trailers)),
                None => return Ok(None),
            }
        }
    }

    /// The next chunk; `None` at the end. Chunks are never empty.
    ///
    /// ```no_run
    /// # async fn example() -> wharf::Result<()> {
    /// let mut body = wharf::http::get("http://example.com/").await?.into_body();
    /// while let Some(chunk) = body.chunk().await {
    ///     println!("{} bytes", chunk?.len());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// An item is an error when the body ends with one; it is the last then.
    ///
    /// # Cancel safety
    ///
    /// The future may be dropped while it waits; nothing is lost.
    pub async fn chunk(&mut self) -> Option<Result<Bytes, Error>> {
        core::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// The next piece. After the end and after an error there is none.
    fn poll_frame(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Frame, Error>>> {
        let frame = match &mut self.0 {
            Kind::Empty => None,
            Kind::Whole(_) => match mem::take(&mut self.0) {
                Kind::Whole(whole) => return Poll::Ready(Some(Ok(Frame::Data(whole.into_bytes())))),
                _ => None,
            },
            Kind::Source(source) => {
                let source = source.get_mut().unwrap_or_else(PoisonError::into_inner);
                ready!(source.as_mut().poll_frame(context))
            }
        };
        if !matches!(frame, Some(Ok(Frame::Data(_)))) {
            self.0 = Kind::Empty;
        }
        Poll::Ready(frame)
    }
}

impl Stream for Body {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            match ready!(self.poll_frame(context)) {
                Some(Ok(Frame::Data(bytes))) if bytes.is_empty() => {}
                Some(Ok(Frame::Data(bytes))) => return Poll::Ready(Some(Ok(bytes))),
                Some(Ok(Frame::Trailers(trailers))) => {
                    // They stay, for those who ask for them or send the body on.
                    *self = Body::of(Ended(Some(trailers)));
                    return Poll::Ready(None);
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

fn unlock(source: Mutex<Pin<Box<dyn Source>>>) -> Pin<Box<dyn Source>> {
    source.into_inner().unwrap_or_else(PoisonError::into_inner)
}

macro_rules! from_bytes {
    ($($Type:ty)*) => {$(
        impl From<$Type> for Body {
            fn from(bytes: $Type) -> Self {
                let whole = Whole::from(bytes);
                Body(if whole.as_slice().is_empty() { Kind::Empty } else { Kind::Whole(whole) })
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
        match &self.0 {
            Kind::Empty => formatter.write_str("Body(empty)"),
            Kind::Whole(whole) => formatter.debug_tuple("Body").field(&whole.as_slice().len()).finish(),
            Kind::Source(_) => formatter.write_str("Body(stream)"),
        }
    }
}
