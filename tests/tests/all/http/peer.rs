//! A client that streams: its bodies, with trailers, are sent and read piece by piece, or on the bare wire.

use std::net::SocketAddr;

use bytes::Bytes;
use http::{Request, Response, header};
use http_body_util::BodyExt as _;
use http_body_util::combinators::BoxBody;
use hyper::body::{Body, Incoming};
use hyper::client::conn::http1::handshake;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use wharf_tests::PATIENCE;

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

/// What comes of a body until it ends like that: the host may send it in other pieces than the guest.
pub(super) async fn text_until(body: &mut Incoming, end: &str) -> String {
    let mut text = String::new();
    while !text.ends_with(end) {
        let frame = body.frame().await.unwrap_or_else(|| panic!("the body ends after {text:?}"));
        text.push_str(std::str::from_utf8(&frame.unwrap().into_data().unwrap()).unwrap());
    }
    text
}

/// Writes `request` to a bare connection and reads what comes until the server closes it.
pub(super) async fn raw(address: SocketAddr, request: impl AsRef<[u8]>) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_ref()).await.unwrap();
    let mut answer = Vec::new();
    let whole = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut answer)).await;
    // A server that closes before it has read everything may break the connection.
    drop(whole.expect("the server closes the connection"));
    String::from_utf8(answer).unwrap()
}
