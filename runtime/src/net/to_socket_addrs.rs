//! What can be looked up as an address.

use core::future::{Future, ready};
use std::format;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};
use std::string::String;
use std::vec::Vec;

use super::lookup::resolve;
use crate::io::{Error, ErrorKind, Result};

/// What stands for addresses: an address, an IP address with a port, `"host:port"`, a name with a port, or several
/// addresses. Only names are looked up.
///
/// ```no_run
/// # async fn example() -> wharf::Result<()> {
/// use wharf::net::{Ipv4Addr, TcpStream};
///
/// TcpStream::connect("example.com:80").await?;
/// TcpStream::connect(("example.com", 80)).await?;
/// TcpStream::connect((Ipv4Addr::LOCALHOST, 80)).await?;
/// # Ok(())
/// # }
/// ```
pub trait ToSocketAddrs: sealed::Sealed {
    /// The addresses.
    #[doc(hidden)]
    fn to_socket_addrs(&self) -> impl Future<Output = Result<Vec<SocketAddr>>>;
}

mod sealed {
    pub trait Sealed {}
}

macro_rules! addresses {
    ($($Type:ty),*) => {$(
        impl sealed::Sealed for $Type {}

        impl ToSocketAddrs for $Type {
            fn to_socket_addrs(&self) -> impl Future<Output = Result<Vec<SocketAddr>>> {
                ready(Ok([SocketAddr::from(*self)].into()))
            }
        }
    )*};
}

addresses!(SocketAddr, SocketAddrV4, SocketAddrV6, (IpAddr, u16), (Ipv4Addr, u16), (Ipv6Addr, u16));

impl sealed::Sealed for [SocketAddr] {}

impl ToSocketAddrs for [SocketAddr] {
    fn to_socket_addrs(&self) -> impl Future<Output = Result<Vec<SocketAddr>>> {
        ready(Ok(self.into()))
    }
}

impl sealed::Sealed for str {}

impl ToSocketAddrs for str {
    async fn to_socket_addrs(&self) -> Result<Vec<SocketAddr>> {
        if let Ok(address) = self.parse() {
            return Ok([address].into());
        }
        let (host, port) = host_and_port(self)?;
        resolve(host, port).await
    }
}

impl sealed::Sealed for (&str, u16) {}

impl ToSocketAddrs for (&str, u16) {
    async fn to_socket_addrs(&self) -> Result<Vec<SocketAddr>> {
        match self.0.parse::<IpAddr>() {
            Ok(address) => Ok([SocketAddr::new(address, self.1)].into()),
            Err(_) => resolve(self.0, self.1).await,
        }
    }
}

impl sealed::Sealed for String {}

impl ToSocketAddrs for String {
    fn to_socket_addrs(&self) -> impl Future<Output = Result<Vec<SocketAddr>>> {
        str::to_socket_addrs(self)
    }
}

impl sealed::Sealed for (String, u16) {}

impl ToSocketAddrs for (String, u16) {
    async fn to_socket_addrs(&self) -> Result<Vec<SocketAddr>> {
        (self.0.as_str(), self.1).to_socket_addrs().await
    }
}

impl<T: sealed::Sealed + ?Sized> sealed::Sealed for &T {}

impl<T: ToSocketAddrs + ?Sized> ToSocketAddrs for &T {
    fn to_socket_addrs(&self) -> impl Future<Output = Result<Vec<SocketAddr>>> {
        T::to_socket_addrs(self)
    }
}

/// The parts of `host:port`.
fn host_and_port(text: &str) -> Result<(&str, u16)> {
    let complain = |what| Err(Error::new(ErrorKind::InvalidInput, format!("`{text}` is no address: {what}")));
    let Some((host, port)) = text.rsplit_once(':') else {
        return complain("it wants a port, as in `example.com:80`");
    };
    match port.parse() {
        Ok(port) if !host.is_empty() => Ok((host, port)),
        Ok(_) => complain("the host is missing before the colon"),
        Err(_) => complain("what follows the last colon is no port, a number up to 65535"),
    }
}

/// Tries the addresses in their order until one works.
pub(super) async fn first<T, F: Future<Output = Result<T>>>(
    addresses: impl ToSocketAddrs,
    mut attempt: impl FnMut(SocketAddr) -> F,
) -> Result<T> {
    let mut last = None;
    for address in addresses.to_socket_addrs().await? {
        match attempt(address).await {
            Ok(done) => return Ok(done),
            Err(error) => last = Some(error),
        }
    }
    Err(last.unwrap_or_else(|| Error::new(ErrorKind::InvalidInput, "there are no addresses to try")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::task::block_on;

    fn addresses(host: impl ToSocketAddrs) -> Vec<String> {
        block_on(host.to_socket_addrs()).unwrap().iter().map(std::string::ToString::to_string).collect()
    }

    #[test]
    fn what_needs_no_lookup() {
        assert_eq!(addresses("127.0.0.1:80"), ["127.0.0.1:80"]);
        assert_eq!(addresses(String::from("[::1]:80")), ["[::1]:80"]);
        assert_eq!(addresses(("::1", 80)), ["[::1]:80"]);
        assert_eq!(addresses((String::from("10.0.0.1"), 80)), ["10.0.0.1:80"]);
        assert_eq!(addresses((Ipv4Addr::LOCALHOST, 1)), ["127.0.0.1:1"]);
        assert_eq!(addresses((Ipv6Addr::LOCALHOST, 1)), ["[::1]:1"]);
        let both = [SocketAddr::from((Ipv4Addr::LOCALHOST, 1)), SocketAddr::from((Ipv6Addr::LOCALHOST, 2))];
        assert_eq!(addresses(&both[..]), ["127.0.0.1:1", "[::1]:2"]);
        assert_eq!(addresses(both[0]), ["127.0.0.1:1"]);
    }

    #[test]
    fn names_and_ports() {
        assert_eq!(host_and_port("example.com:80").unwrap(), ("example.com", 80));
        for (text, complaint) in [
            ("example.com", "wants a port"),
            ("example.com:http", "is no port"),
            ("example.com:65536", "is no port"),
            (":80", "the host is missing"),
        ] {
            let error = host_and_port(text).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidInput);
            assert!(error.to_string().contains(complaint), "{error}");
        }
    }
}
