//! Copies standard input to standard output.

use wharf::io;

#[wharf::main]
async fn main() -> wharf::Result<()> {
    io::copy(io::stdin(), &mut io::stdout()).await?;
    Ok(())
}
