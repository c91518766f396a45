//! Generates the bindings of the world `traces`.

fn main() -> Result<(), wharf_generator::Error> {
    wharf_generator::Config::new().path("wit").world("traces").generate()
}
