//! Generates the bindings of the world `counters`.

fn main() -> Result<(), wharf_generator::Error> {
    wharf_generator::Config::new().path("wit").world("counters").generate()
}
