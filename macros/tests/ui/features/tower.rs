struct Router;

#[wharf::http::service(tower)]
fn router() -> Router {
    Router
}

fn main() {}
