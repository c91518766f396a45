trait Guest {}

struct Greeter;

#[wharf::export(world = "greeter")]
impl Guest for Greeter {}

fn main() {}
