#[wharf::http::service]
async fn hello() -> Result<String, std::num::ParseIntError> {
    "seven".parse::<u32>().map(|number| number.to_string())
}

fn main() {}
