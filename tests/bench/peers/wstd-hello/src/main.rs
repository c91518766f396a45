//! A command that greets.

use wstd::io::{AsyncWrite, stdout};

#[wstd::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    stdout().write_all(b"Hello, WASI!\n").await?;
    Ok(())
}
