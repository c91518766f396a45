//! Generates the bindings of the world `visitor`.

fn main() -> Result<(), wharf_generator::Error> {
    wharf_generator::Config::new().path("../greeter/wit").world("visitor").generate()
}
