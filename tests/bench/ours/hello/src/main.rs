//! A command that greets.

use futures::AsyncWriteExt;
use wharf::io;

#[wharf::main]
async fn main() -> wharf::Result<()> {
    let mut stdout = io::stdout();
    stdout.write_all(b"Hello, WASI!\n").await?;
    stdout.close().await?;
    Ok(())
}
