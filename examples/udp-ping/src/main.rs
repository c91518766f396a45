//! Sends a few datagrams to a server that sends them back, and tells how long each took.

use wharf::net::UdpSocket;
use wharf::time::{Duration, Instant, timeout};

#[wharf::main]
async fn main() -> wharf::Result<()> {
    let server = wharf::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:7000".into());
    let socket = UdpSocket::bind("0.0.0.0:0").await?;
    socket.connect(&server).await?;
    for number in 1..=3_u32 {
        let start = Instant::now();
        socket.send(&number.to_le_bytes()).await?;
        match timeout(Duration::from_secs(1), answer(&socket, number)).await {
            Ok(answered) => {
                answered?;
                println!("{number}: {:.3} ms", start.elapsed().as_secs_f64() * 1000.0);
            }
            Err(_) => println!("{number}: lost"),
        }
    }
    Ok(())
}

/// Waits for this answer. Another that comes was too late.
async fn answer(socket: &UdpSocket, number: u32) -> wharf::io::Result<()> {
    while socket.receive().await?.0 != number.to_le_bytes() {}
    Ok(())
}
