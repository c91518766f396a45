struct Greeter;

#[wharf::export]
impl (Clone) for Greeter {}

fn main() {}
