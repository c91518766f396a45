//! Generates the bindings, and leaves what the linker makes a core module.

fn main() -> Result<(), wharf_generator::Error> {
    if std::env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|architecture| architecture == "wasm32") {
        println!("cargo::rustc-link-arg-cdylib=--skip-wit-component");
    }
    wharf_generator::Config::new().path("wit").world("newest").generate()
}
