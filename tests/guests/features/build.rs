//! Generates the bindings of the world `features`.

fn main() -> Result<(), wharf_generator::Error> {
    wharf_generator::Config::new().path("wit").world("features").features(["fancy"]).generate()
}
