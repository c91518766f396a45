//! Generates the bindings of the world `sleeper`.

fn main() -> Result<(), wharf_generator::Error> {
    wharf_generator::Config::new().path("../async/wit").world("sleeper").generate()
}
