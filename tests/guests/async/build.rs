//! Generates the bindings of the world `scenarios`.

fn main() -> Result<(), wharf_generator::Error> {
    let config = wharf_generator::Config::new().path("wit").world("scenarios");
    config.sync(["export:test:scenarios/blocking#wait-anyway"]).generate()
}
