//! The two directions of a TCP connection.

use core::future::poll_fn;
use core::pin::Pin;
use core::task::{Context, Poll};
use std::net::SocketAddr;
use std::sync::Arc;

use super::TcpStream;
use crate::io::passing::{Given, Source};
use crate::io::{AsyncBufRead, AsyncRead, AsyncWrite, Error, ErrorKind, Result, Writer};
use crate::stream::FallibleReader;
use crate::wasi::sockets::types::{ErrorCode, TcpSocket};

/// The half of a [`TcpStream`] that is read from: what the other side sends.
///
/// Dropping it discards what is still to come; the other half goes on.
///
/// ```no_run
/// # async fn example() -> wharf::Result<()> {
/// use wharf::io;
/// use wharf::net::TcpStream;
///
/// let (reader, mut writer) = TcpStream::connect("example.com:7").await?.into_split();
/// wharf::task::spawn(async move { io::copy(io::stdin(), &mut writer).await }).detach();
/// io::copy(reader, &mut io::stdout()).await?;
/// # Ok(())
/// # }
/// ```
///
/// # Cancel safety
///
/// Every read may be dropped while it waits; nothing is lost.
///
/// Source: `wasi:sockets/types.tcp-socket.receive`.
#[derive(Debug)]
pub struct ReadHalf {
    pub(super) socket: Arc<TcpSocket>,
    /// Opened at the first read: a socket has one.
    stream: Receiving,
}

#[derive(Debug)]
enum Receiving {
    NotYet,
    Open(FallibleReader<u8, ErrorCode>),
    ShutDown,
}

impl ReadHalf {
    pub(super) fn new(socket: Arc<TcpSocket>) -> Self {
        ReadHalf { socket, stream: Receiving::NotYet }
    }

    /// Puts the two halves of a connection together again.
    ///
    /// # Errors
    ///
    /// [`InvalidInput`](crate::io::ErrorKind::InvalidInput) when they are of different connections; both are dropped.
    pub fn reunite(self, other: WriteHalf) -> Result<TcpStream> {
        if Arc::ptr_eq(&self.socket, &other.socket) {
            Ok(TcpStream { reader: self, writer: other })
        } else {
            Err(Error::new(ErrorKind::InvalidInput, "the two halves are of different connections"))
        }
    }

    /// The address of the other side.
    ///
    /// # Errors
    ///
    /// When the connection is gone.
    pub fn peer_addr(&self) -> Result<SocketAddr> {
        Ok(self.socket.get_remote_address()?.into())
    }

    /// The address of this side.
    ///
    /// # Errors
    ///
    /// When the connection is gone.
    pub fn local_addr(&self) -> Result<SocketAddr> {
        Ok(self.socket.get_local_address()?.into())
    }

    /// Discards what is still to come.
    pub(super) fn shut_down(&mut self) {
        if let Receiving::NotYet = self.stream {
            drop(self.socket.receive());
        }
        self.stream = Receiving::ShutDown;
    }

    fn open(&mut self) -> Option<Pin<&mut FallibleReader<u8, ErrorCode>>> {
        if let Receiving::NotYet = self.stream {
            self.stream = Receiving::Open(self.socket.receive().into());
        }
        match &mut self.stream {
            Receiving::Open(reader) => Some(Pin::new(reader)),
            _ => None,
        }
    }
}

impl AsyncRead for ReadHalf {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut [u8]) -> Poll<Result<usize>> {
        match self.open() {
            Some(reader) => reader.poll_read(context, buffer),
            None => Poll::Ready(Ok(0)),
        }
    }
}

impl AsyncBufRead for ReadHalf {
    fn poll_fill_buf(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<&[u8]>> {
        match self.get_mut().open() {
            Some(reader) => reader.poll_fill_buf(context),
            None => Poll::Ready(Ok(&[])),
        }
    }

    fn consume(mut self: Pin<&mut Self>, amount: usize) {
        if let Some(reader) = self.open() {
            reader.consume(amount);
        }
    }
}

crate::stream::identity::owned!(ReadHalf);

impl Source for ReadHalf {
    fn give(mut self) -> Given {
        self.open();
        match self.stream {
            Receiving::Open(reader) => Given::new(reader),
            // Nothing comes from what was shut down; a second call of `receive` says so.
            _ => Given::new(FallibleReader::from(self.socket.receive())),
        }
    }
}

/// The half of a [`TcpStream`] that is written to.
///
/// What is written is gathered, and sent by itself while the program goes on. `flush` (of
/// [`AsyncWriteExt`](crate::io::AsyncWriteExt)) waits until the host has it all; `close` also tells the other side that
/// nothing more will come, and waits until everything has been sent. Dropping it does that in the background, before
/// the program ends.
///
/// # Cancel safety
///
/// A write that is dropped while it waits has taken nothing; what was taken before is not lost.
///
/// Source: `wasi:sockets/types.tcp-socket.send`.
#[derive(Debug)]
pub struct WriteHalf {
    pub(super) socket: Arc<TcpSocket>,
    /// Opened at the first write: a socket has one.
    stream: Option<Writer<ErrorCode>>,
}

impl WriteHalf {
    pub(super) fn new(socket: Arc<TcpSocket>) -> Self {
        WriteHalf { socket, stream: None }
    }

    /// Puts the two halves of a connection together again.
    ///
    /// # Errors
    ///
    /// [`InvalidInput`](crate::io::ErrorKind::InvalidInput) when they are of different connections; both are dropped.
    pub fn reunite(self, other: ReadHalf) -> Result<TcpStream> {
        other.reunite(self)
    }

    /// The address of the other side.
    ///
    /// # Errors
    ///
    /// When the connection is gone.
    pub fn peer_addr(&self) -> Result<SocketAddr> {
        Ok(self.socket.get_remote_address()?.into())
    }

    /// The address of this side.
    ///
    /// # Errors
    ///
    /// When the connection is gone.
    pub fn local_addr(&self) -> Result<SocketAddr> {
        Ok(self.socket.get_local_address()?.into())
    }

    /// Tells the other side that nothing more will come, and waits until everything has been sent.
    pub(super) async fn shut_down(&mut self) -> Result<()> {
        poll_fn(|context| Pin::new(&mut *self).poll_close(context)).await
    }

    fn open(&mut self) -> Pin<&mut Writer<ErrorCode>> {
        let WriteHalf { socket, stream } = self;
        Pin::new(stream.get_or_insert_with(|| Writer::open(|bytes| socket.send(bytes))))
    }
}

impl AsyncWrite for WriteHalf {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<Result<usize>> {
        self.open().poll_write(context, bytes)
    }

    /// Waits until the host has everything.
    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        match &mut self.stream {
            Some(writer) => Pin::new(writer).poll_flush(context),
            None => Poll::Ready(Ok(())),
        }
    }

    /// Tells the other side that nothing more will come, and waits until everything has been sent.
    fn poll_close(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        self.open().poll_close(context)
    }
}
