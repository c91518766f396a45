//! TCP, UDP and name lookup, with the address types of the standard library.
//!
//! ```no_run
//! # async fn example() -> wharf::Result<()> {
//! use wharf::io;
//! use wharf::net::TcpListener;
//!
//! let mut listener = TcpListener::bind("127.0.0.1:7000").await?;
//! loop {
//!     let (stream, _) = listener.accept().await?;
//!     wharf::task::spawn(async move {
//!         let (mut reader, mut writer) = stream.into_split();
//!         io::copy(&mut reader, &mut writer).await
//!     })
//!     .detach();
//! }
//! # }
//! ```
//!
//! Source: `wasi:sockets`.

mod address;
mod code;
mod lookup;
mod tcp_half;
mod tcp_listener;
mod tcp_options;
mod tcp_socket;
mod tcp_stream;
mod to_socket_addrs;
mod udp_socket;

pub use lookup::lookup_host;
pub use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, Shutdown, SocketAddr, SocketAddrV4, SocketAddrV6};
pub use tcp_half::{ReadHalf, WriteHalf};
pub use tcp_listener::{Incoming, TcpListener};
pub use tcp_socket::TcpSocket;
pub use tcp_stream::TcpStream;
pub use to_socket_addrs::ToSocketAddrs;
pub use udp_socket::UdpSocket;
