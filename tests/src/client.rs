//! A small HTTP client: one connection, kept alive.

use std::net::SocketAddr;

use anyhow::{Context as _, Result};
use bytes::Bytes;
use http::{HeaderValue, Request, Response, header};
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// A connection to a server, for one request after the other.
pub struct Client {
    requests: SendRequest<Full<Bytes>>,
    address: SocketAddr,
}

impl Client {
    /// Connects to a server.
    ///
    /// # Errors
    ///
    /// When nothing listens there.
    pub async fn connect(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await.with_context(|| format!("cannot connect to {address}"))?;
        stream.set_nodelay(true)?;
        let (requests, connection) = handshake(TokioIo::new(stream)).await?;
        // A connection that breaks fails the request under way, which says so.
        tokio::spawn(async { _ = connection.await });
        Ok(Self { requests, address })
    }

    /// Requests `path` and reads the whole answer.
    ///
    /// # Errors
    ///
    /// When the path is none, or the server closes the connection before the answer is complete.
    pub async fn get(&mut self, path: &str) -> Result<Response<Bytes>> {
        let request = Request::get(path).body(Bytes::new())?;
        self.send(request).await
    }

    /// Sends a request and reads the whole answer.
    ///
    /// # Errors
    ///
    /// When the server closes the connection before the answer is complete.
    pub async fn send(&mut self, request: Request<Bytes>) -> Result<Response<Bytes>> {
        let path = request.uri().path().to_owned();
        let mut request = request.map(Full::new);
        request.headers_mut().insert(header::HOST, HeaderValue::from_str(&self.address.to_string())?);
        self.requests.ready().await?;
        let (head, body) = self
            .requests
            .send_request(request)
            .await
            .with_context(|| format!("no answer from {}{path}", self.address))?
            .into_parts();
        let body = body.collect().await.with_context(|| format!("the answer from {}{path} broke off", self.address))?;
        Ok(Response::from_parts(head, body.to_bytes()))
    }
}
