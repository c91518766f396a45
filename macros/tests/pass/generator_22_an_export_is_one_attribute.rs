//! An implementation of a `Guest` trait is exported by an attribute, wherever it is, also when its type is private.

mod bindings {
    include!("../../../generator/tests/golden/export-async/expected.rs");
}

mod greeter {
    use crate::bindings::exports::demo::greeter::greet;

    struct Greeter;

    #[wharf::export]
    impl greet::Guest for Greeter {
        async fn greet(name: String) -> Result<String, greet::Trouble> {
            if name.is_empty() { Err(greet::Trouble::Nobody) } else { Ok(name) }
        }

        async fn numbers(_: u32) -> wharf::StreamReader<u32> {
            crate::bindings::wit_stream::new().1
        }

        async fn troubles() -> wharf::FutureReader<Result<(), greet::Trouble>> {
            crate::bindings::wit_future::new(|| Ok(())).1
        }

        async fn nothing() {}
    }
}

fn main() {}
