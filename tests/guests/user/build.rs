//! Generates the bindings of the world `user`, and of one more for each way that parameters can own what they hold.

use wharf_generator::{Config, Error, Ownership};

fn main() -> Result<(), Error> {
    let world = |name| Config::new().path("../features/wit").world(name).features_from_cargo();
    world("user").sync(["import:test:features/flows#take"]).generate()?;
    world("owning").generate()?;
    world("borrowing").ownership(Ownership::Borrowing { duplicate_if_necessary: false }).generate()?;
    world("duplicating").ownership(Ownership::Borrowing { duplicate_if_necessary: true }).generate()
}
