//! Writes the component's type, which the linker looks for in a section of the core module.

use std::path::Path;

use wit_component::StringEncoding;
use wit_parser::Resolve;

fn main() -> anyhow::Result<()> {
    println!("cargo::rerun-if-changed=../../wit");
    let mut resolve = Resolve::default();
    let (package, _) = resolve.push_dir("../../wit")?;
    let world = resolve.select_world(&[package], Some("bench"))?;
    let section = wit_component::metadata::encode(&resolve, world, StringEncoding::UTF8, None, false)?;
    let out = std::env::var("OUT_DIR")?;
    std::fs::write(Path::new(&out).join("component-type"), section)?;
    Ok(())
}
