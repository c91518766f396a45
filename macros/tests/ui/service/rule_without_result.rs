use wharf::http::StatusCode;

fn rule(_: std::fmt::Error) -> StatusCode {
    StatusCode::CONFLICT
}

#[wharf::http::service(error = rule)]
async fn hello() -> String {
    String::new()
}

fn main() {}
