//! TCP sockets that are not connected yet.

use std::format;
use std::net::SocketAddr;

use super::address::family;
use super::tcp_options::tcp_options;
use super::{TcpListener, TcpStream};
use crate::io::Result;
use crate::io::code::Code as _;
use crate::wasi::sockets::types::{self, IpAddressFamily};

/// A TCP socket that is neither connected nor listening: to set options first, or to connect from a certain address.
/// [`TcpStream::connect`] and [`TcpListener::bind`] are shorter.
///
/// ```no_run
/// # async fn example() -> wharf::Result<()> {
/// use wharf::net::TcpSocket;
///
/// let socket = TcpSocket::new_v4()?;
/// socket.set_recv_buffer_size(1 << 20)?;
/// let stream = socket.connect("93.184.215.14:80".parse()?).await?;
/// # Ok(())
/// # }
/// ```
///
/// Source: `wasi:sockets/types.tcp-socket`.
#[derive(Debug)]
pub struct TcpSocket {
    socket: types::TcpSocket,
}

tcp_options!(TcpSocket, socket);

impl TcpSocket {
    /// A socket for IPv4.
    ///
    /// # Errors
    ///
    /// When the host has no IPv4, or does not permit sockets.
    pub fn new_v4() -> Result<Self> {
        Self::new(IpAddressFamily::Ipv4)
    }

    /// A socket for IPv6, and for that alone.
    ///
    /// # Errors
    ///
    /// When the host has no IPv6, or does not permit sockets.
    pub fn new_v6() -> Result<Self> {
        Self::new(IpAddressFamily::Ipv6)
    }

    /// A socket for the version of IP that an address is of.
    pub(super) fn new_for(address: SocketAddr) -> Result<Self> {
        Self::new(family(address))
    }

    fn new(family: IpAddressFamily) -> Result<Self> {
        Ok(TcpSocket { socket: types::TcpSocket::create(family)? })
    }

    /// Gives the socket its local address; with port 0 the host chooses a free one.
    ///
    /// Source: `wasi:sockets/types.tcp-socket.bind`.
    ///
    /// # Errors
    ///
    /// [`AddrInUse`](crate::io::ErrorKind::AddrInUse),
    /// [`AddrNotAvailable`](crate::io::ErrorKind::AddrNotAvailable),
    /// [`InvalidInput`](crate::io::ErrorKind::InvalidInput) for the other version of IP,
    /// [`NotConnected`](crate::io::ErrorKind::NotConnected) when it has an address already.
    pub fn bind(&self, address: SocketAddr) -> Result<()> {
        self.socket.bind(address.into()).map_err(|code| code.into_error_at(|| format!("cannot bind to {address}")))
    }

    /// Connects.
    ///
    /// Source: `wasi:sockets/types.tcp-socket.connect`.
    ///
    /// # Errors
    ///
    /// [`ConnectionRefused`](crate::io::ErrorKind::ConnectionRefused),
    /// [`HostUnreachable`](crate::io::ErrorKind::HostUnreachable), [`TimedOut`](crate::io::ErrorKind::TimedOut),
    /// [`InvalidInput`](crate::io::ErrorKind::InvalidInput) for an address that cannot be connected to, and others.
    ///
    /// # Cancel safety
    ///
    /// Dropping it gives the connection up.
    pub async fn connect(self, address: SocketAddr) -> Result<TcpStream> {
        match self.socket.connect(address.into()).await {
            Ok(()) => Ok(TcpStream::new(self.socket)),
            Err(code) => Err(code.into_error_at(|| format!("cannot connect to {address}"))),
        }
    }

    /// Listens, with room for `backlog` connections that have come in and are not accepted yet. The host may round that.
    ///
    /// Source: `wasi:sockets/types.tcp-socket.listen`, `set-listen-backlog-size`.
    ///
    /// # Errors
    ///
    /// [`InvalidInput`](crate::io::ErrorKind::InvalidInput) for no room at all,
    /// [`AddrInUse`](crate::io::ErrorKind::AddrInUse) when no port is free.
    pub fn listen(self, backlog: u32) -> Result<TcpListener> {
        self.socket.set_listen_backlog_size(backlog.into())?;
        self.start_to_listen()
    }

    /// Listens with the host's own backlog.
    pub(super) fn start_to_listen(self) -> Result<TcpListener> {
        let incoming = self.socket.listen()?;
        Ok(TcpListener::new(self.socket, incoming))
    }
}
