#[wharf::http::service]
async fn hello() -> u32 {
    7
}

fn main() {}
