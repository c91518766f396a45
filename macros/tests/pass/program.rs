#![deny(warnings)]

use std::process::ExitCode;

#[derive(Debug)]
struct OnlyDebug;

#[wharf::main]
#[doc(alias = "start")]
pub async fn main() -> Result<ExitCode, OnlyDebug> {
    Ok(ExitCode::SUCCESS)
}
