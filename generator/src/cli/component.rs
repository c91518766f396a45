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
        // A module without names has been stripped; names of the component would be a tenth of a small one.
        let component =
            if has_section(&module, "name") { component } else { without_section(&component, "component-name") };
        fs::write(&self.output, component).map_err(|error| Error::io("write", &self.output, &error))
    }
}

/// The sections of a module or component, each with all its bytes, and its name if it is a custom one.
fn sections(binary: &[u8]) -> impl Iterator<Item = (&[u8], Option<&[u8]>)> {
    let mut rest = binary.get(HEADER..).unwrap_or_default();
    core::iter::from_fn(move || {
        let (id, after) = rest.split_first()?;
        let (size, contents) = leb(after)?;
        let length = rest.len() - contents.len() + size;
        let (section, next) = rest.split_at_checked(length)?;
        rest = next;
        let name = || {
            let (size, name) = leb(contents)?;
            name.get(..size)
        };
        Some((section, if *id == CUSTOM { name() } else { None }))
    })
}

/// The length of what precedes the first section.
const HEADER: usize = 8;
/// The id of custom sections.
const CUSTOM: u8 = 0;

/// A number in LEB128, and what follows.
fn leb(mut bytes: &[u8]) -> Option<(usize, &[u8])> {
    let mut number = 0;
    for shift in (0..32).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        bytes = rest;
        number |= usize::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some((number, bytes));
        }
    }
    None
}

fn has_section(binary: &[u8], name: &str) -> bool {
    sections(binary).any(|(_, custom)| custom == Some(name.as_bytes()))
}

fn without_section(binary: &[u8], name: &str) -> Vec<u8> {
    debug_assert_eq!(sections(binary).map(|(section, _)| section.len()).sum::<usize>() + HEADER, binary.len());
    let kept = sections(binary).filter(|(_, custom)| *custom != Some(name.as_bytes())).map(|(section, _)| section);
    binary[..HEADER].iter().chain(kept.flatten()).copied().collect()
}
