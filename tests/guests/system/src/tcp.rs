//! TCP: clients of the test's servers, servers for the test's clients, and both in the guest.

use futures::future::{join, join_all};
use futures::{StreamExt as _, TryStreamExt as _};
use wharf::fs::File;
use wharf::io::{self, AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, ErrorKind};
use wharf::net::{Shutdown, SocketAddr, TcpListener, TcpSocket, TcpStream};
use wharf::task::spawn;
use wharf::time::{Duration, sleep, timeout};

type Outcome = wharf::Result<()>;

/// The address that the test has named.
fn address() -> SocketAddr {
    wharf::env::args().nth(2).and_then(|address| address.parse().ok()).expect("an address")
}

/// The server sends back what it gets, and `bye` at the end.
pub(crate) async fn a_client() -> Outcome {
    for name in [address().to_string(), format!("localhost:{}", address().port())] {
        let mut stream = TcpStream::connect(&name).await?;
        assert_eq!(stream.peer_addr()?.port(), address().port());
        assert!(stream.local_addr()?.ip().is_loopback());
        let mut buffer = [0; 5];
        for word in [b"hello", b"there"] {
            stream.write_all(word).await?;
            stream.flush().await?;
            stream.read_exact(&mut buffer).await?;
            assert_eq!(&buffer, word);
        }
        stream.write_all(b"a line\n").await?;
        let mut line = String::new();
        stream.read_line(&mut line).await?;
        assert_eq!(line, "a line\n");
        stream.shutdown(Shutdown::Write).await?;
        let mut rest = String::new();
        stream.read_to_string(&mut rest).await?;
        assert_eq!(rest, "bye");
        assert_eq!(stream.read(&mut buffer).await?, 0);
        stream.write_all(b"too late").await.and(stream.flush().await).unwrap_err();
    }
    Ok(())
}

/// Says its port, and shouts back at three clients.
pub(crate) async fn a_server() -> Outcome {
    let mut listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?);
    for _ in 0..3 {
        let (mut stream, peer) = listener.accept().await?;
        assert_eq!(stream.peer_addr()?, peer);
        let mut text = String::new();
        stream.read_to_string(&mut text).await?;
        stream.write_all(text.to_uppercase().as_bytes()).await?;
        stream.close().await?;
    }
    Ok(())
}

pub(crate) async fn options() -> Outcome {
    let seconds = Duration::from_secs;
    macro_rules! set_and_check {
        ($socket:expr) => {
            let socket = &$socket;
            socket.set_keep_alive(true)?;
            assert!(socket.keep_alive()?);
            socket.set_keep_alive_idle_time(seconds(42))?;
            assert_eq!(socket.keep_alive_idle_time()?, seconds(42));
            socket.set_keep_alive_interval(seconds(7))?;
            assert_eq!(socket.keep_alive_interval()?, seconds(7));
            socket.set_keep_alive_count(5)?;
            assert_eq!(socket.keep_alive_count()?, 5);
            socket.set_ttl(17)?;
            assert_eq!(socket.ttl()?, 17);
            socket.set_recv_buffer_size(20_000)?;
            assert!(socket.recv_buffer_size()? >= 20_000);
            socket.set_send_buffer_size(20_000)?;
            assert!(socket.send_buffer_size()? >= 20_000);
            // A host may not be able to set what makes no sense, and says so.
            for result in [
                socket.set_keep_alive_idle_time(Duration::ZERO),
                socket.set_keep_alive_interval(Duration::ZERO),
                socket.set_keep_alive_count(0),
                socket.set_ttl(0),
                socket.set_recv_buffer_size(0),
                socket.set_send_buffer_size(0),
            ] {
                assert_eq!(result.unwrap_err().kind(), ErrorKind::InvalidInput);
            }
            socket.set_keep_alive_idle_time(Duration::MAX)?;
            socket.set_keep_alive(false)?;
            assert!(!socket.keep_alive()?);
        };
    }
    let socket = TcpSocket::new_v4()?;
    set_and_check!(socket);
    socket.bind("127.0.0.1:0".parse()?)?;
    let mut listener = socket.listen(16)?;
    set_and_check!(listener);
    listener.set_backlog(32)?;
    assert_eq!(listener.set_backlog(0).unwrap_err().kind(), ErrorKind::InvalidInput);
    let client = TcpSocket::new_v4()?;
    client.set_ttl(33)?;
    let client = client.connect(listener.local_addr()?).await?;
    assert_eq!(client.ttl()?, 33);
    set_and_check!(client);
    let (accepted, _) = listener.accept().await?;
    assert_eq!(accepted.ttl()?, 17);
    set_and_check!(accepted);
    Ok(())
}

/// Nothing listens at the address.
pub(crate) async fn refused_and_unreachable() -> Outcome {
    let error = TcpStream::connect(address()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
    assert_eq!(
        error.to_string(),
        format!("cannot connect to {}: connection refused: nothing listens there", address())
    );
    for nowhere in ["0.0.0.0:80", "127.0.0.1:0", "224.0.0.1:80", "[::ffff:127.0.0.1]:80"] {
        assert_eq!(TcpStream::connect(nowhere).await.unwrap_err().kind(), ErrorKind::InvalidInput, "{nowhere}");
    }
    assert_eq!(TcpStream::connect(&[][..]).await.unwrap_err().kind(), ErrorKind::InvalidInput);
    assert_eq!(TcpStream::connect("no port").await.unwrap_err().kind(), ErrorKind::InvalidInput);
    // The first address that answers counts.
    let mut listener = TcpListener::bind("127.0.0.1:0").await?;
    let stream = TcpStream::connect(&[address(), listener.local_addr()?][..]).await?;
    assert_eq!(stream.peer_addr()?, listener.local_addr()?);
    listener.accept().await?;
    Ok(())
}

/// The server resets the connection when it has read a byte.
pub(crate) async fn reset() -> Outcome {
    let mut stream = TcpStream::connect(address()).await?;
    stream.write_all(b"x").await?;
    stream.flush().await?;
    let error = stream.read(&mut [0; 10]).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionReset);
    // The error comes once; then the stream is at its end.
    assert_eq!(stream.read(&mut [0; 10]).await?, 0);
    let error = loop {
        if let Err(error) = stream.write_all(&[0; 10_000]).await.and(stream.flush().await) {
            break error;
        }
    };
    assert!(matches!(error.kind(), ErrorKind::BrokenPipe | ErrorKind::ConnectionReset), "{error}");
    Ok(())
}

/// The server stops sending at once, and answers nothing to what it gets.
pub(crate) async fn half_closed() -> Outcome {
    let mut stream = TcpStream::connect(address()).await?;
    let mut buffer = [0; 10];
    assert_eq!(stream.read(&mut buffer).await?, 0);
    assert_eq!(stream.read(&mut buffer).await?, 0);
    stream.write_all(b"still ").await?;
    let (reader, mut writer) = stream.into_split();
    drop(reader);
    writer.write_all(b"here").await?;
    writer.close().await?;

    // The other way round: nobody reads any more.
    let mut stream = TcpStream::connect(address()).await?;
    stream.shutdown(Shutdown::Read).await?;
    assert_eq!(stream.read(&mut buffer).await?, 0);
    stream.write_all(b"and here").await?;
    stream.shutdown(Shutdown::Both).await?;
    assert_eq!(stream.read(&mut buffer).await?, 0);

    // Nothing sent at all.
    let mut stream = TcpStream::connect(address()).await?;
    stream.close().await?;
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).await?;
    assert_eq!(rest, b"");
    Ok(())
}

/// The server sends back what it gets, and `bye` at the end.
pub(crate) async fn halves_in_tasks() -> Outcome {
    let (mut reader, mut writer) = TcpStream::connect(address()).await?.into_split();
    assert_eq!((reader.peer_addr()?, writer.peer_addr()?), (address(), address()));
    assert_eq!(reader.local_addr()?, writer.local_addr()?);
    let data: Vec<u8> = (0..300_000_u32).flat_map(u32::to_le_bytes).collect();
    let sent = data.clone();
    let sending = spawn(async move {
        writer.write_all(&sent).await?;
        writer.flush().await?;
        io::Result::Ok(writer)
    });
    let mut received = vec![0; data.len()];
    reader.read_exact(&mut received).await?;
    assert!(received == data);
    let writer = sending.await.expect("nobody cancels it")?;
    let mut stream = reader.reunite(writer)?;
    {
        let (reader, writer) = stream.split();
        let mut word = [0; 5];
        let (written, read) = join(
            async {
                writer.write_all(b"again").await?;
                writer.flush().await
            },
            reader.read_exact(&mut word),
        )
        .await;
        written.and(read)?;
        assert_eq!(&word, b"again");
    }
    let (reader, _) = stream.into_split();
    let (_, other) = TcpStream::connect(address()).await?.into_split();
    assert_eq!(reader.reunite(other).unwrap_err().kind(), ErrorKind::InvalidInput);
    Ok(())
}

pub(crate) async fn incoming_connections() -> Outcome {
    for address in ["127.0.0.1:0", "[::1]:0"] {
        let mut listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let clients = join_all((0..20_u8).map(async |number| {
            let mut stream = TcpStream::connect(address).await?;
            stream.write_all(&[number]).await?;
            stream.flush().await?;
            let mut answer = Vec::new();
            stream.read_to_end(&mut answer).await?;
            assert_eq!(answer, [number, number]);
            io::Result::Ok(())
        }));
        let serving = listener.incoming().take(20).try_for_each_concurrent(None, async |mut stream| {
            let mut number = [0];
            stream.read_exact(&mut number).await?;
            stream.write_all(&[number[0]; 2]).await?;
            stream.close().await
        });
        let (clients, served) = join(clients, serving).await;
        served?;
        clients.into_iter().collect::<io::Result<()>>()?;
    }
    Ok(())
}

pub(crate) async fn an_accept_that_was_given_up() -> Outcome {
    let mut listener = TcpListener::bind("127.0.0.1:0").await?;
    timeout(Duration::from_millis(10), listener.accept()).await.unwrap_err();
    let mut client = TcpStream::connect(listener.local_addr()?).await?;
    client.write_all(b"x").await?;
    client.close().await?;
    sleep(Duration::from_millis(10)).await;
    let (mut stream, peer) = listener.accept().await?;
    assert_eq!(peer, client.local_addr()?);
    let mut text = Vec::new();
    stream.read_to_end(&mut text).await?;
    assert_eq!(text, b"x");
    // A listener that is gone frees its port.
    let address = listener.local_addr()?;
    drop((listener, stream, client));
    TcpListener::bind(address).await?;
    Ok(())
}

pub(crate) async fn addresses_in_use() -> Outcome {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let taken = listener.local_addr()?;
    let error = TcpListener::bind(taken).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::AddrInUse);
    assert_eq!(error.to_string(), format!("cannot bind to {taken}: the address is in use, or no free port is left"));
    let other = TcpListener::bind(&[taken, "127.0.0.1:0".parse()?][..]).await?;
    assert_ne!(other.local_addr()?, taken);
    let error = TcpListener::bind("203.0.113.1:0").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::AddrNotAvailable);
    let socket = TcpSocket::new_v4()?;
    assert_eq!(socket.local_addr().unwrap_err().kind(), ErrorKind::NotConnected);
    assert_eq!(socket.bind("[::1]:0".parse()?).unwrap_err().kind(), ErrorKind::InvalidInput);
    socket.bind("127.0.0.1:0".parse()?)?;
    assert_eq!(socket.bind("127.0.0.1:0".parse()?).unwrap_err().kind(), ErrorKind::NotConnected);
    assert_eq!(socket.listen(0).unwrap_err().kind(), ErrorKind::InvalidInput);
    let socket = TcpSocket::new_v6()?;
    assert_eq!(socket.connect(taken).await.unwrap_err().kind(), ErrorKind::InvalidInput);
    Ok(())
}

pub(crate) async fn no_network() -> Outcome {
    assert_eq!(TcpStream::connect(address()).await.unwrap_err().kind(), ErrorKind::PermissionDenied);
    assert_eq!(TcpListener::bind("127.0.0.1:0").await.unwrap_err().kind(), ErrorKind::PermissionDenied);
    Ok(())
}

/// The test looks whether everything has come.
pub(crate) async fn sent_and_dropped() -> Outcome {
    let mut stream = TcpStream::connect(address()).await?;
    let data: Vec<u8> = (0..300_000_u32).flat_map(u32::to_le_bytes).collect();
    stream.write_all(&data).await?;
    Ok(())
}

/// The server sends back what it gets. The test looks at the memory.
pub(crate) async fn both_directions_at_once() -> Outcome {
    const CHUNKS: u32 = 1000;
    let (mut reader, mut writer) = TcpStream::connect(address()).await?.into_split();
    let chunk = |number: u32| -> Vec<u8> { (0..4000).flat_map(|word| (number * 4000 + word).to_le_bytes()).collect() };
    let sending = async {
        for number in 0..CHUNKS {
            writer.write_all(&chunk(number)).await?;
        }
        writer.close().await
    };
    let receiving = async {
        let mut received = vec![0; 16_000];
        for number in 0..CHUNKS {
            if number % 100 == 0 {
                // The reader is slow: the writer has to wait.
                sleep(Duration::from_millis(5)).await;
            }
            reader.read_exact(&mut received).await?;
            assert!(received == chunk(number));
        }
        io::Result::Ok(())
    };
    let (sent, received) = join(sending, receiving).await;
    sent.and(received)?;
    Ok(())
}

/// The server sends something and leaves.
pub(crate) async fn a_file_from_a_socket() -> Outcome {
    let (reader, _writer) = TcpStream::connect(address()).await?.into_split();
    let mut file = File::create("/data/received").await?;
    io::copy(reader, &mut file).await?;
    Ok(())
}
