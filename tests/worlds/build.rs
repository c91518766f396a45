//! Generates the bindings of random worlds, with skeletons of what they export.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use wharf_generator::Config;
use wharf_random::{encoded_package, worlds};

/// How many worlds there are at least.
const COUNT: usize = 160;

/// Not those that the tests of the generator begin with.
const SEED: u64 = 50_000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    let out_dir = PathBuf::from(std::env::var("OUT_DIR")?);
    let package = out_dir.join("package.wasm");
    let mut modules = String::new();
    let mut count = 0;
    for (seed, wasm) in (SEED..).filter_map(|seed| Some((seed, encoded_package(seed)?))) {
        fs::write(&package, &wasm)?;
        for world in worlds(&wasm) {
            let bindings = Config::new().path(&package).world(&world).all_features().stubs().generate_to_string();
            let source = bindings.map_err(|error| format!("seed {seed}, world {world}: {error}"))?.source;
            fs::write(out_dir.join(format!("world{count}.rs")), source)?;
            writeln!(modules, "mod world{count} {{ include!(concat!(env!(\"OUT_DIR\"), \"/world{count}.rs\")); }}")?;
            count += 1;
        }
        if count >= COUNT {
            break;
        }
    }
    fs::write(out_dir.join("worlds.rs"), modules)?;
    Ok(())
}
