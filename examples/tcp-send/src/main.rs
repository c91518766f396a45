//! Sends standard input to a server, and prints what it answers, both at once.

use wharf::io::{self, AsyncWriteExt as _};
use wharf::net::TcpStream;

#[wharf::main]
async fn main() -> wharf::Result<()> {
    let address = wharf::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:7000".into());
    let (reader, mut writer) = TcpStream::connect(address).await?.into_split();
    let sending = wharf::task::spawn(async move {
        io::copy(io::stdin(), &mut writer).await?;
        writer.close().await
    });
    io::copy(reader, &mut io::stdout()).await?;
    if let Some(sent) = sending.await {
        sent?;
    }
    Ok(())
}
