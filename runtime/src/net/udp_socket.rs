//! UDP sockets.

use std::format;
use std::net::SocketAddr;
use std::vec::Vec;

use super::ToSocketAddrs;
use super::address::family;
use super::to_socket_addrs::first;
use crate::io::Result;
use crate::io::code::Code as _;
use crate::wasi::sockets::types::{self, ErrorCode};

/// The most bytes that a datagram can have.
const LARGEST: usize = 65_535;

/// A UDP socket.
///
/// ```no_run
/// # async fn example() -> wharf::Result<()> {
/// use wharf::net::UdpSocket;
///
/// let socket = UdpSocket::bind("0.0.0.0:0").await?;
/// socket.send_to(b"ping", "127.0.0.1:7000").await?;
/// let (answer, sender) = socket.receive().await?;
/// # Ok(())
/// # }
/// ```
///
/// Source: `wasi:sockets/types.udp-socket`.
#[derive(Debug)]
pub struct UdpSocket {
    socket: types::UdpSocket,
}

impl UdpSocket {
    /// A socket on the first of the addresses that can be bound to; with port 0 the host chooses a free one.
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
            let socket = types::UdpSocket::create(family(address))?;
            let failed = |code: ErrorCode| code.into_error_at(|| format!("cannot bind to {address}"));
            socket.bind(address.into()).map_err(failed)?;
            Ok(UdpSocket { socket })
        })
        .await
    }

    /// Fixes the peer: from now on, datagrams go to and come from it alone. Nothing is sent for that.
    ///
    /// Source: `wasi:sockets/types.udp-socket.connect`.
    ///
    /// # Errors
    ///
    /// [`InvalidInput`](crate::io::ErrorKind::InvalidInput) when the address is of the other version of IP, or none that
    /// can be sent to. For a name, also those of [`lookup_host`](super::lookup_host).
    ///
    /// # Cancel safety
    ///
    /// Dropped while it waits, it has changed nothing.
    pub async fn connect(&self, address: impl ToSocketAddrs) -> Result<()> {
        first(address, async |address| {
            let failed = |code: ErrorCode| code.into_error_at(|| format!("cannot connect to {address}"));
            self.socket.connect(address.into()).map_err(failed)
        })
        .await
    }

    /// Undoes [`connect`](Self::connect).
    ///
    /// Source: `wasi:sockets/types.udp-socket.disconnect`.
    ///
    /// # Errors
    ///
    /// [`NotConnected`](crate::io::ErrorKind::NotConnected) when it has no peer.
    pub fn disconnect(&self) -> Result<()> {
        Ok(self.socket.disconnect()?)
    }

    /// Sends a datagram to the peer; how many bytes, which is all of them.
    ///
    /// Source: `wasi:sockets/types.udp-socket.send`.
    ///
    /// # Errors
    ///
    /// [`InvalidInput`](crate::io::ErrorKind::InvalidInput) when there is no peer or the datagram is too large,
    /// [`HostUnreachable`](crate::io::ErrorKind::HostUnreachable),
    /// [`ConnectionRefused`](crate::io::ErrorKind::ConnectionRefused) when an earlier datagram was turned away.
    ///
    /// # Cancel safety
    ///
    /// Dropped while it waits, it may have sent the datagram or not.
    pub async fn send(&self, datagram: &[u8]) -> Result<usize> {
        self.send_datagram(datagram, None).await
    }

    /// Sends a datagram to the first of the addresses that the host sends to; how many bytes, which is all of them.
    ///
    /// Source: `wasi:sockets/types.udp-socket.send`.
    ///
    /// # Errors
    ///
    /// As [`send`](Self::send), also when the socket has a peer and this is another address. For a name, also those of
    /// [`lookup_host`](super::lookup_host).
    ///
    /// # Cancel safety
    ///
    /// Dropped while it waits, it may have sent the datagram or not.
    pub async fn send_to(&self, datagram: &[u8], address: impl ToSocketAddrs) -> Result<usize> {
        first(address, async |address| self.send_datagram(datagram, Some(address)).await).await
    }

    async fn send_datagram(&self, datagram: &[u8], address: Option<SocketAddr>) -> Result<usize> {
        if datagram.len() > LARGEST {
            // The host may trap.
            return Err(ErrorCode::DatagramTooLarge.into());
        }
        self.socket.send(datagram.to_vec(), address.map(Into::into)).await.map_err(|code| match address {
            Some(address) => code.into_error_at(|| format!("cannot send to {address}")),
            None => code.into(),
        })?;
        Ok(datagram.len())
    }

    /// Waits for a datagram and puts it into `buffer`; how many bytes. What does not fit is discarded.
    ///
    /// Source: `wasi:sockets/types.udp-socket.receive`.
    ///
    /// # Errors
    ///
    /// [`NotConnected`](crate::io::ErrorKind::NotConnected) when the socket has no address,
    /// [`ConnectionRefused`](crate::io::ErrorKind::ConnectionRefused) or
    /// [`HostUnreachable`](crate::io::ErrorKind::HostUnreachable) when an earlier datagram was not delivered.
    ///
    /// # Cancel safety
    ///
    /// Dropped just when a datagram has come, it loses that one, as datagrams may be lost on their way.
    pub async fn recv(&self, buffer: &mut [u8]) -> Result<usize> {
        Ok(self.recv_from(buffer).await?.0)
    }

    /// The same as [`recv`](Self::recv), with the sender.
    ///
    /// # Errors
    ///
    /// As [`recv`](Self::recv).
    ///
    /// # Cancel safety
    ///
    /// As [`recv`](Self::recv).
    pub async fn recv_from(&self, buffer: &mut [u8]) -> Result<(usize, SocketAddr)> {
        let (datagram, sender) = self.receive().await?;
        let count = datagram.len().min(buffer.len());
        buffer[..count].copy_from_slice(&datagram[..count]);
        Ok((count, sender))
    }

    /// Waits for a datagram: all of it, and its sender.
    ///
    /// Source: `wasi:sockets/types.udp-socket.receive`.
    ///
    /// # Errors
    ///
    /// As [`recv`](Self::recv).
    ///
    /// # Cancel safety
    ///
    /// As [`recv`](Self::recv).
    pub async fn receive(&self) -> Result<(Vec<u8>, SocketAddr)> {
        let (datagram, sender) = self.socket.receive().await?;
        Ok((datagram, sender.into()))
    }

    /// The address of this side.
    ///
    /// Source: `wasi:sockets/types.udp-socket.get-local-address`.
    ///
    /// # Errors
    ///
    /// The host's.
    pub fn local_addr(&self) -> Result<SocketAddr> {
        Ok(self.socket.get_local_address()?.into())
    }

    /// The address of the peer.
    ///
    /// Source: `wasi:sockets/types.udp-socket.get-remote-address`.
    ///
    /// # Errors
    ///
    /// [`NotConnected`](crate::io::ErrorKind::NotConnected) when it has none.
    pub fn peer_addr(&self) -> Result<SocketAddr> {
        Ok(self.socket.get_remote_address()?.into())
    }

    /// How many routers a datagram may pass: its time to live.
    ///
    /// Source: `wasi:sockets/types.udp-socket.get-unicast-hop-limit`.
    ///
    /// # Errors
    ///
    /// The host's.
    pub fn ttl(&self) -> Result<u8> {
        Ok(self.socket.get_unicast_hop_limit()?)
    }

    /// Sets how many routers a datagram may pass.
    ///
    /// Source: `wasi:sockets/types.udp-socket.set-unicast-hop-limit`.
    ///
    /// # Errors
    ///
    /// [`InvalidInput`](crate::io::ErrorKind::InvalidInput) when it is zero.
    pub fn set_ttl(&self, ttl: u8) -> Result<()> {
        Ok(self.socket.set_unicast_hop_limit(ttl)?)
    }

    /// The size in bytes of the buffer for datagrams received and not read yet.
    ///
    /// Source: `wasi:sockets/types.udp-socket.get-receive-buffer-size`.
    ///
    /// # Errors
    ///
    /// The host's.
    pub fn recv_buffer_size(&self) -> Result<u64> {
        Ok(self.socket.get_receive_buffer_size()?)
    }

    /// Asks for a buffer of `size` bytes for datagrams received and not read yet. The host may round it.
    ///
    /// Source: `wasi:sockets/types.udp-socket.set-receive-buffer-size`.
    ///
    /// # Errors
    ///
    /// [`InvalidInput`](crate::io::ErrorKind::InvalidInput) when it is zero.
    pub fn set_recv_buffer_size(&self, size: u64) -> Result<()> {
        Ok(self.socket.set_receive_buffer_size(size)?)
    }

    /// The size in bytes of the buffer for datagrams that wait to be sent.
    ///
    /// Source: `wasi:sockets/types.udp-socket.get-send-buffer-size`.
    ///
    /// # Errors
    ///
    /// The host's.
    pub fn send_buffer_size(&self) -> Result<u64> {
        Ok(self.socket.get_send_buffer_size()?)
    }

    /// Asks for a buffer of `size` bytes for datagrams that wait to be sent. The host may round it.
    ///
    /// Source: `wasi:sockets/types.udp-socket.set-send-buffer-size`.
    ///
    /// # Errors
    ///
    /// [`InvalidInput`](crate::io::ErrorKind::InvalidInput) when it is zero.
    pub fn set_send_buffer_size(&self, size: u64) -> Result<()> {
        Ok(self.socket.set_send_buffer_size(size)?)
    }
}
