//! Ends with the exit status that its argument says. A program in a library.

use std::num::ParseIntError;
use std::process::ExitCode;

#[wharf::main]
async fn main() -> Result<ExitCode, ParseIntError> {
    let status: u8 = wharf::env::args().nth(1).as_deref().unwrap_or("0").parse()?;
    print!("status {status}");
    Ok(ExitCode::from(status))
}
