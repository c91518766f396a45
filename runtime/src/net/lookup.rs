//! Looking up names.

use std::net::SocketAddr;
use std::string::ToString;
use std::vec::{self, Vec};

use super::ToSocketAddrs;
use crate::io::Result;
use crate::io::code::Code as _;
use crate::wasi::sockets::ip_name_lookup::resolve_addresses;

/// The addresses of a host, best first: try them in this order.
///
/// Source: `wasi:sockets/ip-name-lookup.resolve-addresses`.
///
/// # Errors
///
/// [`NotFound`](crate::io::ErrorKind::NotFound) when there is no such name;
/// [`InvalidInput`](crate::io::ErrorKind::InvalidInput) when it is none, or there is no port;
/// [`Interrupted`](crate::io::ErrorKind::Interrupted) when it may work later.
///
/// # Cancel safety
///
/// It changes nothing.
///
/// ```no_run
/// # async fn example() -> wharf::Result<()> {
/// for address in wharf::net::lookup_host("localhost:80").await? {
///     println!("{address}");
/// }
/// # Ok(())
/// # }
/// ```
pub async fn lookup_host(host: impl ToSocketAddrs) -> Result<vec::IntoIter<SocketAddr>> {
    Ok(host.to_socket_addrs().await?.into_iter())
}

/// The addresses of a name, with a port.
pub(super) async fn resolve(name: &str, port: u16) -> Result<Vec<SocketAddr>> {
    match resolve_addresses(name.to_string()).await {
        Ok(addresses) => Ok(addresses.into_iter().map(|address| SocketAddr::new(address.into(), port)).collect()),
        Err(code) => Err(code.into_error_at(|| std::format!("cannot look up `{name}`"))),
    }
}
