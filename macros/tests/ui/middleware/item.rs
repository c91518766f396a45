#[wharf::http::middleware]
mod layer {}

fn main() {}
