trait Guest {}

struct Greeter;

#[wharf::export]
impl Guest for Greeter {}

fn main() {}
