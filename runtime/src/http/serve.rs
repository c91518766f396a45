//! Serving a request: what `#[wharf::http::service]` calls.

use core::future::Future;
use core::pin::pin;

use bytes::Bytes;
use futures_core::Stream;
use http::{HeaderValue, StatusCode, header};

use super::body::{Body, Kind, Trailers};
use super::{ErrorCode, IntoResponse, Request, Response, convert, fields};
use crate::Error;
use crate::future::FutureWriter;
use crate::stream::StreamWriter;
use crate::wasi::http::types::{self, Fields};
use crate::wasi::wit_future;
use crate::{stream, task};

/// Converts the request, calls the handler and converts its answer. The body is written after the answer has gone.
pub async fn serve<F, R>(
    request: types::Request,
    handler: impl FnOnce(Request) -> F,
) -> Result<types::Response, ErrorCode>
where
    F: Future<Output = R>,
    R: IntoResponse,
{
    let request = convert::request(request)?;
    send(handler(request).await.into_response())
}

/// The response as the host takes it.
fn send(response: Response) -> Result<types::Response, ErrorCode> {
    let (mut head, body) = response.into_inner().into_parts();
    if let Some(length) = body.len()
        && may_have_body(head.status)
    {
        head.headers.entry(header::CONTENT_LENGTH).or_insert_with(|| HeaderValue::from(length));
    }
    let headers = fields::from_map(&head.headers)?;
    let (contents, trailers) = contents(body);
    let (response, _sent) = types::Response::new(headers, contents, trailers);
    if head.status != StatusCode::OK && response.set_status_code(head.status.as_u16()).is_err() {
        return Err(ErrorCode::InternalError(Some("the host refuses the status code".into())));
    }
    Ok(response)
}

/// Whether responses with this status may say how long their body is.
fn may_have_body(status: StatusCode) -> bool {
    !status.is_informational() && status != StatusCode::NO_CONTENT && status != StatusCode::NOT_MODIFIED
}

/// The stream and the trailers of a body. What the guest makes is written by a task of its own.
fn contents(body: Body) -> (Option<crate::StreamReader<u8>>, Trailers) {
    let kind = body.into_kind();
    if let Kind::Incoming(reader, trailers) = kind {
        return (Some(reader), trailers);
    }
    let (trailers_writer, trailers) = wit_future::new(|| Ok(None));
    let chunks = match kind {
        Kind::Bytes(bytes) => {
            let (writer, reader) = stream::new::<(), u8>();
            task::spawn(write_bytes(bytes, writer)).detach();
            return (Some(reader), trailers);
        }
        Kind::Chunks(chunks) => chunks,
        Kind::Empty | Kind::Unopened(_) | Kind::Incoming(..) => return (None, trailers),
    };
    let (writer, reader) = stream::new::<(), u8>();
    task::spawn(write_chunks(chunks, writer, trailers_writer)).detach();
    (Some(reader), trailers)
}

async fn write_bytes(bytes: Bytes, mut writer: StreamWriter<u8>) {
    // What a client that hung up has not read is nobody's.
    writer.write_all(bytes.into()).await;
}

async fn write_chunks(
    chunks: impl Stream<Item = Result<Bytes, Error>>,
    mut writer: StreamWriter<u8>,
    trailers: FutureWriter<Result<Option<Fields>, ErrorCode>>,
) {
    let mut chunks = pin!(chunks);
    while let Some(chunk) = core::future::poll_fn(|context| chunks.as_mut().poll_next(context)).await {
        match chunk {
            Ok(bytes) => {
                if !writer.write_all(bytes.into()).await.is_empty() {
                    return;
                }
            }
            Err(error) => {
                std::eprintln!("Error: the body of a response ends early: {error:#}");
                drop(writer);
                let error = ErrorCode::InternalError(Some(alloc::format!("{error:#}")));
                // A host that has gone does not want to know.
                drop(trailers.write(Err(error)).await);
                return;
            }
        }
    }
}
