//! Generates the bindings of the world `scenarios`.

fn main() -> Result<(), wharf_generator::Error> {
    wharf_generator::Config::new().path("wit").world("scenarios").generate()
}
