struct Greeter;

#[wharf::export]
impl Greeter {
    async fn greet() {}
}

fn main() {}
