#[wharf::http::service]
impl Clone for Hello {}

fn main() {}
