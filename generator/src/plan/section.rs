//! The component type: what `wit-component` makes the component of.

use wasm_metadata::Producers;
use wit_component::{StringEncoding, metadata};
use wit_parser::{Resolve, World, WorldId};

use super::model::Section;
use crate::error::Report;

/// The section of the whole world.
pub(crate) fn whole(resolve: &Resolve, world: WorldId, suffix: &str) -> Result<Section, Report> {
    encode(resolve, world, &format!("encoded world{suffix}"))
}

/// The section of the world's imports alone.
pub(crate) fn imports(resolve: &Resolve, world: WorldId, suffix: &str) -> Result<Section, Report> {
    let mut resolve = resolve.clone();
    let world = &resolve.worlds[world];
    let name = format!("{}-without-exports", world.name);
    let imports = World { name, exports: wit_parser::IndexMap::default(), ..world.clone() };
    let world = resolve.worlds.alloc(imports);
    encode(&resolve, world, &format!("encoded imports{suffix}"))
}

fn encode(resolve: &Resolve, world: WorldId, what: &str) -> Result<Section, Report> {
    let mut producers = Producers::empty();
    producers.add("processed-by", env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"));
    let bytes = metadata::encode(resolve, world, StringEncoding::UTF8, Some(&producers), false)
        .map_err(|error| Report::new(format!("the world cannot be encoded: {error:#}")))?;
    let world = &resolve.worlds[world];
    let package = world.package.map(|package| resolve.packages[package].name.to_string()).unwrap_or_default();
    // Sections of one name would be concatenated by the linker.
    let name = format!("component-type:wharf:{}:{package}:{}:{what}", env!("CARGO_PKG_VERSION"), world.name);
    Ok(Section { name, bytes })
}
