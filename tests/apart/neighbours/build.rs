//! Generates the bindings of the world `neighbours`.

fn main() -> Result<(), wharf_generator::Error> {
    wharf_generator::Config::new().path("wit").world("neighbours").generate()
}
