//! Sends back to each client what it sends, for as many clients at a time as there are.

use wharf::io::{self, AsyncWriteExt as _};
use wharf::net::{TcpListener, TcpStream};

#[wharf::main]
async fn main() -> wharf::Result<()> {
    let address = wharf::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:7000".into());
    let mut listener = TcpListener::bind(address).await?;
    println!("listening on {}", listener.local_addr()?);
    loop {
        let (stream, client) = listener.accept().await?;
        wharf::task::spawn(async move {
            match echo(stream).await {
                Ok(count) => println!("{count} bytes for {client}"),
                Err(error) => eprintln!("{client}: {error}"),
            }
        })
        .detach();
    }
}

async fn echo(stream: TcpStream) -> io::Result<u64> {
    let (reader, mut writer) = stream.into_split();
    let count = io::copy(reader, &mut writer).counted().await?;
    writer.close().await?;
    Ok(count)
}
