#[wharf::http::service(concurrency = 0)]
async fn nobody() {}

mod text {
    #[wharf::http::service(concurrency = "many")]
    async fn hello() {}
}

mod nothing {
    #[wharf::http::service(error)]
    async fn hello() {}
}

mod twice {
    #[wharf::http::service(concurrency = 2, concurrency = 3)]
    async fn hello() {}
}

fn main() {}
