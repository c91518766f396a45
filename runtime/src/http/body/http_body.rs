//! Bodies of the `http-body` crate, both ways.

use alloc::boxed::Box;
use core::pin::Pin;
use core::task::{Context, Poll, ready};

use bytes::{Buf, Bytes};
use http_body::{Frame as HttpFrame, SizeHint};

use super::frame::{BoxError, Frame, Source, from_any};
use super::outgoing::{self, Outgoing};
use super::{Body, Kind};
use crate::Error;

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<HttpFrame<Bytes>, Error>>> {
        let this = self.get_mut();
        let frame = ready!(Body::poll_frame(this, context));
        Poll::Ready(match frame {
            Some(Ok(Frame::Data(bytes))) => Some(Ok(HttpFrame::data(bytes))),
            Some(Ok(Frame::Trailers(trailers))) => Some(Ok(HttpFrame::trailers(*trailers))),
            Some(Err(error)) => Some(Err(error)),
            None => None,
        })
    }

    fn is_end_stream(&self) -> bool {
        matches!(self.0, Kind::Empty)
    }

    fn size_hint(&self) -> SizeHint {
        self.len().map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

impl Body {
    /// A body of the `http-body` crate, with its trailers and, if it knows it, its length.
    pub fn from_http_body<B>(body: B) -> Self
    where
        B: http_body::Body + Send + 'static,
        B::Error: Into<BoxError>,
    {
        if body.is_end_stream() {
            return Body::empty();
        }
        Body::of(HttpBody(Box::pin(body)))
    }
}

struct HttpBody<B>(Pin<Box<B>>);

impl<B> Source for HttpBody<B>
where
    B: http_body::Body + Send + 'static,
    B::Error: Into<BoxError>,
{
    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame, Error>>> {
        let Some(frame) = ready!(self.0.as_mut().poll_frame(context)) else { return Poll::Ready(None) };
        let frame = match frame {
            Ok(frame) => frame,
            Err(error) => return Poll::Ready(Some(Err(from_any(error)))),
        };
        let frame = match frame.into_data() {
            Ok(mut data) => Frame::Data(data.copy_to_bytes(data.remaining())),
            Err(frame) => match frame.into_trailers() {
                Ok(trailers) => Frame::Trailers(Box::new(trailers)),
                // There are no other kinds; a new one would be no part of the bytes.
                Err(_) => Frame::Data(Bytes::new()),
            },
        };
        Poll::Ready(Some(Ok(frame)))
    }

    fn length(&self) -> Option<u64> {
        self.0.size_hint().exact()
    }

    fn into_host(self: Pin<Box<Self>>, length: Option<u64>) -> Outgoing {
        outgoing::write(self, length)
    }
}
