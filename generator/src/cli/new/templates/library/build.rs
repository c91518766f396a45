//! Generates the bindings of the world in `wit`.

fn main() -> Result<(), wharf_generator::Error> {
    wharf_generator::generate("{{world}}")
}
