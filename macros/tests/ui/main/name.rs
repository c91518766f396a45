#[wharf::main]
async fn start() {}

fn main() {}
