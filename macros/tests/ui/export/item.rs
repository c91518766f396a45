#[wharf::export]
struct Greeter;

fn main() {}
