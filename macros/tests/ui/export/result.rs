include!("../../../../generator/tests/golden/export-async/expected.rs");

use exports::demo::greeter::greet::{Guest, Trouble};
use wharf::{FutureReader, StreamReader};

struct Greeter;

#[wharf::export]
impl Guest for Greeter {
    async fn greet(name: String) -> String {
        name
    }

    async fn numbers(count: u32) -> StreamReader<u32> {
        unimplemented!("{count}")
    }

    async fn troubles() -> FutureReader<Result<(), Trouble>> {
        unimplemented!()
    }

    async fn nothing() {}
}

fn main() {}
