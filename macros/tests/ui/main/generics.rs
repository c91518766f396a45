#[wharf::main]
async fn main<T>() {}
