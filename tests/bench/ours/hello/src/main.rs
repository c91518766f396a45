//! A command that greets.

use wharf::io::{self, AsyncWriteExt};

#[wharf::main]
async fn main() -> wharf::Result<()> {
    let mut stdout = io::stdout();
    stdout.write_all(b"Hello, WASI!\n").await?;
    stdout.close().await?;
    Ok(())
}
