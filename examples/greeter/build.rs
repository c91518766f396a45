//! Generates the bindings of the world `greeter`.

fn main() -> Result<(), wharf_generator::Error> {
    wharf_generator::Config::new().path("wit").world("greeter").generate()
}
