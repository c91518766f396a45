struct Router;

#[wharf::http::service(tower, error = rule)]
async fn router(request: wharf::http::Request) {}

fn main() {}
