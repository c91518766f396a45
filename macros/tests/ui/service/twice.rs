#[wharf::http::service]
async fn hello() -> &'static str {
    "hello"
}

mod other {
    #[wharf::http::service]
    async fn goodbye() -> &'static str {
        "goodbye"
    }
}

fn main() {}
