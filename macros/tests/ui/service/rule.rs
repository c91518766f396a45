use wharf::http::StatusCode;

fn rule(_: std::fmt::Error) -> StatusCode {
    StatusCode::CONFLICT
}

#[wharf::http::service(error = rule)]
async fn hello() -> Result<String, std::num::ParseIntError> {
    "seven".parse::<u32>().map(|number| number.to_string())
}

fn main() {}
