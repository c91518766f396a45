//! Fails in the way its argument names.

use std::io::Error;

use wharf::io::{copy, stdout};

#[wharf::main]
async fn main() -> wharf::Result<()> {
    match std::env::args().nth(1).as_deref() {
        Some("error") => Err(Error::other("the crane is stuck"))?,
        Some("print-then-error") => {
            copy(&b"loading\n"[..], &mut stdout()).await?;
            Err(Error::other("the crane is stuck"))?
        }
        Some("panic") => panic!("dropped in the harbour"),
        // On wasm this is the instruction `unreachable`, without a message.
        Some("trap") => std::process::abort(),
        other => panic!("{other:?} is no way to fail"),
    }
}
