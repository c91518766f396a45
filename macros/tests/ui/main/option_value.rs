#[wharf::main(crate = "wharf")]
async fn main() {}
