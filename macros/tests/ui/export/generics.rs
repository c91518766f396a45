trait Guest {}

struct Greeter<T>(T);

#[wharf::export]
impl<T> Guest for Greeter<T> {}

fn main() {}
