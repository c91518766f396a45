#[wharf::main]
async fn main();
