//! TCP connections.

use core::pin::Pin;
use core::task::{Context, Poll};
use std::net::{Shutdown, SocketAddr};
use std::sync::Arc;

use super::tcp_options::tcp_options;
use super::to_socket_addrs::first;
use super::{ReadHalf, TcpSocket, ToSocketAddrs, WriteHalf};
use crate::io::{AsyncBufRead, AsyncRead, AsyncWrite, Result};
use crate::wasi::sockets::types;

/// A TCP connection.
///
/// What is written is gathered, and sent by itself while the program goes on. `flush` (of
/// [`AsyncWriteExt`](crate::io::AsyncWriteExt)) waits until the host has it all; [`shutdown`](Self::shutdown) waits
/// until it has been sent. A connection that is dropped unflushed is finished in the background, before the program
/// ends.
///
/// # Cancel safety
///
/// Every read and write may be dropped while it waits. A read loses nothing, a write has taken nothing.
///
/// ```no_run
/// # async fn example() -> wharf::Result<()> {
/// use wharf::io::{AsyncReadExt as _, AsyncWriteExt as _};
/// use wharf::net::{Shutdown, TcpStream};
///
/// let mut stream = TcpStream::connect("example.com:80").await?;
/// stream.write_all(b"GET / HTTP/1.0\r\nHost: example.com\r\n\r\n").await?;
/// stream.shutdown(Shutdown::Write).await?;
/// let mut answer = String::new();
/// stream.read_to_string(&mut answer).await?;
/// # Ok(())
/// # }
/// ```
///
/// Source: `wasi:sockets/types.tcp-socket`.
#[derive(Debug)]
pub struct TcpStream {
    pub(super) reader: ReadHalf,
    pub(super) writer: WriteHalf,
}

tcp_options!(TcpStream, reader.socket);

impl TcpStream {
    pub(super) fn new(socket: types::TcpSocket) -> Self {
        let socket = Arc::new(socket);
        TcpStream { reader: ReadHalf::new(socket.clone()), writer: WriteHalf::new(socket) }
    }

    /// Connects to the first of the addresses that answers.
    ///
    /// # Errors
    ///
    /// Of the last address: [`ConnectionRefused`](crate::io::ErrorKind::ConnectionRefused),
    /// [`HostUnreachable`](crate::io::ErrorKind::HostUnreachable), [`TimedOut`](crate::io::ErrorKind::TimedOut),
    /// [`PermissionDenied`](crate::io::ErrorKind::PermissionDenied), and others. For a name, also those of
    /// [`lookup_host`](super::lookup_host).
    ///
    /// # Cancel safety
    ///
    /// Dropping it gives the connection up.
    pub async fn connect(address: impl ToSocketAddrs) -> Result<Self> {
        first(address, async |address| TcpSocket::new_for(address)?.connect(address).await).await
    }

    /// The two directions, to use at the same time.
    pub fn split(&mut self) -> (&mut ReadHalf, &mut WriteHalf) {
        (&mut self.reader, &mut self.writer)
    }

    /// The two directions, to use in different tasks. [`ReadHalf::reunite`] puts them together again.
    #[must_use]
    pub fn into_split(self) -> (ReadHalf, WriteHalf) {
        (self.reader, self.writer)
    }

    /// Shuts down one direction or both. To write is to tell the other side that nothing more will come, once
    /// everything has been sent; to read is to discard what still comes.
    ///
    /// # Errors
    ///
    /// When something could not be sent.
    ///
    /// # Cancel safety
    ///
    /// It may be dropped and done again.
    pub async fn shutdown(&mut self, how: Shutdown) -> Result<()> {
        if how != Shutdown::Write {
            self.reader.shut_down();
        }
        if how != Shutdown::Read {
            self.writer.shut_down().await?;
        }
        Ok(())
    }

    /// The address of the other side.
    ///
    /// Source: `wasi:sockets/types.tcp-socket.get-remote-address`.
    ///
    /// # Errors
    ///
    /// When the connection is gone.
    pub fn peer_addr(&self) -> Result<SocketAddr> {
        self.reader.peer_addr()
    }
}

impl AsyncRead for TcpStream {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut [u8]) -> Poll<Result<usize>> {
        Pin::new(&mut self.reader).poll_read(context, buffer)
    }
}

impl AsyncBufRead for TcpStream {
    fn poll_fill_buf(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<&[u8]>> {
        Pin::new(&mut self.get_mut().reader).poll_fill_buf(context)
    }

    fn consume(mut self: Pin<&mut Self>, amount: usize) {
        Pin::new(&mut self.reader).consume(amount);
    }
}

impl AsyncWrite for TcpStream {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<Result<usize>> {
        Pin::new(&mut self.writer).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.writer).poll_flush(context)
    }

    fn poll_close(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.writer).poll_close(context)
    }
}
