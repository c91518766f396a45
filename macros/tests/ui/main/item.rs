#[wharf::main]
struct Main;

fn main() {}
