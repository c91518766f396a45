//! Addresses of WASI as those of the standard library, and back.

use std::net::{IpAddr, SocketAddr, SocketAddrV4, SocketAddrV6};

use crate::wasi::sockets::types::{IpAddress, IpAddressFamily, IpSocketAddress, Ipv4SocketAddress, Ipv6SocketAddress};

/// The version of IP that an address is of.
pub(super) fn family(address: SocketAddr) -> IpAddressFamily {
    match address {
        SocketAddr::V4(_) => IpAddressFamily::Ipv4,
        SocketAddr::V6(_) => IpAddressFamily::Ipv6,
    }
}

impl From<IpAddr> for IpAddress {
    fn from(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(address) => IpAddress::Ipv4(address.octets().into()),
            IpAddr::V6(address) => IpAddress::Ipv6(address.segments().into()),
        }
    }
}

impl From<IpAddress> for IpAddr {
    fn from(address: IpAddress) -> Self {
        match address {
            IpAddress::Ipv4(octets) => IpAddr::V4(<[u8; 4]>::from(octets).into()),
            IpAddress::Ipv6(segments) => IpAddr::V6(<[u16; 8]>::from(segments).into()),
        }
    }
}

impl From<SocketAddr> for IpSocketAddress {
    fn from(address: SocketAddr) -> Self {
        match address {
            SocketAddr::V4(address) => {
                IpSocketAddress::Ipv4(Ipv4SocketAddress { port: address.port(), address: address.ip().octets().into() })
            }
            SocketAddr::V6(address) => IpSocketAddress::Ipv6(Ipv6SocketAddress {
                port: address.port(),
                flow_info: address.flowinfo(),
                address: address.ip().segments().into(),
                scope_id: address.scope_id(),
            }),
        }
    }
}

impl From<IpSocketAddress> for SocketAddr {
    fn from(address: IpSocketAddress) -> Self {
        match address {
            IpSocketAddress::Ipv4(Ipv4SocketAddress { port, address }) => {
                SocketAddrV4::new(<[u8; 4]>::from(address).into(), port).into()
            }
            IpSocketAddress::Ipv6(Ipv6SocketAddress { port, flow_info, address, scope_id }) => {
                SocketAddrV6::new(<[u16; 8]>::from(address).into(), port, flow_info, scope_id).into()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_there_and_back() {
        let v6 = SocketAddrV6::new("2001:db8::1".parse().unwrap(), 443, 7, 3);
        for address in ["127.0.0.1:80".parse().unwrap(), "[::1]:8080".parse().unwrap(), SocketAddr::V6(v6)] {
            assert_eq!(SocketAddr::from(IpSocketAddress::from(address)), address);
            assert_eq!(IpAddr::from(IpAddress::from(address.ip())), address.ip());
        }
        assert!(matches!(IpAddress::from(IpAddr::V4(std::net::Ipv4Addr::LOCALHOST)), IpAddress::Ipv4((127, 0, 0, 1))));
        assert!(matches!(
            IpSocketAddress::from(SocketAddr::V6(v6)),
            IpSocketAddress::Ipv6(Ipv6SocketAddress { port: 443, flow_info: 7, scope_id: 3, .. })
        ));
    }
}
