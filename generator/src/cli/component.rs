//! `wharf component`.

use std::fs;
use std::path::PathBuf;

use wit_component::ComponentEncoder;

use crate::error::{Error, Report};

#[derive(clap::Args)]
#[command(after_help = "\
Builds for `wasm32-wasip2` are components already. For `wasm32-unknown-unknown`:
  cargo build --release --target wasm32-unknown-unknown
  wharf component target/wasm32-unknown-unknown/release/greeter.wasm -o greeter.wasm")]
pub(crate) struct Component {
    /// A core module, as `cargo build --target wasm32-unknown-unknown` makes it.
    #[arg(value_name = "CORE.WASM")]
    module: PathBuf,

    /// Where the component goes.
    #[arg(short, long, value_name = "OUT.WASM")]
    output: PathBuf,
}

impl Component {
    pub(crate) fn run(self) -> super::Result {
        let module = fs::read(&self.module).map_err(|error| Error::io("read", &self.module, &error))?;
        let mut encoder = ComponentEncoder::default();
        let component = encoder.validate(true).module(&module).and_then(ComponentEncoder::encode).map_err(|error| {
            Report::new(format!("`{}` does not make a component: {error:#}", self.module.display()))
        })?;
        fs::write(&self.output, component).map_err(|error| Error::io("write", &self.output, &error))
    }
}
