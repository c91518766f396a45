//! `wharf generate`.

use std::path::PathBuf;

use crate::options::Options;

#[derive(clap::Args)]
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
