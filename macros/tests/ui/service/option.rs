#[wharf::http::service(limit = 4)]
async fn hello() {}

fn main() {}
