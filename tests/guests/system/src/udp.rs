//! UDP and name lookup.

use wharf::io::ErrorKind;
use wharf::net::{Ipv4Addr, SocketAddr, UdpSocket, lookup_host};
use wharf::time::{Duration, timeout};

type Outcome = wharf::Result<()>;

/// Where the test sends back what it gets.
fn address() -> SocketAddr {
    wharf::env::args().nth(2).and_then(|address| address.parse().ok()).expect("an address")
}

pub(crate) async fn datagrams() -> Outcome {
    let socket = UdpSocket::bind("127.0.0.1:0").await?;
    assert_ne!(socket.local_addr()?.port(), 0);
    assert_eq!(socket.send_to(b"ping", address()).await?, 4);
    let (datagram, sender) = socket.receive().await?;
    assert_eq!((datagram.as_slice(), sender), (&b"ping"[..], address()));
    // What does not fit is discarded, with its datagram.
    socket.send_to(b"a long one", address()).await?;
    socket.send_to(b"", address()).await?;
    let mut buffer = [0; 6];
    assert_eq!(socket.recv_from(&mut buffer).await?, (6, address()));
    assert_eq!(&buffer, b"a long");
    assert_eq!(socket.recv(&mut buffer).await?, 0);
    // Nothing more comes; giving up is possible.
    timeout(Duration::from_millis(10), socket.recv(&mut buffer)).await.unwrap_err();
    socket.send_to(b"again", ("127.0.0.1", address().port())).await?;
    assert_eq!(socket.recv(&mut buffer).await?, 5);
    let error = UdpSocket::bind(socket.local_addr()?).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::AddrInUse);
    for nowhere in ["0.0.0.0:80", "127.0.0.1:0", "[::1]:80"] {
        assert_eq!(socket.send_to(b"x", nowhere).await.unwrap_err().kind(), ErrorKind::InvalidInput, "{nowhere}");
    }
    // Both versions of IP.
    let (left, right) = (UdpSocket::bind("[::1]:0").await?, UdpSocket::bind("[::1]:0").await?);
    left.send_to(b"over six", right.local_addr()?).await?;
    assert_eq!(right.receive().await?, (b"over six".to_vec(), left.local_addr()?));
    Ok(())
}

pub(crate) async fn a_fixed_peer() -> Outcome {
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    assert_eq!(socket.peer_addr().unwrap_err().kind(), ErrorKind::NotConnected);
    assert_eq!(socket.send(b"x").await.unwrap_err().kind(), ErrorKind::InvalidInput);
    assert_eq!(socket.disconnect().unwrap_err().kind(), ErrorKind::NotConnected);
    socket.connect(address()).await?;
    assert_eq!(socket.peer_addr()?, address());
    let stranger = UdpSocket::bind("127.0.0.1:0").await?;
    stranger.send_to(b"not heard", socket.local_addr()?).await?;
    assert_eq!(socket.send(b"ping").await?, 4);
    let mut buffer = [0; 20];
    assert_eq!(socket.recv(&mut buffer).await?, 4);
    assert_eq!(&buffer[..4], b"ping");
    let error = socket.send_to(b"x", stranger.local_addr()?).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    socket.send_to(b"the same", address()).await?;
    assert_eq!(socket.recv(&mut buffer).await?, 8);
    socket.disconnect()?;
    socket.peer_addr().unwrap_err();
    assert_eq!(socket.connect("0.0.0.0:80").await.unwrap_err().kind(), ErrorKind::InvalidInput);

    // Nobody there: the host learns of it after the first datagram.
    let gone = UdpSocket::bind("127.0.0.1:0").await?.local_addr()?;
    let socket = UdpSocket::bind("127.0.0.1:0").await?;
    socket.connect(gone).await?;
    socket.send(b"anybody?").await?;
    let error = timeout(Duration::from_secs(10), socket.recv(&mut buffer)).await?.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
    Ok(())
}

pub(crate) async fn datagrams_too_large() -> Outcome {
    let socket = UdpSocket::bind("127.0.0.1:0").await?;
    for size in [65_508, 65_535, 65_536, 1_000_000] {
        let error = socket.send_to(&vec![0; size], address()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{size}");
        assert!(error.to_string().contains("the datagram is too large"), "{error}");
    }
    assert_eq!(socket.send_to(&[7; 9_000], address()).await?, 9_000);
    let (datagram, _) = socket.receive().await?;
    assert_eq!(datagram, [7; 9_000]);
    Ok(())
}

pub(crate) async fn datagram_options() -> Outcome {
    let socket = UdpSocket::bind("127.0.0.1:0").await?;
    socket.set_ttl(17)?;
    assert_eq!(socket.ttl()?, 17);
    socket.set_recv_buffer_size(20_000)?;
    assert!(socket.recv_buffer_size()? >= 20_000);
    socket.set_send_buffer_size(20_000)?;
    assert!(socket.send_buffer_size()? >= 20_000);
    for result in [socket.set_ttl(0), socket.set_recv_buffer_size(0), socket.set_send_buffer_size(0)] {
        assert_eq!(result.unwrap_err().kind(), ErrorKind::InvalidInput);
    }
    Ok(())
}

pub(crate) async fn lookups() -> Outcome {
    let addresses: Vec<_> = lookup_host("localhost:80").await?.collect();
    assert!(!addresses.is_empty());
    assert!(addresses.iter().all(|address| address.ip().is_loopback() && address.port() == 80), "{addresses:?}");
    assert_eq!(lookup_host(("localhost", 81)).await?.next().map(|address| address.port()), Some(81));
    assert_eq!(lookup_host("192.0.2.1:80").await?.collect::<Vec<_>>(), ["192.0.2.1:80".parse()?]);
    assert_eq!(lookup_host("[2001:db8::1]:80").await?.collect::<Vec<_>>(), ["[2001:db8::1]:80".parse()?]);
    for wrong in ["localhost", "a b:80", ":80", "localhost:port"] {
        assert_eq!(lookup_host(wrong).await.map(drop).unwrap_err().kind(), ErrorKind::InvalidInput, "{wrong}");
    }
    let error = lookup_host("no-such-host.invalid:80").await.map(drop).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert_eq!(error.to_string(), "cannot look up `no-such-host.invalid`: there is no such name, or it has no address");
    Ok(())
}

pub(crate) async fn lookups_not_permitted() -> Outcome {
    lookup_host("localhost:80").await.map(drop).unwrap_err();
    let error = UdpSocket::bind("127.0.0.1:0").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::PermissionDenied);
    // An address needs no lookup.
    lookup_host("127.0.0.1:80").await?;
    Ok(())
}
