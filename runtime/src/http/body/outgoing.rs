//! Bodies on their way out.

use alloc::boxed::Box;
use alloc::format;
use core::future::{Future, poll_fn};
use core::pin::Pin;
use core::task::Poll;

use http::HeaderMap;

use super::frame::{Frame, Source};
use super::incoming::TrailersResult;
use super::wanted::Wanted;
use super::{Body, Kind, Whole};
use crate::complaint::complain;
use crate::future::{self, FutureReader, FutureWriter};
use crate::http::{ErrorCode, fields};
use crate::stream::{self, StreamReader, StreamWriter};
use crate::wasi::__World;
use crate::{Error, task};

/// A body as the host takes it, and what writes it, unless the host has it already.
pub(in crate::http) struct Outgoing {
    pub(in crate::http) bytes: Option<StreamReader<u8>>,
    pub(in crate::http) trailers: FutureReader<TrailersResult>,
    pub(in crate::http) writing: Option<Writing>,
}

/// What is left to do once a message has gone: to write its body.
pub(in crate::http) struct Writing {
    kind: WritingKind,
    bytes: StreamWriter<u8>,
    trailers: FutureWriter<TrailersResult>,
}

enum WritingKind {
    Whole(Whole),
    /// A component that makes no such bodies does not get the code that writes them.
    Source(WriteSource),
}

/// Writes a source; what goes wrong is reported before the host learns of it.
type WriteSource =
    Box<dyn FnOnce(StreamWriter<u8>, FutureWriter<TrailersResult>, Report) -> Pin<Box<dyn Future<Output = ()>>>>;

/// Who is told that a body ended early, and why.
type Report = Box<dyn FnOnce(&Error)>;

impl Body {
    /// The body as the host takes it; `length` is how many bytes it has to have, if that was promised.
    pub(in crate::http) fn into_host(self, length: Option<u64>) -> Outgoing {
        match self.0 {
            Kind::Empty => {
                Outgoing { bytes: None, trailers: future::outbound::<__World, _>(|| Ok(None)).1, writing: None }
            }
            Kind::Whole(whole) => begin(WritingKind::Whole(whole)),
            Kind::Source(source) => super::unlock(source).into_host(length),
        }
    }
}

/// A source's body, to be written as it is made.
pub(super) fn write(source: Pin<Box<dyn Source>>, length: Option<u64>) -> Outgoing {
    begin(WritingKind::Source(Box::new(move |bytes, trailers, report| {
        Box::pin(write_source(source, length, bytes, trailers, report))
    })))
}

fn begin(kind: WritingKind) -> Outgoing {
    let (bytes, bytes_reader) = stream::outbound::<(), u8>();
    let (trailers, trailers_reader) = future::outbound::<__World, _>(|| Ok(None));
    let writing = Writing { kind, bytes, trailers };
    Outgoing { bytes: Some(bytes_reader), trailers: trailers_reader, writing: Some(writing) }
}

impl Writing {
    /// Writes the body, as fast as it is read. A reader that goes away early is none of our concern.
    ///
    /// When the body ends with an error or is not as long as it has to be, `report` learns of it before the host does.
    pub(in crate::http) async fn run(self, report: impl FnOnce(&Error) + 'static) {
        let Writing { kind, bytes: mut writer, trailers } = self;
        match kind {
            WritingKind::Whole(whole) => {
                writer.write_from(whole).await;
                drop(writer);
                // Its default says that the body is whole.
                drop(trailers);
            }
            WritingKind::Source(write) => write(writer, trailers, Box::new(report)).await,
        }
    }

    /// Writes the body beside what the task does; what goes wrong is printed to stderr.
    pub(in crate::http) fn spawn(self) {
        task::spawn(self.run(|error| complain!("Error: the body of a response ends early: {error:#}"))).detach();
    }
}

async fn write_source(
    source: Pin<Box<dyn Source>>,
    length: Option<u64>,
    mut bytes: StreamWriter<u8>,
    trailers: FutureWriter<TrailersResult>,
    report: Report,
) {
    let end = write_data(source, &mut bytes, length).await.and_then(|end| match end {
        End::Whole(Some(map)) => Ok(End::Whole(Some(fields::from_map(&map).map_err(Error::msg)?))),
        End::Whole(None) => Ok(End::Whole(None)),
        End::Unwanted => Ok(End::Unwanted),
    });
    let result = match end {
        Ok(End::Whole(fields)) => Ok(fields),
        Ok(End::Unwanted) => return,
        Err(error) => {
            report(&error);
            Err(ErrorCode::InternalError(Some(format!("the body ended early: {error:#}"))))
        }
    };
    drop(bytes);
    // A host that has gone does not want to know.
    drop(trailers.write(result).await);
}

/// How the bytes of a body ended.
enum End<T> {
    /// With these trailers.
    Whole(Option<T>),
    /// The reader has gone.
    Unwanted,
}

async fn write_data(
    mut source: Pin<Box<dyn Source>>,
    writer: &mut StreamWriter<u8>,
    length: Option<u64>,
) -> Result<End<Box<HeaderMap>>, Error> {
    let (mut left, mut wanted) = (length, Wanted::new());
    loop {
        let frame = poll_fn(|context| match source.as_mut().poll_frame(context) {
            Poll::Ready(frame) => Poll::Ready(Some(frame)),
            Poll::Pending => wanted.poll_gone(writer, context).map(|()| None),
        });
        let Some(frame) = frame.await else { return Ok(End::Unwanted) };
        let bytes = match frame.transpose()? {
            Some(Frame::Data(bytes)) if bytes.is_empty() => continue,
            Some(Frame::Data(bytes)) => bytes,
            _ if left.is_some_and(|left| left > 0) => return Err(wrong("shorter", length)),
            Some(Frame::Trailers(trailers)) => return Ok(End::Whole(Some(trailers))),
            None => return Ok(End::Whole(None)),
        };
        if let Some(left) = &mut left {
            *left = left.checked_sub(bytes.len() as u64).ok_or_else(|| wrong("longer", length))?;
        }
        let (taken, bytes) = writer.write_from(bytes).await;
        if taken < bytes.len() {
            return Ok(End::Unwanted);
        }
    }
}

fn wrong(how: &str, length: Option<u64>) -> Error {
    let length = length.unwrap_or_default();
    Error::msg(format!("it is {how} than the {length} bytes that content-length says"))
}
