//! Worlds by wit-smith.

use arbitrary::{Arbitrary as _, Unstructured};
use wit_parser::decoding::{DecodedWasm, decode};
use wit_smith::Config;

use crate::Rng;

/// A WIT package with worlds, encoded as WebAssembly; nothing for the seeds that wit-smith can make nothing of.
#[must_use]
pub fn encoded_package(seed: u64) -> Option<Vec<u8>> {
    let mut rng = Rng::new(seed);
    let length = rng.within(512..16 * 1024);
    let bytes = rng.bytes(length);
    let mut unstructured = Unstructured::new(&bytes);
    let mut config = Config::arbitrary(&mut unstructured).ok()?;
    // Packages of usual size, with everything that there is.
    config.max_packages = 1 + config.max_packages % 4;
    config.max_type_size = config.max_type_size.min(100);
    config.max_pkg_items = 2 + config.max_pkg_items % 5;
    config.max_world_items += 1;
    config.world_include = rng.once_in(4);
    wit_smith::smith(&config, &mut unstructured).ok()
}

/// The worlds of an encoded package, by their full name.
#[must_use]
pub fn worlds(wasm: &[u8]) -> Vec<String> {
    match decode(wasm) {
        Ok(DecodedWasm::WitPackage(resolve, package)) => {
            resolve.packages[package].worlds.keys().map(|name| resolve.id_of_name(package, name)).collect()
        }
        _ => Vec::new(),
    }
}
