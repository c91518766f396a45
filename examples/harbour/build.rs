//! Generates the bindings of the world `harbour`.

fn main() -> Result<(), wharf_generator::Error> {
    wharf_generator::Config::new().path("wit").world("harbour").generate()
}
