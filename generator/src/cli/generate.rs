//! `wharf generate`.

use std::path::PathBuf;

use crate::options::Options;

#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  wharf generate wit --world greeter --out-dir src
  wharf generate wit --world greeter --stubs            with a skeleton of everything to export
  wharf generate wit --with demo:shapes/types=crate::shapes --additional-derives serde::Serialize

The options are those of `wharf::generate!` and of `wharf_generator::Config`. Packages of WASI 0.3 need not be in `wit`: \
they are `wharf::wasi`. The path of the file that was written is printed.")]
pub(crate) struct Generate {
    #[command(flatten)]
    options: Options,

    /// The folder that the bindings are written to, the current one unless given.
    #[arg(long, value_name = "DIR", default_value = ".", hide_default_value = true)]
    out_dir: PathBuf,
}

impl Generate {
    pub(crate) fn run(self) -> super::Result {
        let path = crate::run(&self.options)?.write_to(&self.out_dir)?;
        println!("{}", path.display());
        Ok(())
    }
}
