//! A command that greets, with the bare bindings of the `wasip3` crate.

use wasip3::{cli, wit_stream};

wasip3::cli::command::export!(Hello);

struct Hello;

impl wasip3::exports::cli::run::Guest for Hello {
    async fn run() -> Result<(), ()> {
        let (mut writer, reader) = wit_stream::new();
        let written = cli::stdout::write_via_stream(reader);
        writer.write_all(b"Hello, WASI!\n".to_vec()).await;
        drop(writer);
        written.await.map_err(drop)
    }
}
