//! TCP sockets that listen.

use core::future::poll_fn;
use core::pin::Pin;
use core::task::{Context, Poll, ready};
use std::net::SocketAddr;

use futures_core::Stream;

use super::tcp_options::tcp_options;
use super::to_socket_addrs::first;
use super::{TcpSocket, TcpStream, ToSocketAddrs};
use crate::StreamReader;
use crate::io::{Error, ErrorKind, Result};
use crate::wasi::sockets::types;

/// A TCP socket that accepts connections.
///
/// Those that it has accepted get its options, as far as they were set before.
///
/// ```no_run
/// # async fn example() -> wharf::Result<()> {
/// use wharf::io::AsyncWriteExt;
/// use wharf::net::TcpListener;
///
/// let mut listener = TcpListener::bind("127.0.0.1:8080").await?;
/// loop {
///     let (mut stream, peer) = listener.accept().await?;
///     stream.write_all(format!("ahoi, {peer}\n").as_bytes()).await?;
///     stream.close().await?;
/// }
/// # Ok(())
/// # }
/// ```
///
/// Source: `wasi:sockets/types.tcp-socket.listen`.
#[derive(Debug)]
pub struct TcpListener {
    socket: types::TcpSocket,
    incoming: StreamReader<types::TcpSocket>,
}

tcp_options!(TcpListener, socket);

impl TcpListener {
    pub(super) fn new(socket: types::TcpSocket, incoming: StreamReader<types::TcpSocket>) -> Self {
        TcpListener { socket, incoming }
    }

    /// Listens on the first of the addresses that can be bound to; with port 0 the host chooses a free one.
    ///
    /// # Errors
    ///
    /// Of the last address: [`AddrInUse`](crate::io::ErrorKind::AddrInUse),
    /// [`AddrNotAvailable`](crate::io::ErrorKind::AddrNotAvailable),
    /// [`PermissionDenied`](crate::io::ErrorKind::PermissionDenied), and others. For a name, also those of
    /// [`lookup_host`](super::lookup_host).
    ///
    /// # Cancel safety
    ///
    /// It changes nothing.
    pub async fn bind(address: impl ToSocketAddrs) -> Result<Self> {
        first(address, async |address| {
            let socket = TcpSocket::new_for(address)?;
            socket.bind(address)?;
            socket.start_to_listen()
        })
        .await
    }

    /// Waits for a connection; its other side's address too.
    ///
    /// # Errors
    ///
    /// When the connection was gone before it could be accepted. Others can be accepted after that.
    ///
    /// # Cancel safety
    ///
    /// It may be dropped and done again; no connection is lost.
    pub async fn accept(&mut self) -> Result<(TcpStream, SocketAddr)> {
        poll_fn(|context| self.poll_accept(context)).await
    }

    fn poll_accept(&mut self, context: &mut Context<'_>) -> Poll<Result<(TcpStream, SocketAddr)>> {
        let Some(socket) = ready!(Pin::new(&mut self.incoming).poll_next(context)) else {
            return Poll::Ready(Err(Error::new(ErrorKind::NotConnected, "the host has ended the listening")));
        };
        let address = socket.get_remote_address()?.into();
        Poll::Ready(Ok((TcpStream::new(socket), address)))
    }

    /// The connections as they come in: a [`Stream`] without end.
    pub fn incoming(&mut self) -> Incoming<'_> {
        Incoming(self)
    }

    /// Asks for room for so many connections that have come in and are not accepted yet. The host may round that.
    ///
    /// Source: `wasi:sockets/types.tcp-socket.set-listen-backlog-size`.
    ///
    /// # Errors
    ///
    /// [`InvalidInput`](crate::io::ErrorKind::InvalidInput) for no room at all,
    /// [`Unsupported`](crate::io::ErrorKind::Unsupported) when the host cannot change it any more.
    pub fn set_backlog(&self, backlog: u32) -> Result<()> {
        Ok(self.socket.set_listen_backlog_size(backlog.into())?)
    }
}

/// The connections of a listener, from [`TcpListener::incoming`].
///
/// # Cancel safety
///
/// Waiting for a connection may be dropped; no connection is lost.
#[derive(Debug)]
#[must_use = "nothing is accepted until it is awaited"]
pub struct Incoming<'a>(&'a mut TcpListener);

impl Stream for Incoming<'_> {
    type Item = Result<TcpStream>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<TcpStream>>> {
        self.0.poll_accept(context).map(|accepted| Some(accepted.map(|(stream, _)| stream)))
    }
}
