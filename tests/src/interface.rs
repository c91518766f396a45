//! What a component imports and exports.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result, bail};
use wasmtime::Engine;
use wasmtime::component::Component;
use wit_component::DecodedWasm;
use wit_parser::{Resolve, WorldItem, WorldKey};

use crate::Wasm;

/// Interfaces with the functions of each, such as `wasi:cli/stdin@0.3.0` with `read-via-stream`. Functions that
/// stand in the world itself are under the empty name. Interfaces that only define types have no functions.
pub type Interfaces = BTreeMap<String, BTreeSet<String>>;

/// The interfaces and functions that a component imports.
///
/// A component imports only the functions that its code calls, so this says what it uses of its world.
///
/// # Errors
///
/// When the file cannot be read or is no component.
pub fn imports_of(wasm: impl Into<Wasm>) -> Result<Interfaces> {
    decode(&wasm.into(), |resolve, world| interfaces(resolve, &resolve.worlds[world].imports))
}

/// The interfaces and functions that a component exports.
///
/// # Errors
///
/// When the file cannot be read or is no component.
pub fn exports_of(wasm: impl Into<Wasm>) -> Result<Interfaces> {
    decode(&wasm.into(), |resolve, world| interfaces(resolve, &resolve.worlds[world].exports))
}

fn decode<R>(wasm: &Wasm, read: impl FnOnce(&Resolve, wit_parser::WorldId) -> R) -> Result<R> {
    match wit_component::decode(&wasm.read()?).with_context(|| format!("{wasm} is not a component"))? {
        DecodedWasm::Component(resolve, world) => Ok(read(&resolve, world)),
        DecodedWasm::WitPackage(..) => bail!("{wasm} is a WIT package, not a component"),
    }
}

fn interfaces<'a>(resolve: &Resolve, items: impl IntoIterator<Item = (&'a WorldKey, &'a WorldItem)>) -> Interfaces {
    let mut interfaces = Interfaces::new();
    for (key, item) in items {
        match item {
            WorldItem::Interface { id, .. } => {
                let functions = resolve.interfaces[*id].functions.keys().cloned();
                interfaces.entry(resolve.name_world_key(key)).or_default().extend(functions);
            }
            WorldItem::Function(function) => {
                interfaces.entry(String::new()).or_default().insert(function.name.clone());
            }
            WorldItem::Type { .. } => {}
        }
    }
    interfaces
}

/// Whether `component` exports an interface of this name and this much of a version, such as
/// `wasi:cli/run@0.3` for 0.3.0 or 0.3.2.
pub(crate) fn exports_interface(engine: &Engine, component: &Component, interface: &str) -> bool {
    component.component_type().exports(engine).any(|(name, _)| is_version_of(name, interface))
}

/// Whether `name` is `interface` with all the rest of a version.
fn is_version_of(name: &str, interface: &str) -> bool {
    name.strip_prefix(interface).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-', '+']))
}

#[cfg(test)]
mod tests {
    use super::is_version_of;

    #[test]
    fn versions() {
        assert!(is_version_of("wasi:cli/run@0.3.0", "wasi:cli/run@0.3"));
        assert!(is_version_of("wasi:cli/run@0.3.0-rc-1", "wasi:cli/run@0.3.0"));
        assert!(is_version_of("wasi:cli/run@0.3", "wasi:cli/run@0.3"));
        assert!(!is_version_of("wasi:cli/run@0.31.0", "wasi:cli/run@0.3"));
        assert!(!is_version_of("wasi:cli/run@0.2.6", "wasi:cli/run@0.3"));
    }
}
