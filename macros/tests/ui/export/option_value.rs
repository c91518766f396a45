include!("../../../../generator/tests/golden/export-async/expected.rs");

use exports::demo::greeter::greet::{Guest, Trouble};
use wharf::{FutureReader, StreamReader};

struct Greeter;

#[wharf::export(concurrency = 0)]
impl Guest for Greeter {
    async fn greet(name: String) -> Result<String, Trouble> {
        Ok(name)
    }

    async fn numbers(count: u32) -> StreamReader<u32> {
        unimplemented!("{count}")
    }

    async fn troubles() -> FutureReader<Result<(), Trouble>> {
        unimplemented!()
    }

    async fn nothing() {}
}

trait Local {
    async fn wait();
}

mod other {
    use super::*;

    #[wharf::export(concurrency)]
    impl Local for Greeter {
        async fn wait() {}
    }
}

fn main() {}
