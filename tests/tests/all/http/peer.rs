//! A client that streams: its bodies, with trailers, are sent and read piece by piece, or on the bare wire.

use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, header};
use http_body_util::BodyExt as _;
use http_body_util::combinators::BoxBody;
use hyper::body::{Body, Incoming};
use hyper::client::conn::http1::handshake;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Sends one request on a connection of its own; the response's body is still to be read.
pub(super) async fn send<B>(address: SocketAddr, request: Request<B>) -> Response<Incoming>
where
    B: Body<Data = Bytes> + Send + Sync + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let stream = TcpStream::connect(address).await.unwrap();
    stream.set_nodelay(true).unwrap();
    let (mut requests, connection) = handshake::<_, BoxBody<Bytes, _>>(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(async { _ = connection.await });
    let mut request = request.map(|body| body.map_err(Into::into).boxed());
    request.headers_mut().insert(header::HOST, address.to_string().parse().unwrap());
    requests.send_request(request).await.unwrap()
}

/// Writes `request` to a bare connection and reads what comes until the server closes it or says no more.
pub(super) async fn raw(address: SocketAddr, request: impl AsRef<[u8]>) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_ref()).await.unwrap();
    let mut answer = Vec::new();
    let quiet = Duration::from_millis(500);
    let mut piece = [0; 4096];
    while let Ok(Ok(count @ 1..)) = tokio::time::timeout(quiet, stream.read(&mut piece)).await {
        answer.extend_from_slice(&piece[..count]);
    }
    String::from_utf8(answer).unwrap()
}
