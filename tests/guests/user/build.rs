//! Generates the bindings of the world `user`.

fn main() -> Result<(), wharf_generator::Error> {
    wharf_generator::Config::new().path("../features/wit").world("user").generate()
}
