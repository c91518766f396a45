include!("../../../../generator/tests/golden/export-async/expected.rs");

use exports::demo::greeter::greet::{Guest, Trouble};
use wharf::{FutureReader, StreamReader};

struct Greeter;

// The attribute is missing.
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

fn main() {}
